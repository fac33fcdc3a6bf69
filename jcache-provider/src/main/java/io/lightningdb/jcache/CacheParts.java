package io.lightningdb.jcache;

import io.lightningdb.jcache.event.Listeners;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.integration.Writer;
import io.lightningdb.jcache.spi.Serializer;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/** The application's objects that a cache works with, made by its configuration's factories. */
final class CacheParts<K, V> {

  private static final System.Logger LOGGER = System.getLogger(CacheParts.class.getName());

  private final String cacheName;
  private final Listeners<K, V> listeners;
  private @Nullable ExpiryPolicy expiryPolicy;
  private @Nullable Loader<K, V> loader;
  private Writer<K, V> writer;
  private @Nullable Serializer<Object> serializer;

  private CacheParts(String cacheName, Executor executor) {
    this.cacheName = cacheName;
    this.listeners = new Listeners<>(executor);
    this.writer = new Writer<>(cacheName, null);
  }

  /**
   * Calls the factories of a configuration. If one of them fails, what the others made is closed.
   *
   * @param executor runs asynchronous listeners
   * @throws IllegalArgumentException if a factory makes nothing
   */
  static <K, V> CacheParts<K, V> create(
      String cacheName, CacheConfiguration<K, V> configuration, Executor executor) {
    CacheParts<K, V> parts = new CacheParts<>(cacheName, executor);
    try {
      parts.create(configuration);
      return parts;
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private void create(CacheConfiguration<K, V> configuration) {
    expiryPolicy = make("expiry policy", configuration.getExpiryPolicyFactory());
    Factory<CacheLoader<K, V>> loaders = configuration.getCacheLoaderFactory();
    if (loaders != null) {
      loader = new Loader<>(cacheName, make("loader", loaders));
    }
    Factory<CacheWriter<? super K, ? super V>> writers = configuration.getCacheWriterFactory();
    if (writers != null && configuration.isWriteThrough()) {
      writer =
          new Writer<>(cacheName, this.<CacheWriter<? super K, ? super V>>make("writer", writers));
    }
    Factory<? extends Serializer<V>> serializers = configuration.getSerializerFactory();
    if (serializers != null) {
      serializer = erased(make("serializer", serializers));
    }
    for (CacheEntryListenerConfiguration<K, V> each :
        configuration.getCacheEntryListenerConfigurations()) {
      listeners.register(each);
    }
  }

  @SuppressWarnings("unchecked") // it is given values of the cache only
  private static Serializer<Object> erased(Serializer<?> serializer) {
    return (Serializer<Object>) serializer;
  }

  private <T> T make(String what, Factory<? extends T> factory) {
    T made = factory.create();
    if (made == null) {
      throw new IllegalArgumentException(
          "the factory of the " + what + " of cache '" + cacheName + "' created none");
    }
    return made;
  }

  Listeners<K, V> listeners() {
    return listeners;
  }

  ExpiryPolicy expiryPolicy() {
    return Objects.requireNonNull(expiryPolicy);
  }

  /** Returns the loader, if there is one, also if the cache does not read through. */
  @Nullable Loader<K, V> loader() {
    return loader;
  }

  Writer<K, V> writer() {
    return writer;
  }

  @Nullable Serializer<Object> serializer() {
    return serializer;
  }

  /** Tells listeners nothing any more, and closes everything that can be closed. */
  void close() {
    List<@Nullable Object> all = new ArrayList<>(listeners.all());
    listeners.close();
    all.add(loader == null ? null : loader.loader());
    all.add(writer.writer());
    all.add(expiryPolicy);
    all.add(serializer);
    for (Object each : all) {
      if (each instanceof Closeable closeable) {
        close(closeable);
      }
    }
  }

  private void close(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException | RuntimeException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "closing " + closeable.getClass().getName() + " of cache '" + cacheName + "' failed",
          e);
    }
  }
}
