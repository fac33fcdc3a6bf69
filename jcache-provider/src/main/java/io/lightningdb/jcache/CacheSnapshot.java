package io.lightningdb.jcache;

import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a cache as they were at one moment. Reading counts neither in statistics nor as an
 * access, loads nothing, and tells nobody; what had expired at that moment is not there, and what
 * expires later is.
 *
 * <p>While it is open, disk space of what it sees stays in use, so close it as soon as it has
 * served. Any number of threads may use it. After {@link #close()} everything throws {@link
 * IllegalStateException}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface CacheSnapshot<K, V> extends OrderedEntries<K, V>, AutoCloseable {

  /** Returns the value of {@code key}, as an object of its own, or null if there was none. */
  @Nullable V get(K key);

  /** Returns the values of those of {@code keys} that had one. */
  Map<K, V> getAll(Set<? extends K> keys);

  /** Returns whether {@code key} had a value. */
  boolean containsKey(K key);

  /**
   * Returns another cache of the same manager as it was at the same moment. It is closed with this
   * one.
   *
   * @throws IllegalArgumentException if it is no cache of this manager
   */
  <A, B> CacheSnapshot<A, B> of(Cache<A, B> other);

  /** Ends it. A second call does nothing. */
  @Override
  void close();
}
