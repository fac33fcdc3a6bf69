package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.ZipfIndex;
import io.lightningdb.benchmarks.store.StoreException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.cache.Cache;

/**
 * The entries that caches are filled with: keys are strings, values arrays of bytes. Safe for use
 * by several threads.
 */
final class CacheEntries {

  private static final int PUTS_AT_ONCE = 500;

  private final Plan plan;
  private final Entries entries;
  private final String[] keys;

  CacheEntries(Plan plan) {
    this.plan = plan;
    this.entries = new Entries(plan, KeyOrder.SCATTERED);
    this.keys = new String[Math.toIntExact(plan.entries())];
    Arrays.setAll(keys, CacheEntries::newKey);
  }

  private static String newKey(int index) {
    return String.format(Locale.ROOT, "key:%08d", index);
  }

  int count() {
    return keys.length;
  }

  /**
   * Returns the key of entry {@code index}. It is the same object each time, but not the one that
   * the cache was filled with.
   */
  String key(int index) {
    return keys[index];
  }

  byte[] newValue() {
    return entries.newValue();
  }

  /** Writes the value that entry {@code index} has after a number of overwrites. */
  void fillValue(int index, int generation, byte[] value) {
    entries.fillValue(index, generation, value);
  }

  /** Returns the first 8 bytes of all values of entry {@code index}. */
  long tag(int index) {
    return entries.tag(index);
  }

  /** Returns the numbers that a thread draws. */
  ZipfIndex draws(int thread) {
    return new ZipfIndex(keys.length, plan.seed(), thread);
  }

  /** Puts all entries with their first values. */
  void fill(Cache<String, byte[]> cache) {
    Map<String, byte[]> batch = new HashMap<>();
    for (int index = 0; index < keys.length; index++) {
      byte[] value = newValue();
      fillValue(index, 0, value);
      batch.put(newKey(index), value);
      if (batch.size() == PUTS_AT_ONCE || index == keys.length - 1) {
        cache.putAll(batch);
        batch.clear();
      }
    }
  }

  /**
   * Returns the value of entry {@code index}.
   *
   * @throws StoreException if it is missing or has another length
   */
  byte[] valueOf(Cache<String, byte[]> cache, int index) {
    byte[] value = cache.get(keys[index]);
    if (value == null || value.length != plan.valueBytes()) {
      throw wrong(index);
    }
    return value;
  }

  /** Returns what is thrown where entry {@code index} is not as it has to be. */
  StoreException wrong(int index) {
    return new StoreException("entry " + keys[index] + " is missing or not as written");
  }

  /**
   * Checks every byte of every entry.
   *
   * @throws StoreException if one is not as {@link #fill} wrote it
   */
  void check(Cache<String, byte[]> cache) {
    byte[] expected = newValue();
    for (int index = 0; index < keys.length; index++) {
      fillValue(index, 0, expected);
      if (!Arrays.equals(valueOf(cache, index), expected)) {
        throw wrong(index);
      }
    }
  }
}
