package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.ReadView;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Reads;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.row.RowView;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** INSERT, MERGE and REPLACE. */
final class InsertPlan extends WritePlan {

  /** What is done with a row whose key exists. */
  enum OnDuplicate {
    FAIL,
    IGNORE,
    CHANGE,
    MERGE,
    REPLACE
  }

  private final RowFormat format;
  private final List<List<Expression>> rows;
  private final OnDuplicate onDuplicate;
  private final RowChange change;
  private final List<Integer> given;

  /**
   * @param rows what each column of each row is
   * @param change what is done to the existing row, for {@link OnDuplicate#CHANGE}
   * @param given the columns that values are given for
   */
  InsertPlan(
      BoundTable table,
      RowFormat format,
      List<List<Expression>> rows,
      OnDuplicate onDuplicate,
      RowChange change,
      List<Integer> given,
      Parameters parameters) {
    super(table, parameters);
    this.format = format;
    this.rows = List.copyOf(rows);
    this.onDuplicate = onDuplicate;
    this.change = change;
    this.given = List.copyOf(given);
  }

  @Override
  public long collect(Execution execution, Writes writes) throws SQLException {
    Reads.Source source = execution.source();
    try {
      long count = 0;
      for (List<Expression> row : rows) {
        execution.cancellation().check();
        if (insert(row, source.view(), execution, writes)) {
          count++;
        }
      }
      return count;
    } finally {
      source.release().run();
    }
  }

  private boolean insert(List<Expression> row, ReadView view, Execution execution, Writes writes)
      throws SQLException {
    Table table = table().table();
    @Nullable Object[] values = new @Nullable Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = execution.evaluate(row.get(i));
    }
    checkKeyNulls(table, values);
    byte[] key = format.keys().encode(values);
    writes.checkKey(key);
    if (onDuplicate == OnDuplicate.CHANGE || onDuplicate == OnDuplicate.MERGE) {
      byte[] existing = writes.has(key) ? writes.get(key) : view.get(key);
      if (existing != null) {
        RowView old = format.view();
        old.load(key, existing);
        change(key, old, values, view, execution, writes);
        return true;
      }
    } else if (onDuplicate != OnDuplicate.REPLACE && exists(key, view, writes)) {
      if (onDuplicate == OnDuplicate.IGNORE) {
        return false;
      }
      throw RowChange.duplicateKey(table, values);
    }
    put(key, values, writes);
    return true;
  }

  private static void checkKeyNulls(Table table, @Nullable Object[] values) throws SQLException {
    for (int i = 0; i < table.keySize(); i++) {
      if (values[table.keyColumn(i)] == null) {
        RowChange.checkNulls(table, values);
      }
    }
  }

  private static boolean exists(byte[] key, ReadView view, Writes writes) {
    return writes.has(key) ? writes.get(key) != null : view.contains(key);
  }

  private void put(byte[] key, @Nullable Object[] values, Writes writes) throws SQLException {
    RowChange.checkNulls(table().table(), values);
    writes.put(key, format.encode(key, values));
  }

  private void change(
      byte[] key,
      Row old,
      @Nullable Object[] inserted,
      ReadView view,
      Execution execution,
      Writes writes)
      throws SQLException {
    Table table = table().table();
    if (onDuplicate == OnDuplicate.MERGE) {
      @Nullable Object[] merged = RowChange.values(table, old);
      for (int ordinal : given) {
        merged[ordinal] = inserted[ordinal];
      }
      put(key, merged, writes);
      return;
    }
    int size = inserted.length;
    Row both = ordinal -> ordinal < size ? old.get(ordinal) : inserted[ordinal - size];
    @Nullable Object[] changed = change.apply(both, execution);
    byte[] newKey = change.movesRows() ? format.keys().encode(changed) : key;
    if (!Arrays.equals(newKey, key)) {
      if (exists(newKey, view, writes)) {
        throw RowChange.duplicateKey(table, changed);
      }
      writes.delete(key);
    }
    put(newKey, changed, writes);
  }

  @Override
  List<String> explain() {
    String rowCount = rows.size() == 1 ? "one row is" : rows.size() + " rows are";
    String name = table().table().name();
    return List.of(
        name
            + ": "
            + switch (onDuplicate) {
              case FAIL -> rowCount + " inserted, after a look whether the key exists";
              case IGNORE -> rowCount + " inserted where the key does not exist";
              case CHANGE ->
                  rowCount
                      + " inserted, or the one that has the key gets "
                      + String.join(", ", change.describe());
              case MERGE -> rowCount + " inserted, or the given columns of the existing one set";
              case REPLACE -> rowCount + " written, without a look whether the key exists";
            });
  }
}
