package io.lightningdb.internal.db;

import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** What a cursor should do, over a map that already is the range. */
final class ModelCursor {

  private final NavigableMap<String, ?> entries;
  private @Nullable String key;
  private boolean beforeFirst = true;
  private boolean afterLast = true;

  ModelCursor(NavigableMap<String, ?> entries) {
    this.entries = entries;
  }

  boolean next() {
    if (key != null) {
      return arrive(entries.higherKey(key), true);
    }
    return beforeFirst && arrive(entries.isEmpty() ? null : entries.firstKey(), true);
  }

  boolean previous() {
    if (key != null) {
      return arrive(entries.lowerKey(key), false);
    }
    return afterLast && arrive(entries.isEmpty() ? null : entries.lastKey(), false);
  }

  boolean seek(String target) {
    return arrive(entries.ceilingKey(target), true);
  }

  boolean seekFloor(String target) {
    return arrive(entries.floorKey(target), false);
  }

  private boolean arrive(@Nullable String newKey, boolean forward) {
    key = newKey;
    beforeFirst = newKey == null && !forward;
    afterLast = newKey == null && forward;
    return newKey != null;
  }

  String key() {
    if (key == null) {
      throw new IllegalStateException("on no entry");
    }
    return key;
  }
}
