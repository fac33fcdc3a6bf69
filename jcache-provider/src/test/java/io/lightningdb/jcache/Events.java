package io.lightningdb.jcache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** Writes down all events: type, key, value, and the old value if it is available. */
final class Events<K, V>
    implements CacheEntryCreatedListener<K, V>,
        CacheEntryUpdatedListener<K, V>,
        CacheEntryRemovedListener<K, V>,
        CacheEntryExpiredListener<K, V> {

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  /** Returns a configuration for listening synchronously, old values included. */
  MutableCacheEntryListenerConfiguration<K, V> synchronous() {
    return configuration(true, true);
  }

  MutableCacheEntryListenerConfiguration<K, V> configuration(
      boolean isOldValueRequired, boolean isSynchronous) {
    return new MutableCacheEntryListenerConfiguration<>(
        () -> this, null, isOldValueRequired, isSynchronous);
  }

  private void note(Iterable<CacheEntryEvent<? extends K, ? extends V>> all) {
    for (CacheEntryEvent<? extends K, ? extends V> event : all) {
      String text = event.getEventType() + " " + event.getKey() + "=" + event.getValue();
      events.add(event.isOldValueAvailable() ? text + " was " + event.getOldValue() : text);
    }
  }

  /** Returns the events so far, and forgets them. */
  List<String> take() {
    synchronized (events) {
      List<String> taken = List.copyOf(events);
      events.clear();
      return taken;
    }
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<? extends K, ? extends V>> all) {
    note(all);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<? extends K, ? extends V>> all) {
    note(all);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<? extends K, ? extends V>> all) {
    note(all);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<? extends K, ? extends V>> all) {
    note(all);
  }
}
