package io.lightningdb.jcache;

import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Entries of several caches of one manager, read and changed together: see {@link
 * LightningCache#transact}. What it has read or changed nobody else changes before its end, and
 * nobody sees a part of its changes. For one thread, and for no longer than the work runs.
 *
 * <p>Each entry counts in statistics, expires, is loaded and written through, and is told of as if
 * an entry processor had done to it what the transaction did in all.
 */
public interface CacheTransaction {

  /** Returns the value of a key as an object of its own, or null if there is none. */
  <K, V> @Nullable V get(Cache<K, V> cache, K key);

  /** Returns whether a key has a value. Loads nothing, and is no access. */
  <K, V> boolean containsKey(Cache<K, V> cache, K key);

  /** Puts a value. */
  <K, V> void put(Cache<K, V> cache, K key, V value);

  /**
   * Removes a key.
   *
   * @return whether it had a value
   */
  <K, V> boolean remove(Cache<K, V> cache, K key);
}
