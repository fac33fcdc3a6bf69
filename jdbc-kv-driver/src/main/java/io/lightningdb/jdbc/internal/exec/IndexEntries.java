package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.ReadView;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import io.lightningdb.jdbc.internal.row.IndexView;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;

/*
 * Where entries and rows are of one moment each entry has its row, and all else is damage. At READ
 * COMMITTED a row may be newer than its entry.
 */
/** The rows of a table in the order of an index: for each of its entries the row is got. */
final class IndexEntries implements Entries {

  private static final byte[] NOTHING = {};

  private final Execution execution;
  private final Entries entries;
  private final IndexFormat format;
  private final IndexView entry;
  private final ReadView rows;
  private final int keyBytesMax;
  private byte[] key = NOTHING;
  private byte[] value = NOTHING;

  IndexEntries(Execution execution, Entries entries, IndexFormat format, ReadView rows) {
    this.execution = execution;
    this.entries = entries;
    this.format = format;
    this.entry = format.view();
    this.rows = rows;
    this.keyBytesMax = execution.limits().keyBytesMax();
  }

  @Override
  public boolean next() throws SQLException {
    while (entries.next()) {
      key = entry.load(entries.key(), entries.value());
      byte[] row = key.length > keyBytesMax ? null : rows.get(key);
      if (row != null) {
        value = row;
        return true;
      }
      if (execution.isOneMoment()) {
        throw format.damaged("an entry for a row that is not there");
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
  public boolean areRows() {
    return false;
  }

  @Override
  public boolean isInPlace(Row row) {
    boolean inPlace = entry.isOf(row);
    if (!inPlace && execution.isOneMoment()) {
      throw format.damaged("an entry for a row that has other values");
    }
    return inPlace;
  }

  @Override
  public void close() {
    entries.close();
  }
}
