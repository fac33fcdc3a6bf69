package io.lightningdb.jcache;

import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Entries in the order of their keys: type by type, and within a type as the keys themselves order,
 * but for strings, which order by code points, UUIDs, by their bits without a sign, enum constants,
 * by the names of class and constant, and arrays of primitives, by their bytes. Keys of types that
 * have no compact encoding (see {@code docs/jcache.md}) come last, in no order that means anything.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface OrderedEntries<K, V> {

  /**
   * Returns the entries from {@code from} up to {@code to}, the smallest first. Nothing is kept
   * open between two of them.
   *
   * @param from the first key, or null for the very first
   * @param to the first key that does not belong to them, or null for none
   * @throws IllegalArgumentException if one of the keys is of a type that does not keep its order
   */
  Iterable<Cache.Entry<K, V>> ascending(@Nullable K from, @Nullable K to);

  /** Returns what {@link #ascending} returns, the largest first. */
  Iterable<Cache.Entry<K, V>> descending(@Nullable K from, @Nullable K to);
}
