package io.lightningdb.jcache.event;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import org.jspecify.annotations.Nullable;

/*
 * Where the old value is not asked for, it is not there, and then a removed or expired entry has no
 * value either: it is the same one.
 */
/** What one listener is told of an occurrence. */
final class EntryEvent<K, V> extends CacheEntryEvent<K, V> {

  private static final long serialVersionUID = 1;

  private final transient Occurrence<K, V> occurrence;
  private final transient boolean showsOldValue;

  EntryEvent(Cache<K, V> cache, Occurrence<K, V> occurrence, boolean showsOldValue) {
    super(cache, occurrence.type());
    this.occurrence = occurrence;
    this.showsOldValue = showsOldValue;
  }

  @Override
  public K getKey() {
    return occurrence.key().get();
  }

  @Override
  public @Nullable V getValue() {
    LazyValue<V> value = occurrence.value();
    return value == null ? getOldValue() : value.get();
  }

  @Override
  public @Nullable V getOldValue() {
    LazyValue<V> value = occurrence.oldValue();
    return value == null || !showsOldValue ? null : value.get();
  }

  @Override
  public boolean isOldValueAvailable() {
    return showsOldValue && occurrence.oldValue() != null;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("an event is no " + type.getName());
  }

  @Override
  public String toString() {
    return getEventType() + " " + getKey();
  }
}
