package io.lightningdb.jdbc.internal.row;

/** Reads one row after the other. Serves one thread at a time. */
public interface RowView extends Row {

  /**
   * Goes to a row. The arrays must not change while it is read.
   *
   * @throws io.lightningdb.CorruptionException if they are no row of the table
   */
  void load(byte[] key, byte[] value);
}
