package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;

/**
 * An open cache of a manager of its own.
 *
 * @param cache the cache, which any number of threads may use
 * @param manager the manager that is closed with it
 */
public record OpenCache(Cache<String, byte[]> cache, CacheManager manager)
    implements AutoCloseable {

  private static final String NAME = "entries";

  /** More entries than a cache is given, so that none has a reason to evict any. */
  static long capacity(Plan plan) {
    return 2 * plan.entries();
  }

  /** Opens a cache in the default manager of the provider whose class is {@code provider}. */
  static OpenCache of(String provider, Configuration<String, byte[]> configuration) {
    return in(Caching.getCachingProvider(provider).getCacheManager(), configuration);
  }

  /** Opens a cache in another manager of the provider whose class is {@code provider}. */
  static OpenCache of(
      String provider,
      URI uri,
      Properties properties,
      Configuration<String, byte[]> configuration) {
    CachingProvider found = Caching.getCachingProvider(provider);
    return in(found.getCacheManager(uri, found.getDefaultClassLoader(), properties), configuration);
  }

  /** Makes a cache in {@code manager}, which is closed if that fails. */
  static OpenCache in(CacheManager manager, Configuration<String, byte[]> configuration) {
    try {
      Cache<String, byte[]> cache = manager.createCache(NAME, configuration);
      // Ehcache counts unless it is told not to.
      manager.enableStatistics(NAME, false);
      return new OpenCache(cache, manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Closes cache and manager. */
  @Override
  public void close() {
    manager.close();
  }
}
