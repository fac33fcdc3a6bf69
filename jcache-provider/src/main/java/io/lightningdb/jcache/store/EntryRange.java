package io.lightningdb.jcache.store;

import io.lightningdb.KeyRange;
import org.jspecify.annotations.Nullable;

/** Some entries that follow each other, and in which direction to go through them. Immutable. */
public final class EntryRange {

  private final KeyRange keys;
  private final boolean isDescending;

  private EntryRange(KeyRange keys, boolean isDescending) {
    this.keys = keys;
    this.isDescending = isDescending;
  }

  /** Returns the range of all entries, in ascending order. */
  public static EntryRange all() {
    return new EntryRange(HashIndex.entries(), false);
  }

  /**
   * Returns the range from one key up to another.
   *
   * @param from the first key, or null for the first of all
   * @param to the first key behind the range, or null for none
   */
  public static EntryRange of(byte @Nullable [] from, byte @Nullable [] to, boolean isDescending) {
    KeyRange keys = HashIndex.entries();
    if (from != null) {
      keys = keys.intersect(KeyRange.atLeast(from));
    }
    if (to != null) {
      keys = keys.intersect(KeyRange.lessThan(to));
    }
    return new EntryRange(keys, isDescending);
  }

  boolean isDescending() {
    return isDescending;
  }

  /** Returns what is left of the keys once {@code key} was come to, or all of them for null. */
  KeyRange after(byte @Nullable [] key) {
    if (key == null) {
      return keys;
    }
    return keys.intersect(isDescending ? KeyRange.lessThan(key) : KeyRange.greaterThan(key));
  }
}
