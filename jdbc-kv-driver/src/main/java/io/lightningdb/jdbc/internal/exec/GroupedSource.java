package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.sort.AggregateUse;
import io.lightningdb.jdbc.internal.sort.GroupedRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row for each group of rows: what they have in common, and the results of aggregates. All rows
 * are read before the first group comes.
 */
public final class GroupedSource implements RowSource {

  private final Execution execution;
  private final RowSource source;
  private final List<Expression> read;

  /** For each of these the first that is the same, which may be itself. */
  private final int[] sources;

  private final List<AggregateUse> aggregates;
  private final GroupedRows groups;
  private final boolean countsOnly;
  private final ArrayRow row = new ArrayRow();
  private boolean grouped;

  /**
   * @param keys what rows of a group have in common
   * @param arguments the arguments of the aggregates, those of the first one first
   */
  public GroupedSource(
      Execution execution,
      RowSource source,
      List<Expression> keys,
      List<Expression> arguments,
      List<AggregateUse> aggregates) {
    this.execution = execution;
    this.source = source;
    this.read = new ArrayList<>(keys);
    this.read.addAll(arguments);
    this.sources = sources(read);
    this.aggregates = aggregates;
    this.groups = new GroupedRows(keys.size(), aggregates, execution.spill());
    // COUNT(*) is the only one without an argument: then nothing of the rows has to be read.
    this.countsOnly = read.isEmpty();
  }

  @Override
  public boolean next() throws SQLException {
    if (!grouped) {
      grouped = true;
      if (countsOnly) {
        return count();
      }
      group();
    }
    @Nullable Object[] values = countsOnly ? null : groups.next();
    if (values == null) {
      return false;
    }
    row.set(values);
    return true;
  }

  private boolean count() throws SQLException {
    Long count = source.skip(Long.MAX_VALUE);
    source.close();
    @Nullable Object[] values = new @Nullable Object[aggregates.size()];
    Arrays.fill(values, count);
    row.set(values);
    return true;
  }

  /** Columns are often asked for by several aggregates; what is calculated is seldom. */
  private static int[] sources(List<Expression> read) {
    int[] sources = new int[read.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = read.get(i) instanceof ColumnValue column ? read.indexOf(column) : i;
    }
    return sources;
  }

  private void group() throws SQLException {
    @Nullable Object[] values = new @Nullable Object[read.size()];
    while (source.next()) {
      execution.cancellation().check();
      for (int i = 0; i < values.length; i++) {
        values[i] =
            sources[i] < i ? values[sources[i]] : execution.evaluate(read.get(i), source.row());
      }
      groups.add(values);
    }
    source.close();
    groups.finish();
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public void close() {
    source.close();
    groups.close();
  }
}
