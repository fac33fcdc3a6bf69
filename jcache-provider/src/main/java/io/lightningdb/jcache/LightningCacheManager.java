package io.lightningdb.jcache;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LightningException;
import io.lightningdb.jcache.store.KeyspaceShare;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The caches of one database, for one class loader. */
final class LightningCacheManager implements CacheManager {

  private static final System.Logger LOGGER =
      System.getLogger(LightningCacheManager.class.getName());

  private final CachingProvider provider;
  private final URI uri;
  private final WeakReference<ClassLoader> classLoader;
  private final Properties properties;
  private final ManagerSettings settings;
  private final ManagerTiming timing;
  private final Database database;
  private final DatabaseShare share;
  private final Background background;
  private final Consumer<LightningCacheManager> onClose;
  private final ConcurrentMap<String, KeyspaceCache<?, ?>> caches = new ConcurrentHashMap<>();

  /** Held by whoever creates or destroys a cache, or closes the manager. */
  private final ReentrantLock changing = new ReentrantLock();

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the database, or joins those who have it open.
   *
   * @param onClose called once when the manager is closed
   * @throws IllegalArgumentException if the location or a setting is wrong
   * @throws IllegalStateException if the database is open with other options
   */
  LightningCacheManager(
      CachingProvider provider,
      URI uri,
      ClassLoader classLoader,
      Properties properties,
      ManagerLocation location,
      ManagerTiming timing,
      Consumer<LightningCacheManager> onClose) {
    this.provider = provider;
    this.uri = uri;
    this.classLoader = new WeakReference<>(classLoader);
    this.properties = copy(properties);
    this.settings = ManagerSettings.of(location.settings());
    this.timing = timing;
    this.onClose = onClose;
    this.database = Lightning.share(location.databaseUrl(), settings.options());
    this.share = DatabaseShare.join(database, location.databaseUrl());
    this.background = new Background(location.databaseUrl(), classLoader);
    new ExpirySweeper(background, timing.sweepPauseMillis(), caches::values).start();
  }

  private static Properties copy(Properties properties) {
    Properties copy = new Properties();
    ManagerLocation.strings(properties).forEach(copy::setProperty);
    return copy;
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the cache manager of " + uri + " is closed");
    }
  }

  Database database() {
    return database;
  }

  Background background() {
    return background;
  }

  ManagerTiming timing() {
    return timing;
  }

  @Override
  public CachingProvider getCachingProvider() {
    return provider;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  /** Returns the class loader; never null for a caller that was loaded by it. */
  @Override
  public ClassLoader getClassLoader() {
    ClassLoader loader = classLoader.get();
    if (loader == null) {
      throw new IllegalStateException("the class loader of the cache manager is gone");
    }
    return loader;
  }

  @Override
  public Properties getProperties() {
    return copy(properties);
  }

  @Override
  public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(
      String cacheName, C configuration) {
    checkOpen();
    Objects.requireNonNull(cacheName, "cacheName");
    Objects.requireNonNull(configuration, "configuration");
    CacheSettings cacheSettings = settings.of(cacheName);
    CacheConfiguration<K, V> complete =
        cacheSettings.complete(
            (Configuration<K, V>) configuration, settings.options().durability());
    check(complete);
    changing.lock();
    try {
      checkOpen();
      if (caches.containsKey(cacheName)) {
        throw new CacheException("there is a cache '" + cacheName + "' already");
      }
      return create(cacheName, complete, cacheSettings);
    } catch (LightningException e) {
      throw new CacheException("cannot create the cache '" + cacheName + "': " + e.getMessage(), e);
    } finally {
      changing.unlock();
    }
  }

  private static void check(CacheConfiguration<?, ?> configuration) {
    if (!configuration.isStoreByValue()) {
      throw new UnsupportedOperationException(
          "Lightning stores by value, on the disk; storing by reference is not supported");
    }
    if (configuration.isReadThrough() && configuration.getCacheLoaderFactory() == null) {
      throw new IllegalArgumentException("a cache that reads through needs a loader's factory");
    }
    if (configuration.isWriteThrough() && configuration.getCacheWriterFactory() == null) {
      throw new IllegalArgumentException("a cache that writes through needs a writer's factory");
    }
    if (configuration.getWriteBehindDelay() != null && !configuration.isWriteThrough()) {
      throw new IllegalArgumentException(
          "a cache with a writeBehindDelay has to write through, and to have a writer's factory");
    }
    if (configuration.getRefreshAhead() != null && configuration.getCacheLoaderFactory() == null) {
      throw new IllegalArgumentException("a cache with refreshAhead needs a loader's factory");
    }
  }

  private <K, V> Cache<K, V> create(
      String cacheName, CacheConfiguration<K, V> configuration, CacheSettings cacheSettings) {
    Keyspace keyspace =
        CacheKeyspaces.open(database, configuration, cacheName, cacheSettings.keyspaceOptions());
    String keyspaceName = CacheKeyspaces.keyspaceName(cacheName);
    Keyspace pendingKeyspace =
        configuration.getWriteBehindDelay() != null
            ? PendingKeyspaces.open(database, keyspaceName)
            : PendingKeyspaces.find(database, keyspaceName).orElse(null);
    CacheParts<K, V> parts = CacheParts.create(cacheName, configuration, background);
    KeyspaceShare keyspaceShare = share.enter(keyspaceName, cacheName);
    KeyspaceCache<K, V> cache = null;
    try {
      cache =
          new KeyspaceCache<>(
              cacheName, this, configuration, keyspace, pendingKeyspace, keyspaceShare, parts);
      share.add(keyspaceName, cache);
      caches.put(cacheName, cache);
      cache.enableStatistics(configuration.isStatisticsEnabled());
      cache.enableManagement(configuration.isManagementEnabled());
      cache.startWriting();
      return cache;
    } catch (RuntimeException | Error e) {
      if (cache == null) {
        share.exit(keyspaceName, null);
        parts.close();
      } else {
        cache.close();
      }
      throw e;
    }
  }

  @Override
  public <K, V> @Nullable Cache<K, V> getCache(
      String cacheName, Class<K> keyType, Class<V> valueType) {
    checkOpen();
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(valueType, "valueType");
    KeyspaceCache<K, V> cache = find(cacheName);
    if (cache != null && !cache.hasTypes(keyType, valueType)) {
      throw new ClassCastException(
          "the cache '"
              + cacheName
              + "' is configured with "
              + cache.typesInWords()
              + ", not of "
              + keyType.getName()
              + " and "
              + valueType.getName());
    }
    return cache;
  }

  @Override
  public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
    checkOpen();
    return find(cacheName);
  }

  @SuppressWarnings("unchecked") // the caller vouches for it, as the interface has it
  private <K, V> @Nullable KeyspaceCache<K, V> find(String cacheName) {
    return (KeyspaceCache<K, V>) caches.get(Objects.requireNonNull(cacheName, "cacheName"));
  }

  @Override
  public Iterable<String> getCacheNames() {
    checkOpen();
    return List.copyOf(caches.keySet());
  }

  /*
   * A cache that was closed earlier has no object here any more, and is left alone, as a name that
   * was never used is. Other managers' caches in the same keyspace lose it with this one.
   */
  @Override
  public void destroyCache(String cacheName) {
    checkOpen();
    Objects.requireNonNull(cacheName, "cacheName");
    changing.lock();
    try {
      KeyspaceCache<?, ?> cache = caches.get(cacheName);
      if (cache == null) {
        return;
      }
      String keyspaceName = CacheKeyspaces.keyspaceName(cacheName);
      cache.close();
      share.cachesIn(keyspaceName).forEach(KeyspaceCache::close);
      // First, so that nothing of it can come back if this is interrupted by a crash.
      PendingKeyspaces.drop(database, keyspaceName);
      if (database.findKeyspace(keyspaceName).isPresent()) {
        database.dropKeyspace(keyspaceName);
      }
    } catch (LightningException e) {
      throw new CacheException(
          "cannot destroy the cache '" + cacheName + "': " + e.getMessage(), e);
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void enableManagement(String cacheName, boolean enabled) {
    checkOpen();
    KeyspaceCache<?, ?> cache = find(cacheName);
    if (cache != null) {
      cache.enableManagement(enabled);
    }
  }

  @Override
  public void enableStatistics(String cacheName, boolean enabled) {
    checkOpen();
    KeyspaceCache<?, ?> cache = find(cacheName);
    if (cache != null) {
      cache.enableStatistics(enabled);
    }
  }

  /**
   * Returns a cache of this manager, as what it is.
   *
   * @throws IllegalArgumentException if it belongs to another one
   */
  KeyspaceCache<?, ?> own(Cache<?, ?> cache) {
    KeyspaceCache<?, ?> found = Objects.requireNonNull(cache, "cache").unwrap(KeyspaceCache.class);
    found.checkOpen();
    if (found.getCacheManager() != this) {
      throw new IllegalArgumentException(found + " does not belong to " + this);
    }
    return found;
  }

  /** Brings up to date what a snapshot of any of the caches needs to be of use. */
  void prepareSnapshot() {
    for (KeyspaceCache<?, ?> cache : caches.values()) {
      try {
        cache.prepareSnapshot();
      } catch (IllegalStateException e) {
        // Its keyspace was dropped, which whoever asks for its entries will be told.
        LOGGER.log(System.Logger.Level.DEBUG, "there is no snapshot of " + cache, e);
      }
    }
  }

  /** Forgets a cache that is being closed. */
  void forget(KeyspaceCache<?, ?> cache) {
    caches.remove(cache.getName(), cache);
    share.exit(CacheKeyspaces.keyspaceName(cache.getName()), cache);
  }

  @Override
  public void close() {
    changing.lock();
    try {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      onClose.accept(this);
      caches.values().forEach(KeyspaceCache::endWriting);
      caches.values().forEach(KeyspaceCache::closeWriting);
      // First, because it interrupts what caches would wait for.
      background.close();
      for (KeyspaceCache<?, ?> cache : caches.values()) {
        try {
          cache.close();
        } catch (RuntimeException e) {
          LOGGER.log(System.Logger.Level.WARNING, "closing " + cache + " failed", e);
        }
      }
      share.leave();
      database.close();
    } catch (LightningException e) {
      throw new CacheException("closing " + uri + ": " + e.getMessage(), e);
    } finally {
      changing.unlock();
    }
  }

  @Override
  public boolean isClosed() {
    return closed.get();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    checkOpen();
    if (type.isInstance(database)) {
      return type.cast(database);
    }
    throw new IllegalArgumentException(
        "a cache manager is no " + type.getName() + "; unwrap it to " + Database.class.getName());
  }

  @Override
  public String toString() {
    return "cache manager of " + uri + (closed.get() ? " (closed)" : "");
  }
}
