package io.lightningdb.jcache.entry;

import io.lightningdb.Durability;
import io.lightningdb.jcache.bound.Bound;
import io.lightningdb.jcache.event.Listeners;
import io.lightningdb.jcache.expiry.ExpiryRules;
import io.lightningdb.jcache.management.CacheStatistics;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryStore;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * What all operations of one cache work with.
 *
 * @param name the cache's name
 * @param cache gives the cache itself, as the source of events
 * @param format how keys and values become bytes
 * @param store where the entries lie
 * @param durability what changes have survived when an operation returns
 * @param expiry when entries expire
 * @param listeners who is told of changes
 * @param statistics what is counted
 * @param bound how many entries there may be, or null for any number
 * @param clock tells the time
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record EntryContext<K, V>(
    String name,
    Supplier<Cache<K, V>> cache,
    EntryFormat format,
    EntryStore store,
    Durability durability,
    ExpiryRules expiry,
    Listeners<K, V> listeners,
    CacheStatistics statistics,
    @Nullable Bound bound,
    InstantSource clock) {

  /** Returns the time in milliseconds since 1970. */
  public long nowMillis() {
    return clock.millis();
  }

  /** Notes that an entry was read, for it to be worth more. */
  public void noteRead(byte[] storedKey) {
    if (bound != null) {
      bound.read(storedKey);
    }
  }

  /** Notes that an entry was come across, if that has not been known. */
  public void noteFound(byte[] storedKey, int recordBytes) {
    if (bound != null) {
      bound.found(storedKey, recordBytes);
    }
  }

  /** Returns a stored key as an object of its own. */
  @SuppressWarnings("unchecked") // checked, if at all, when it was put
  K key(byte[] storedKey) {
    return (K) format.decodeKey(storedKey);
  }

  /** Returns the value in a record, or a draft of one, as an object of its own. */
  @SuppressWarnings("unchecked") // checked, if at all, when it was put
  public V value(Object key, byte[] record) {
    return (V) format.value(key, record);
  }
}
