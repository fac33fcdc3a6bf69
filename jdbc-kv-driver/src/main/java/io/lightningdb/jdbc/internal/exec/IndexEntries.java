package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.CorruptionException;
import io.lightningdb.ReadView;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import java.sql.SQLException;

/** The rows of a table in the order of an index: for each of its entries the row is got. */
final class IndexEntries implements Entries {

  private static final byte[] NOTHING = {};

  private final Entries entries;
  private final IndexFormat format;
  private final ReadView rows;
  private byte[] key = NOTHING;
  private byte[] value = NOTHING;

  IndexEntries(Entries entries, IndexFormat format, ReadView rows) {
    this.entries = entries;
    this.format = format;
    this.rows = rows;
  }

  @Override
  public boolean next() throws SQLException {
    if (!entries.next()) {
      return false;
    }
    key = format.primaryKey(entries.key(), entries.value());
    byte[] row = rows.get(key);
    if (row == null) {
      throw new CorruptionException(
          "index "
              + format.index().name()
              + " has an entry for a row that is not there; drop the index and create it again");
    }
    value = row;
    return true;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] value() {
    return value;
  }

  @Override
  public void close() {
    entries.close();
  }
}
