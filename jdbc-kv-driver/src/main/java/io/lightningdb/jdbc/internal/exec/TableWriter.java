package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import io.lightningdb.jdbc.internal.row.IndexView;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.row.RowView;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.KeyColumn;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.Literals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the rows of a table, and its indexes with them, for one statement. */
public final class TableWriter {

  private final Execution execution;
  private final Table table;
  private final RowFormat format;
  private final Keyspace keyspace;
  private final Writes all;
  private final Writes.Of rows;
  private final List<IndexWriter> indexes = new ArrayList<>();

  /** A row that is there, and in the way of another. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  public record Holder(byte[] key, @Nullable Object[] row) {}

  public TableWriter(Execution execution, BoundTable bound, RowFormat format, Writes writes) {
    this.execution = execution;
    this.table = bound.table();
    this.format = format;
    this.keyspace = execution.keyspace(bound);
    this.all = writes;
    this.rows = writes.of(keyspace);
    for (Index index : table.indexes()) {
      indexes.add(new IndexWriter(execution, new IndexFormat(index), writes));
    }
  }

  /** Returns the primary key of a row that is to be inserted. */
  public byte[] key(@Nullable Object[] row) throws SQLException {
    byte[] key = format.keys().encode(row);
    all.checkKey(key);
    return key;
  }

  /** Returns the value under a key, with what this statement has done to it; or null. */
  public byte @Nullable [] find(byte[] key) throws SQLException {
    if (rows.has(key)) {
      return rows.get(key);
    }
    RowLocks locks = execution.locks();
    return locks != null && locks.guardInserts()
        ? locks.lock(keyspace, key, null)
        : execution.view(keyspace).get(key);
  }

  /** Returns whether there is a row with a key. */
  public boolean exists(byte[] key) throws SQLException {
    RowLocks locks = execution.locks();
    boolean locked = locks != null && locks.guardInserts();
    return (rows.has(key) || locked) ? find(key) != null : execution.view(keyspace).contains(key);
  }

  /** Returns the values of a row that is there. */
  public @Nullable Object[] read(byte[] key, byte[] value) {
    RowView view = format.view();
    view.load(key, value);
    return values(view);
  }

  /** Returns the values of the row that a view is on. */
  public @Nullable Object[] values(RowView view) {
    @Nullable Object[] values = new @Nullable Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = view.get(i);
    }
    return values;
  }

  /** Returns whether changes have to know the row that was there before. */
  public boolean needsOldRow() {
    return !indexes.isEmpty();
  }

  /**
   * Returns a row that has the same values as {@code row} in a unique index; null if there is none.
   *
   * @param only the index that counts; null for all
   */
  public @Nullable Holder holder(@Nullable Object[] row, byte[] key, @Nullable Index only)
      throws SQLException {
    for (IndexWriter index : indexes) {
      if (only == null || only.equals(index.format().index())) {
        byte[] holder = index.holder(row, key);
        if (holder != null) {
          return new Holder(holder, held(index, row, key, holder));
        }
      }
    }
    return null;
  }

  /** Returns the row that the entry of {@code row} leads to, if it belongs there. */
  private @Nullable Object[] held(
      IndexWriter index, @Nullable Object[] row, byte[] key, byte[] holder) throws SQLException {
    IndexFormat indexed = index.format();
    byte[] value = holder.length > execution.limits().keyBytesMax() ? null : find(holder);
    if (value == null) {
      throw indexed.damaged("an entry for a row that is not there");
    }
    @Nullable Object[] held = read(holder, value);
    IndexView entry = indexed.view();
    entry.load(indexed.key(row, key), holder);
    if (!entry.isOf(ordinal -> held[ordinal])) {
      throw indexed.damaged("an entry for a row that has other values");
    }
    return held;
  }

  /** Adds a row whose key is free. */
  public void insert(byte[] key, @Nullable Object[] row) throws SQLException {
    rows.put(key, format.encode(key, row));
    for (IndexWriter index : indexes) {
      check(index, index.add(key, row), row);
    }
  }

  /** Changes a row whose key stays. */
  public void replace(byte[] key, @Nullable Object[] old, @Nullable Object[] row)
      throws SQLException {
    rows.put(key, format.encode(key, row));
    for (IndexWriter index : indexes) {
      check(index, index.replace(key, old, row), row);
    }
  }

  /** Writes a row whatever there was before, which no index may have to know. */
  public void overwrite(byte[] key, @Nullable Object[] row) throws SQLException {
    rows.put(key, format.encode(key, row));
  }

  /** Removes a row. */
  public void delete(byte[] key, RowView row) throws SQLException {
    if (indexes.isEmpty()) {
      rows.delete(key);
    } else {
      delete(key, values(row));
    }
  }

  /** Removes a row. */
  public void delete(byte[] key, @Nullable Object[] row) throws SQLException {
    rows.delete(key);
    for (IndexWriter index : indexes) {
      index.remove(key, row);
    }
  }

  private void check(IndexWriter index, IndexWriter.@Nullable Claim taken, @Nullable Object[] row)
      throws SQLException {
    if (taken != null) {
      throw duplicate(table, index.format().index(), row);
    }
  }

  /** Completes the writes, once the statement has changed all that it changes. */
  public void finish() throws SQLException {
    for (IndexWriter index : indexes) {
      IndexWriter.Taken taken = index.finish();
      if (taken != null) {
        IndexWriter.Claim claim = taken.claim();
        held(index, claim.row(), claim.primaryKey(), taken.holder());
        throw duplicate(table, index.format().index(), claim.row());
      }
    }
  }

  /** Says that there is a row with the values of {@code row} in a unique index already. */
  public static SQLException duplicate(Table table, Index index, @Nullable Object[] row) {
    return SqlErrors.duplicateKey(
        "the unique index "
            + index.name()
            + " of table "
            + table.name()
            + " has "
            + describe(table, index.columns(), row)
            + " already");
  }

  /** Says that there is a row with the primary key of {@code row} already. */
  public static SQLException duplicateKey(Table table, @Nullable Object[] row) {
    return SqlErrors.duplicateKey(
        "table "
            + table.name()
            + " has a row with "
            + describe(table, table.key(), row)
            + " already");
  }

  private static String describe(Table table, List<KeyColumn> key, @Nullable Object[] row) {
    List<String> values = new ArrayList<>();
    for (KeyColumn column : key) {
      int ordinal = column.ordinal();
      values.add(table.column(ordinal).name() + " = " + shorten(Literals.of(row[ordinal])));
    }
    return String.join(", ", values);
  }

  private static String shorten(String literal) {
    return literal.length() <= 80 ? literal : literal.substring(0, 80) + "...";
  }
}
