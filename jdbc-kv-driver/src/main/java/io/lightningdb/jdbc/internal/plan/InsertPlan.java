package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.exec.TableWriter;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.Assignment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** INSERT, MERGE and REPLACE. */
final class InsertPlan extends WritePlan {

  /** What is done with a row that is there already. */
  enum OnDuplicate {
    FAIL,
    IGNORE,
    CHANGE,
    MERGE,
    REPLACE
  }

  /**
   * Where the rows come from.
   *
   * @param rows what each column of each row is; for a query one row, of the query's columns
   * @param query the query; null where the rows stand in the statement
   */
  record Source(List<List<Expression>> rows, @Nullable QueryNode query) {

    Source {
      rows = List.copyOf(rows);
    }
  }

  /** How it is found out that a row is there already. */
  sealed interface Conflict {

    /** By the primary key and by all unique indexes. */
    record ByAny() implements Conflict {}

    /** By the primary key. */
    record ByKey() implements Conflict {}

    /** By a unique index. */
    record ByIndex(Index index) implements Conflict {}
  }

  private final RowFormat format;
  private final Source source;
  private final OnDuplicate onDuplicate;
  private final Conflict conflict;
  private final RowChange change;
  private final List<Integer> given;
  private final int identity;

  /**
   * @param tables the table, and behind it those that are read
   * @param change what is done to the existing row, for {@link OnDuplicate#CHANGE}
   * @param given the columns that values are given for
   */
  InsertPlan(
      List<BoundTable> tables,
      RowFormat format,
      Source source,
      OnDuplicate onDuplicate,
      Conflict conflict,
      RowChange change,
      List<Integer> given,
      Parameters parameters) {
    super(tables, parameters);
    this.format = format;
    this.source = source;
    this.onDuplicate = onDuplicate;
    this.conflict = conflict;
    this.change = change;
    this.given = List.copyOf(given);
    this.identity = table().table().identityColumn();
  }

  @Override
  public long collect(Execution execution, Writes writes) throws SQLException {
    TableWriter writer = new TableWriter(execution, table(), format, writes);
    QueryNode query = source.query;
    long count = query == null ? 0 : collect(query, execution, writer);
    if (query == null) {
      for (List<Expression> row : source.rows) {
        execution.cancellation().check();
        count += insert(row, Row.EMPTY, execution, writer) ? 1 : 0;
      }
    }
    writer.finish();
    return count;
  }

  private long collect(QueryNode query, Execution execution, TableWriter writer)
      throws SQLException {
    long count = 0;
    @Nullable Object[] values = new @Nullable Object[query.columns().size()];
    try (Rows rows = query.open(execution)) {
      while (rows.next()) {
        execution.cancellation().check();
        for (int i = 0; i < values.length; i++) {
          values[i] = rows.value(i);
        }
        Row row = ordinal -> values[ordinal];
        count += insert(source.rows.get(0), row, execution, writer) ? 1 : 0;
      }
    }
    return count;
  }

  private boolean insert(List<Expression> row, Row from, Execution execution, TableWriter writer)
      throws SQLException {
    Table table = table().table();
    @Nullable Object[] values = new @Nullable Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = execution.evaluate(row.get(i), from);
    }
    if (identity >= 0) {
      identify(table, values, execution);
    }
    for (int i = 0; i < table.keySize(); i++) {
      if (values[table.keyColumn(i)] == null) {
        RowChange.checkNulls(table, values);
      }
    }
    byte[] key = writer.key(values);
    if (onDuplicate == OnDuplicate.REPLACE) {
      replace(key, values, writer);
    } else if (onDuplicate == OnDuplicate.FAIL) {
      if (writer.exists(key)) {
        throw TableWriter.duplicateKey(table, values);
      }
      put(key, values, writer);
    } else {
      if (!(conflict instanceof Conflict.ByIndex) && writer.exists(key)) {
        return onDuplicate != OnDuplicate.IGNORE
            && change(key, present(key, writer), values, execution, writer);
      }
      TableWriter.Holder holder = holder(key, values, writer);
      if (holder != null) {
        return onDuplicate != OnDuplicate.IGNORE
            && change(holder.key(), holder.row(), values, execution, writer);
      }
      if (conflict instanceof Conflict.ByIndex && writer.exists(key)) {
        throw TableWriter.duplicateKey(table, values);
      }
      put(key, values, writer);
    }
    execution.generated().add(values);
    return true;
  }

  /** Gives the identity column its number, or notes the one that it was given. */
  private void identify(Table table, @Nullable Object[] values, Execution execution)
      throws SQLException {
    String sequence = table.sequence();
    if (sequence == null) {
      throw new IllegalStateException("table " + table.name() + " counts no numbers");
    }
    Object value = values[identity];
    if (value == null) {
      values[identity] =
          Assignment.assign(
              execution.sequences().next(sequence),
              table.column(identity).type(),
              table.column(identity).name());
    } else {
      execution.sequences().used(sequence, (Long) value);
    }
  }

  private void put(byte[] key, @Nullable Object[] values, TableWriter writer) throws SQLException {
    RowChange.checkNulls(table().table(), values);
    writer.insert(key, values);
  }

  /** Returns the row that is there already under another key, or null. */
  private TableWriter.@Nullable Holder holder(
      byte[] key, @Nullable Object[] values, TableWriter writer) throws SQLException {
    if (conflict instanceof Conflict.ByKey) {
      return null;
    }
    return writer.holder(values, key, conflict instanceof Conflict.ByIndex by ? by.index() : null);
  }

  private void replace(byte[] key, @Nullable Object[] values, TableWriter writer)
      throws SQLException {
    RowChange.checkNulls(table().table(), values);
    if (!writer.needsOldRow()) {
      writer.overwrite(key, values);
      return;
    }
    if (writer.exists(key)) {
      writer.delete(key, present(key, writer));
    }
    TableWriter.Holder holder = writer.holder(values, key, null);
    while (holder != null) {
      writer.delete(holder.key(), holder.row());
      holder = writer.holder(values, key, null);
    }
    writer.insert(key, values);
  }

  /** Returns the row with a key that exists. */
  private static @Nullable Object[] present(byte[] key, TableWriter writer) throws SQLException {
    return writer.read(key, Objects.requireNonNull(writer.find(key), "the row is gone"));
  }

  private boolean change(
      byte[] key,
      @Nullable Object[] old,
      @Nullable Object[] inserted,
      Execution execution,
      TableWriter writer)
      throws SQLException {
    Table table = table().table();
    @Nullable Object[] changed;
    boolean moves;
    if (onDuplicate == OnDuplicate.MERGE) {
      changed = old.clone();
      for (int ordinal : given) {
        changed[ordinal] = inserted[ordinal];
      }
      RowChange.checkNulls(table, changed);
      moves = conflict instanceof Conflict.ByIndex;
    } else {
      int size = inserted.length;
      Row both = ordinal -> ordinal < size ? old[ordinal] : inserted[ordinal - size];
      changed = change.apply(both, execution);
      moves = change.movesRows();
    }
    byte[] newKey = moves ? writer.key(changed) : key;
    if (Arrays.equals(newKey, key)) {
      writer.replace(key, old, changed);
    } else {
      if (writer.exists(newKey)) {
        throw TableWriter.duplicateKey(table, changed);
      }
      writer.delete(key, old);
      writer.insert(newKey, changed);
    }
    execution.generated().add(changed);
    return true;
  }

  @Override
  List<String> explain() {
    int size = source.rows.size();
    String rowCount =
        source.query != null
            ? "the rows of a query are"
            : size == 1 ? "one row is" : size + " rows are";
    String name = table().table().name();
    String how =
        switch (onDuplicate) {
          case FAIL -> rowCount + " inserted, after a look whether the key exists";
          case IGNORE -> rowCount + " inserted where the key does not exist";
          case CHANGE ->
              rowCount
                  + " inserted, or the one that has the key gets "
                  + String.join(", ", change.describe());
          case MERGE -> rowCount + " inserted, or the given columns of the existing one set";
          case REPLACE -> rowCount + " written, without a look whether the key exists";
        };
    List<String> lines = new ArrayList<>(List.of(name + ": " + how));
    if (source.query != null) {
      source.query.explain().forEach(line -> lines.add("  " + line));
    }
    return lines;
  }
}
