package io.lightningdb.jcache.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;
import org.jspecify.annotations.Nullable;

/*
 * Listeners are told while the locks of the entries are held: only so is it certain that two events
 * of one key reach a listener in the order in which they happened. Asynchronous ones have a queue
 * each, which is filled under the locks and emptied elsewhere.
 */
/**
 * The listeners of one cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class Listeners<K, V> {

  private static final System.Logger LOGGER = System.getLogger(Listeners.class.getName());

  private final Executor executor;
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<ListenerRegistration<K, V>, SerialQueue> queues = new ConcurrentHashMap<>();

  /** Replaced as a whole; changed under the lock. */
  private volatile List<ListenerRegistration<K, V>> registrations = List.of();

  /**
   * @param executor runs asynchronous listeners
   */
  public Listeners(Executor executor) {
    this.executor = executor;
  }

  /** Returns whether there is nobody to tell. */
  public boolean isEmpty() {
    return registrations.isEmpty();
  }

  /** Returns the configurations of all listeners. */
  public List<CacheEntryListenerConfiguration<K, V>> configurations() {
    return registrations.stream().map(ListenerRegistration::configuration).toList();
  }

  /** Returns all listeners. */
  public List<CacheEntryListener<? super K, ? super V>> all() {
    return registrations.stream()
        .<CacheEntryListener<? super K, ? super V>>map(ListenerRegistration::listener)
        .toList();
  }

  /**
   * Adds a listener.
   *
   * @throws IllegalArgumentException if there is one of the same configuration
   */
  public void register(CacheEntryListenerConfiguration<K, V> configuration) {
    changing.lock();
    try {
      if (configurations().contains(configuration)) {
        throw new IllegalArgumentException(
            "a listener is registered already with this configuration");
      }
      ListenerRegistration<K, V> added = new ListenerRegistration<>(configuration);
      queues.put(added, new SerialQueue(executor));
      List<ListenerRegistration<K, V>> changed = new ArrayList<>(registrations);
      changed.add(added);
      registrations = List.copyOf(changed);
    } finally {
      changing.unlock();
    }
  }

  /** Removes the listener of a configuration, if there is one. */
  public void deregister(CacheEntryListenerConfiguration<K, V> configuration) {
    changing.lock();
    try {
      for (ListenerRegistration<K, V> each : registrations) {
        if (each.configuration().equals(configuration)) {
          registrations =
              registrations.stream().filter(registration -> registration != each).toList();
          close(each);
        }
      }
    } finally {
      changing.unlock();
    }
  }

  private void close(ListenerRegistration<K, V> registration) {
    SerialQueue queue = queues.remove(registration);
    if (queue != null) {
      queue.close();
    }
  }

  /** Tells nobody anything any more. */
  public void close() {
    changing.lock();
    try {
      registrations.forEach(this::close);
      registrations = List.of();
    } finally {
      changing.unlock();
    }
  }

  /**
   * Tells all listeners. One that fails keeps no other from being told.
   *
   * @return what a synchronous listener threw, or null
   */
  public @Nullable Throwable tell(Cache<K, V> cache, List<Occurrence<K, V>> occurrences) {
    Throwable failure = null;
    for (ListenerRegistration<K, V> registration : registrations) {
      if (!registration.isSynchronous()) {
        tellLater(registration, cache, occurrences);
        continue;
      }
      try {
        registration.tell(cache, occurrences);
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      }
    }
    return failure;
  }

  private void tellLater(
      ListenerRegistration<K, V> registration,
      Cache<K, V> cache,
      List<Occurrence<K, V>> occurrences) {
    SerialQueue queue = queues.get(registration);
    if (queue != null) {
      queue.add(
          () -> {
            try {
              registration.tell(cache, occurrences);
            } catch (RuntimeException | Error e) {
              LOGGER.log(
                  System.Logger.Level.WARNING,
                  "an asynchronous listener of cache '" + cache.getName() + "' failed",
                  e);
            }
          });
    }
  }
}
