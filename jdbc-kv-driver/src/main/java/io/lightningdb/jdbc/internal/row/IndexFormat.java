package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.KeyColumn;
import org.jspecify.annotations.Nullable;

/*
 * An entry's key is the index's columns and behind them the primary key, and its value is empty. Only in
 * a unique index, and unless a column is null, the primary key is the value: so two rows with the same
 * values would have the same key, and of two transactions that write them at once one loses.
 */
/** How the entries of an index are kept in a keyspace. Immutable. */
public final class IndexFormat {

  private static final byte[] NOTHING = {};

  private final Index index;
  private final KeyFormat keys;

  public IndexFormat(Index index) {
    this.index = index;
    this.keys = new KeyFormat(index.columns(), true);
  }

  public Index index() {
    return index;
  }

  /** Returns the format of the keys. */
  public KeyFormat keys() {
    return keys;
  }

  /**
   * Returns whether no other row may have the same values as {@code row} in the index's columns.
   */
  public boolean isExclusive(@Nullable Object[] row) {
    if (!index.unique()) {
      return false;
    }
    for (KeyColumn column : index.columns()) {
      if (row[column.ordinal()] == null) {
        return false;
      }
    }
    return true;
  }

  /** Returns the key of a row's entry. */
  public byte[] key(@Nullable Object[] row, byte[] primaryKey) {
    return keys.encode(row, isExclusive(row) ? NOTHING : primaryKey);
  }

  /** Returns the value of a row's entry. */
  public byte[] value(@Nullable Object[] row, byte[] primaryKey) {
    return isExclusive(row) ? primaryKey : NOTHING;
  }

  /** Returns the primary key of the row that an entry is for. */
  public byte[] primaryKey(byte[] key, byte[] value) {
    Input in = new Input("an entry of index " + index.name());
    in.reset(key);
    boolean exclusive = index.unique();
    for (int i = 0; i < index.columns().size(); i++) {
      exclusive &= !keys.skip(in, i);
    }
    if (!exclusive) {
      return in.readBytes(in.remaining());
    }
    if (in.remaining() > 0) {
      throw in.corrupt(in.remaining() + " bytes behind the last column");
    }
    return value;
  }
}
