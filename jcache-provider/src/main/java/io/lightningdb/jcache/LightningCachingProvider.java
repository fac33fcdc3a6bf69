package io.lightningdb.jcache;

import io.lightningdb.LightningException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives cache managers whose caches are keyspaces of a Lightning database. It is found by {@link
 * javax.cache.Caching}; there is one manager for each URI and class loader, and all that lead to
 * the same database share it.
 *
 * <p>The URI of a manager is {@code lightning:} with a directory, {@code lightning:mem:} with a
 * name for a database in memory, or {@code file:} with a directory or a properties file. The
 * default is the system property {@code lightning.jcache.uri}, else the environment variable {@code
 * LIGHTNING_JCACHE_URI}, else {@code lightning:lightning-data}. Class loaders are not kept from
 * being collected; a manager whose class loader is gone is closed.
 *
 * <p>Any number of threads may use a provider.
 */
public final class LightningCachingProvider implements CachingProvider {

  private static final String URI_PROPERTY = "lightning.jcache.uri";
  private static final String URI_VARIABLE = "LIGHTNING_JCACHE_URI";

  private final ManagerTiming timing;
  private final WeakReference<ClassLoader> contextLoader;
  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
  private final ConcurrentMap<Identity, Place> places = new ConcurrentHashMap<>();

  /** Made by {@link javax.cache.Caching}. */
  public LightningCachingProvider() {
    this(ManagerTiming.SYSTEM);
  }

  LightningCachingProvider(ManagerTiming timing) {
    this.timing = timing;
    this.contextLoader = new WeakReference<>(Thread.currentThread().getContextClassLoader());
  }

  /** A URI and a class loader, which is compared as an object and not kept. */
  private static final class Identity extends WeakReference<ClassLoader> {

    private final URI uri;
    private final int hash;

    Identity(URI uri, ClassLoader loader, @Nullable ReferenceQueue<ClassLoader> queue) {
      super(loader, queue);
      this.uri = uri;
      this.hash = 31 * uri.hashCode() + System.identityHashCode(loader);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      ClassLoader loader = get();
      return loader != null
          && other instanceof Identity identity
          && uri.equals(identity.uri)
          && identity.refersTo(loader);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** Where a manager is or is to be. Opening one does not hold up another. */
  private static final class Place {
    final ReentrantLock lock = new ReentrantLock();
    volatile @Nullable LightningCacheManager manager;
  }

  @Override
  public CacheManager getCacheManager(
      @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
    closeCollected();
    URI managerUri = uri == null ? getDefaultURI() : uri;
    ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
    Place place =
        places.computeIfAbsent(new Identity(managerUri, loader, collected), i -> new Place());
    place.lock.lock();
    try {
      LightningCacheManager manager = place.manager;
      if (manager == null) {
        manager =
            open(managerUri, loader, properties == null ? new Properties() : properties, place);
        place.manager = manager;
      }
      return manager;
    } finally {
      place.lock.unlock();
    }
  }

  private LightningCacheManager open(
      URI uri, ClassLoader loader, Properties properties, Place place) {
    try {
      ManagerLocation location = ManagerLocation.of(uri);
      Map<String, String> settings = new HashMap<>(location.settings());
      ManagerLocation.strings(properties)
          .forEach(
              (name, value) -> {
                if (!ManagerSettings.isForeign(name)) {
                  settings.put(name, value);
                }
              });
      return new LightningCacheManager(
          this,
          uri,
          loader,
          properties,
          new ManagerLocation(location.databaseUrl(), settings),
          timing,
          closed -> place.manager = null);
    } catch (IllegalArgumentException | IllegalStateException | LightningException e) {
      throw new CacheException("cannot open " + uri + ": " + e.getMessage(), e);
    }
  }

  @Override
  public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    return getCacheManager(uri, classLoader, getDefaultProperties());
  }

  @Override
  public CacheManager getCacheManager() {
    return getCacheManager(getDefaultURI(), getDefaultClassLoader(), null);
  }

  /**
   * Returns the class loader that was the context of whoever had this provider made, or, if there
   * was none, that of the provider's class.
   */
  @Override
  public ClassLoader getDefaultClassLoader() {
    ClassLoader context = contextLoader.get();
    return context != null
        ? context
        : Objects.requireNonNullElseGet(
            getClass().getClassLoader(), ClassLoader::getSystemClassLoader);
  }

  /**
   * {@inheritDoc}
   *
   * @throws CacheException if the system property or environment variable has no such URI
   */
  @Override
  public URI getDefaultURI() {
    try {
      return ManagerLocation.defaultUri(
          System.getProperty(URI_PROPERTY), System.getenv(URI_VARIABLE));
    } catch (IllegalArgumentException e) {
      throw new CacheException(e.getMessage(), e);
    }
  }

  @Override
  public Properties getDefaultProperties() {
    return new Properties();
  }

  @Override
  public void close() {
    close(identity -> true);
  }

  @Override
  public void close(@Nullable ClassLoader classLoader) {
    ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
    close(identity -> identity.refersTo(loader));
  }

  @Override
  public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    URI managerUri = uri == null ? getDefaultURI() : uri;
    ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
    close(identity -> identity.refersTo(loader) && identity.uri.equals(managerUri));
  }

  private void close(Predicate<Identity> which) {
    List<Map.Entry<Identity, Place>> chosen =
        places.entrySet().stream().filter(entry -> which.test(entry.getKey())).toList();
    CacheException failure = null;
    for (Map.Entry<Identity, Place> entry : chosen) {
      try {
        LightningCacheManager manager = entry.getValue().manager;
        if (manager != null) {
          manager.close();
        }
      } catch (CacheException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Closes the managers whose class loaders are gone, which nobody can do any more. */
  private void closeCollected() {
    for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
      Place place = places.remove(gone);
      LightningCacheManager manager = place == null ? null : place.manager;
      if (manager != null) {
        manager.close();
      }
    }
  }

  @Override
  public boolean isSupported(OptionalFeature optionalFeature) {
    return switch (Objects.requireNonNull(optionalFeature, "optionalFeature")) {
      case STORE_BY_REFERENCE -> false;
    };
  }
}
