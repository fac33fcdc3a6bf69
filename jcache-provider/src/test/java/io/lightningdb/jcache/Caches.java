package io.lightningdb.jcache;

import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;

/** A provider for one test, with a manager and a clock. */
final class Caches implements AutoCloseable {

  /** So long that the sweeper does nothing during a test. */
  private static final long NO_SWEEP_MILLIS = 1_000_000_000;

  /** So short that pending writes are found to be due soon after the clock was advanced. */
  private static final long LOOK_MILLIS = 5;

  /** So that all tests can be run with caches that keep entries in memory, as the build does. */
  private static final String NEAR_CACHE_ENTRIES =
      System.getProperty("lightning.jcache.test.nearCacheEntries", "0");

  private static final AtomicInteger NAMES = new AtomicInteger();

  final TestClock clock = new TestClock();
  final LightningCachingProvider provider;
  final URI uri;
  private CacheManager manager;

  private Caches(URI uri, long sweepPauseMillis) {
    this.provider =
        new LightningCachingProvider(
            new ManagerTiming(clock, sweepPauseMillis, 1_000, 60_000, LOOK_MILLIS));
    this.uri = uri;
    this.manager = open();
  }

  private CacheManager open() {
    Properties properties = new Properties();
    properties.setProperty("cache.nearCacheEntries", NEAR_CACHE_ENTRIES);
    return provider.getCacheManager(uri, null, properties);
  }

  /** Returns caches in a database in memory that no other test uses. */
  static Caches inMemory() {
    return new Caches(newMemoryUri(), NO_SWEEP_MILLIS);
  }

  /** Returns caches in memory that are swept all the time. */
  static Caches sweptInMemory() {
    return new Caches(newMemoryUri(), 10);
  }

  static URI newMemoryUri() {
    return URI.create("lightning:mem:test" + NAMES.incrementAndGet());
  }

  static Caches in(Path directory) {
    return new Caches(URI.create("lightning:" + directory), NO_SWEEP_MILLIS);
  }

  /** Returns caches in a directory that are swept all the time. */
  static Caches sweptIn(Path directory) {
    return new Caches(URI.create("lightning:" + directory), 10);
  }

  CacheManager manager() {
    return manager;
  }

  /** Closes the manager and opens another. */
  void reopen() {
    manager.close();
    manager = open();
  }

  <K, V> Cache<K, V> create(String name, Configuration<K, V> configuration) {
    return manager.createCache(name, configuration);
  }

  /** Creates a cache of no special types. */
  <K, V> Cache<K, V> create(String name) {
    return manager.createCache(name, new MutableConfiguration<K, V>());
  }

  /** Returns the present configuration of a cache. */
  @SuppressWarnings("unchecked") // a class has no type arguments
  <K, V> LightningConfiguration<K, V> configuration(Cache<K, V> cache) {
    return cache.getConfiguration(LightningConfiguration.class);
  }

  @Override
  public void close() {
    provider.close();
  }
}
