package io.lightningdb.jcache.event;

import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** One listener of a cache, with its filter. */
final class ListenerRegistration<K, V> {

  private final CacheEntryListenerConfiguration<K, V> configuration;
  private final CacheEntryListener<? super K, ? super V> listener;
  private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;

  ListenerRegistration(CacheEntryListenerConfiguration<K, V> configuration) {
    this.configuration = configuration;
    this.listener = configuration.getCacheEntryListenerFactory().create();
    if (listener == null) {
      throw new IllegalArgumentException("the factory of a listener created none");
    }
    Factory<CacheEntryEventFilter<? super K, ? super V>> filters =
        configuration.getCacheEntryEventFilterFactory();
    this.filter = filters == null ? null : filters.create();
  }

  CacheEntryListenerConfiguration<K, V> configuration() {
    return configuration;
  }

  CacheEntryListener<? super K, ? super V> listener() {
    return listener;
  }

  boolean isSynchronous() {
    return configuration.isSynchronous();
  }

  /** Returns whether the listener wants to hear of such events. */
  private boolean hears(EventType type) {
    return switch (type) {
      case CREATED -> listener instanceof CacheEntryCreatedListener;
      case UPDATED -> listener instanceof CacheEntryUpdatedListener;
      case REMOVED -> listener instanceof CacheEntryRemovedListener;
      case EXPIRED -> listener instanceof CacheEntryExpiredListener;
    };
  }

  /**
   * Tells the listener, in one call for each run of events of one type.
   *
   * @throws CacheEntryListenerException for whatever exception the filter or listener throws
   */
  void tell(Cache<K, V> cache, List<Occurrence<K, V>> occurrences) {
    int from = 0;
    while (from < occurrences.size()) {
      EventType type = occurrences.get(from).type();
      int to = from + 1;
      while (to < occurrences.size() && occurrences.get(to).type() == type) {
        to++;
      }
      if (hears(type)) {
        tellRun(cache, type, occurrences.subList(from, to));
      }
      from = to;
    }
  }

  private void tellRun(Cache<K, V> cache, EventType type, List<Occurrence<K, V>> run) {
    try {
      List<CacheEntryEvent<? extends K, ? extends V>> events = new ArrayList<>(run.size());
      for (Occurrence<K, V> occurrence : run) {
        CacheEntryEvent<K, V> event =
            new EntryEvent<>(cache, occurrence, configuration.isOldValueRequired());
        if (filter == null || filter.evaluate(event)) {
          events.add(event);
        }
      }
      if (!events.isEmpty()) {
        call(type, events);
      }
    } catch (CacheEntryListenerException e) {
      throw e;
    } catch (Exception e) {
      throw new CacheEntryListenerException(
          "a listener of cache '" + cache.getName() + "' failed: " + e, e);
    }
  }

  @SuppressWarnings("unchecked") // a listener of a supertype is one of the type
  private void call(EventType type, Iterable<CacheEntryEvent<? extends K, ? extends V>> events) {
    switch (type) {
      case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
      case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
      case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
      case EXPIRED -> ((CacheEntryExpiredListener<K, V>) listener).onExpired(events);
    }
  }
}
