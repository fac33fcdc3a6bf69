package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Capabilities;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.Snapshot;
import io.lightningdb.WriteBatch;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.exec.TableWriter;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.row.RowView;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.schema.TableBuilder;
import io.lightningdb.jdbc.internal.sql.IndexDefinition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE INDEX: entries for all rows that are there, and only then the index is there, too. */
record IndexBuild(IndexDefinition definition, boolean ifNotExists) implements AlterPlan.Change {

  /** How many bytes of entries are written at once. */
  private static final int BATCH_BYTES = 1 << 20;

  private static final int OVERHEAD_BYTES = 32;

  @Override
  public void check(Table table) throws SQLException {
    if (!ifNotExists || table.findIndex(definition.name()) == null) {
      TableBuilder.withIndex(table, definition);
    }
  }

  @Override
  public void run(Database database, BoundTable bound, Cancellation cancellation)
      throws SQLException {
    Table table = bound.table();
    if (ifNotExists && table.findIndex(definition.name()) != null) {
      return;
    }
    Table changed = TableBuilder.withIndex(table, definition);
    Index index = changed.indexes().get(changed.indexes().size() - 1);
    Keyspace rows = database.keyspace(table.name());
    Keyspace entries = IndexKeyspaces.create(database, index, rows.options());
    boolean built = false;
    try (Snapshot snapshot = database.snapshot()) {
      new Builder(database, table, index, entries, cancellation).build(snapshot, rows);
      built = true;
    } finally {
      if (!built) {
        database.dropKeyspace(index.keyspace());
      }
    }
    // If this fails it may have taken effect all the same. What no table names then is dropped by
    // the next definition.
    AlterPlan.redefine(database, bound, changed);
  }

  /** Writes the entries. */
  private static final class Builder {

    private final Database database;
    private final Table table;
    private final IndexFormat format;
    private final Keyspace entries;
    private final Cancellation cancellation;
    private final Capabilities limits;
    private final List<Entry> batch = new ArrayList<>();
    private long batchBytes;

    /** An entry that is to be written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared or printed
    private record Entry(byte[] key, byte[] value, @Nullable Object[] row) {}

    Builder(
        Database database, Table table, Index index, Keyspace entries, Cancellation cancellation) {
      this.database = database;
      this.table = table;
      this.format = new IndexFormat(index);
      this.entries = entries;
      this.cancellation = cancellation;
      this.limits = database.capabilities();
    }

    void build(Snapshot snapshot, Keyspace rows) throws SQLException {
      RowView row = RowFormat.of(table).view();
      @Nullable Object[] values = new @Nullable Object[table.columns().size()];
      try (Cursor cursor = snapshot.view(rows).cursor()) {
        while (cursor.next()) {
          cancellation.check();
          byte[] key = cursor.key();
          row.load(key, cursor.value());
          for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
          }
          add(key, values);
        }
      }
      flush();
    }

    private void add(byte[] primaryKey, @Nullable Object[] row) throws SQLException {
      byte[] key = format.key(row, primaryKey);
      if (key.length > limits.keyBytesMax()) {
        throw SqlErrors.limitExceeded(
            "a key of index "
                + format.index().name()
                + " would take "
                + key.length
                + " bytes; the limit is "
                + limits.keyBytesMax());
      }
      byte[] value = format.value(row, primaryKey);
      batch.add(new Entry(key, value, row.clone()));
      batchBytes += OVERHEAD_BYTES + key.length + value.length;
      if (batchBytes >= BATCH_BYTES) {
        flush();
      }
    }

    private void flush() throws SQLException {
      batch.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
      WriteBatch writes = new WriteBatch();
      Entry before = null;
      for (Entry entry : batch) {
        if (format.isExclusive(entry.row)
            && ((before != null && Arrays.equals(before.key, entry.key))
                || entries.contains(entry.key))) {
          throw TableWriter.duplicate(table, format.index(), entry.row);
        }
        writes.put(entries, entry.key, entry.value);
        before = entry;
      }
      database.write(writes);
      batch.clear();
      batchBytes = 0;
    }
  }
}
