package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;

/** Entries of a keyspace, one after the other. */
interface Entries extends AutoCloseable {

  /** Goes to the next entry and returns whether there is one. */
  boolean next() throws SQLException;

  byte[] key();

  byte[] value();

  /**
   * Returns whether these are the table's own entries, and not found by others that lead to them.
   */
  default boolean areRows() {
    return true;
  }

  /**
   * Returns whether a row that was read from the present entry belongs there, and is no newer.
   *
   * @throws io.lightningdb.CorruptionException if it does not, and should
   */
  default boolean isInPlace(Row row) {
    return true;
  }

  @Override
  void close();
}
