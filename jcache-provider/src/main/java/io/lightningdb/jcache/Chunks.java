package io.lightningdb.jcache;

import java.util.ArrayList;
import java.util.List;

/** Divides what is done to many entries, so that no more than a part of them is locked at once. */
final class Chunks {

  /** The most entries that are locked at once. */
  static final int ENTRIES_MAX = 500;

  private Chunks() {}

  static <T> List<List<T>> of(List<T> all) {
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += ENTRIES_MAX) {
      chunks.add(all.subList(from, Math.min(all.size(), from + ENTRIES_MAX)));
    }
    return chunks;
  }
}
