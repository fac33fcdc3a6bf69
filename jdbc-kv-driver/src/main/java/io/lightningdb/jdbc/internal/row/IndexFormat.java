package io.lightningdb.jdbc.internal.row;

import io.lightningdb.CorruptionException;
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
  private final String source;

  public IndexFormat(Index index) {
    this.index = index;
    this.keys = new KeyFormat(index.columns(), true);
    this.source = "an entry of index " + index.name() + " (drop the index and create it again)";
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

  /** Returns a new view of entries. */
  public IndexView view() {
    return new IndexView(this, source);
  }

  /** Returns what to throw where the index has something that cannot be. */
  public CorruptionException damaged(String what) {
    return new CorruptionException(
        "index " + index.name() + " has " + what + "; drop the index and create it again");
  }
}
