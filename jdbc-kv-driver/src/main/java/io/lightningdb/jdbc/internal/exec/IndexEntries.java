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
  private final boolean oneMoment;
  private byte[] key = NOTHING;
  private byte[] value = NOTHING;

  /**
   * @param oneMoment whether entries and rows are of the same moment, so that each entry has its
   *     row
   */
  IndexEntries(Entries entries, IndexFormat format, ReadView rows, boolean oneMoment) {
    this.entries = entries;
    this.format = format;
    this.rows = rows;
    this.oneMoment = oneMoment;
  }

  @Override
  public boolean next() throws SQLException {
    while (entries.next()) {
      key = format.primaryKey(entries.key(), entries.value());
      byte[] row = rows.get(key);
      if (row != null) {
        value = row;
        return true;
      }
      if (oneMoment) {
        throw new CorruptionException(
            "index "
                + format.index().name()
                + " has an entry for a row that is not there; drop the index and create it again");
      }
    }
    return false;
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
