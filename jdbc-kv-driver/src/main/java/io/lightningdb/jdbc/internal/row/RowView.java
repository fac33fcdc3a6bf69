package io.lightningdb.jdbc.internal.row;

/** Reads one row after the other. Serves one thread at a time. */
public interface RowView extends Row {

  /**
   * Goes to a row. The arrays must not change while it is read.
   *
   * @return whether it can be seen; an entry of the keyspace need not be a row
   * @throws io.lightningdb.CorruptionException if they are no row of the table
   */
  boolean load(byte[] key, byte[] value);

  /** Returns whether each entry of the keyspace is a row that can be seen. */
  default boolean showsAll() {
    return true;
  }
}
