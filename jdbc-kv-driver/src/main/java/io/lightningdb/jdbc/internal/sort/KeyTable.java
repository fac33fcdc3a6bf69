package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Open addressing with linear probing, over indexes into the list of entries, half full at most. A
 * HashMap would need an object to look up with, and could not pass on the exception of values that
 * cannot be compared.
 */
/** A hash table whose keys are the first values of rows. NULL equals NULL here. */
final class KeyTable<E extends KeyEntry> {

  /** About what an empty table takes. */
  static final int EMPTY_BYTES = 200;

  /** About what a table takes for each entry, beside the key. */
  static final int ENTRY_BYTES = 64;

  private static final int SLOTS_MIN = 16;

  private final int columns;
  private final List<E> entries = new ArrayList<>();

  /** The index of an entry, plus one; 0 where there is none. */
  private int[] slots = new int[SLOTS_MIN];

  /**
   * @param columns how many values make up a key
   */
  KeyTable(int columns) {
    this.columns = columns;
  }

  /** Returns the entries in the order in which they were added. */
  List<E> entries() {
    return entries;
  }

  /**
   * Returns the entry for the key that {@code row} begins with, or null.
   *
   * @param hash {@link ValueHash} of that key
   */
  @Nullable E find(@Nullable Object[] row, int hash) throws SQLException {
    int mask = slots.length - 1;
    for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      E entry = entries.get(slots[slot] - 1);
      if (entry.hash == hash && isEqual(entry.key, row)) {
        return entry;
      }
    }
    return null;
  }

  private boolean isEqual(@Nullable Object[] key, @Nullable Object[] row) throws SQLException {
    for (int i = 0; i < columns; i++) {
      Object a = key[i];
      Object b = row[i];
      if (a != b && (a == null || b == null || Comparison.compare(a, b) != 0)) {
        return false;
      }
    }
    return true;
  }

  /** Adds an entry for a key that is not there. */
  void add(E entry) {
    entries.add(entry);
    if (entries.size() * 2L > slots.length) {
      grow();
    } else {
      place(entry, entries.size());
    }
  }

  void clear() {
    entries.clear();
    slots = new int[SLOTS_MIN];
  }

  private void place(E entry, int index) {
    int mask = slots.length - 1;
    int slot = entry.hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = index;
  }

  private void grow() {
    slots = new int[Math.multiplyExact(slots.length, 2)];
    for (int i = 0; i < entries.size(); i++) {
      place(entries.get(i), i + 1);
    }
  }
}
