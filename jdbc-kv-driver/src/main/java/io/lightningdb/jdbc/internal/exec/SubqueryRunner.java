package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.Subqueries;
import io.lightningdb.jdbc.internal.expression.Subquery;
import io.lightningdb.jdbc.internal.sort.RowSet;
import io.lightningdb.jdbc.internal.type.Texts;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * A query that uses nothing of the row it is asked for gives the same each time, so it is run once and
 * what came of it is kept: for IN all of its rows, as long as memory reaches. If it does not, the query
 * is run for each row like one that uses something of it.
 */
/** Runs the queries inside of the expressions of one execution. */
final class SubqueryRunner implements Subqueries {

  private final Execution execution;
  private final Kept kept;

  /** What is the same for all rows, of queries at any depth. */
  private static final class Kept {
    private final Map<Subquery, Boolean> found = new HashMap<>();
    private final Map<Subquery, Optional<Object>> values = new HashMap<>();

    /** The rows; nothing for those that memory does not reach for. */
    private final Map<Subquery, Optional<RowSet>> rows = new HashMap<>();
  }

  SubqueryRunner(Execution execution) {
    this(execution, new Kept());
  }

  private SubqueryRunner(Execution execution, Kept kept) {
    this.execution = execution;
    this.kept = kept;
  }

  /** Returns what runs the queries that stand inside of this one's. */
  SubqueryRunner inside(Execution inner) {
    return new SubqueryRunner(inner, kept);
  }

  private Rows open(Subquery query, @Nullable Object[] outer) throws SQLException {
    if (!(query instanceof RunnableQuery runnable)) {
      throw new IllegalArgumentException("a query that cannot be run: " + query.describe());
    }
    execution.cancellation().check();
    return runnable.open(execution.inside(outer));
  }

  @Override
  public boolean exists(Subquery query, @Nullable Object[] outer) throws SQLException {
    if (outer.length > 0) {
      return hasRow(query, outer);
    }
    Boolean found = kept.found.get(query);
    if (found == null) {
      found = hasRow(query, outer);
      kept.found.put(query, found);
    }
    return found;
  }

  private boolean hasRow(Subquery query, @Nullable Object[] outer) throws SQLException {
    try (Rows rows = open(query, outer)) {
      return rows.next();
    }
  }

  @Override
  public @Nullable Object value(Subquery query, @Nullable Object[] outer) throws SQLException {
    if (outer.length > 0) {
      return single(query, outer);
    }
    Optional<Object> value = kept.values.get(query);
    if (value == null) {
      value = Optional.ofNullable(single(query, outer));
      kept.values.put(query, value);
    }
    return value.orElse(null);
  }

  private @Nullable Object single(Subquery query, @Nullable Object[] outer) throws SQLException {
    try (Rows rows = open(query, outer)) {
      if (!rows.next()) {
        return null;
      }
      Object value = rows.value(0);
      if (rows.next()) {
        throw SqlErrors.severalRows(
            "a query that stands for one value gives several rows: " + query.describe());
      }
      return value;
    }
  }

  @Override
  public @Nullable Boolean contains(
      Subquery query, @Nullable Object[] outer, @Nullable Object[] values, boolean withoutBlanks)
      throws SQLException {
    @Nullable Object[] wanted = withoutBlanks ? stripped(values) : values;
    if (outer.length > 0) {
      return search(query, outer, wanted, withoutBlanks);
    }
    RowSet rows = keptRows(query, withoutBlanks);
    return rows != null ? rows.contains(wanted) : search(query, outer, wanted, withoutBlanks);
  }

  /** Returns the rows of a query that is the same for all rows; null if memory does not reach. */
  private @Nullable RowSet keptRows(Subquery query, boolean withoutBlanks) throws SQLException {
    Optional<RowSet> rows = kept.rows.get(query);
    if (rows == null) {
      rows = Optional.ofNullable(all(query, withoutBlanks));
      kept.rows.put(query, rows);
    }
    return rows.orElse(null);
  }

  /**
   * Returns the values of a query of one column that is the same for all rows, without nulls; null
   * if there are more than {@code max}.
   */
  @Nullable List<Object> values(Subquery query, long max) throws SQLException {
    RowSet rows = keptRows(query, false);
    return rows == null ? null : rows.firstValues(max);
  }

  private @Nullable RowSet all(Subquery query, boolean withoutBlanks) throws SQLException {
    RowSet set = new RowSet(query.columns(), execution.spill());
    @Nullable Object[] row = new @Nullable Object[query.columns()];
    try (Rows rows = open(query, new @Nullable Object[0])) {
      while (rows.next()) {
        execution.cancellation().check();
        read(rows, row, withoutBlanks);
        if (!set.add(row)) {
          set.clear();
          return null;
        }
      }
    }
    return set;
  }

  private @Nullable Boolean search(
      Subquery query, @Nullable Object[] outer, @Nullable Object[] wanted, boolean withoutBlanks)
      throws SQLException {
    boolean unknown = false;
    @Nullable Object[] row = new @Nullable Object[query.columns()];
    try (Rows rows = open(query, outer)) {
      while (rows.next()) {
        execution.cancellation().check();
        read(rows, row, withoutBlanks);
        Boolean equal = RowSet.isEqual(wanted, row);
        if (Boolean.TRUE.equals(equal)) {
          return true;
        }
        unknown |= equal == null;
      }
    }
    return unknown ? null : (Boolean) false;
  }

  private static void read(Rows rows, @Nullable Object[] row, boolean withoutBlanks)
      throws SQLException {
    for (int i = 0; i < row.length; i++) {
      Object value = rows.value(i);
      row[i] = withoutBlanks ? stripped(value) : value;
    }
  }

  private static @Nullable Object[] stripped(@Nullable Object[] values) {
    @Nullable Object[] stripped = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      stripped[i] = stripped(values[i]);
    }
    return stripped;
  }

  private static @Nullable Object stripped(@Nullable Object value) {
    return value instanceof String text ? Texts.withoutBlanks(text) : value;
  }
}
