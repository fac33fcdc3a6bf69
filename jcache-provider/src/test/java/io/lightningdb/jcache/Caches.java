package io.lightningdb.jcache;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;

/** A provider for one test, with a manager and a clock. */
final class Caches implements AutoCloseable {

  /** So long that the sweeper does nothing during a test. */
  private static final long NO_SWEEP_MILLIS = 1_000_000_000;

  private static final AtomicInteger NAMES = new AtomicInteger();

  final TestClock clock = new TestClock();
  final LightningCachingProvider provider;
  final URI uri;
  private CacheManager manager;

  private Caches(URI uri, long sweepPauseMillis) {
    this.provider = new LightningCachingProvider(new ManagerTiming(clock, sweepPauseMillis));
    this.uri = uri;
    this.manager = provider.getCacheManager(uri, null);
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

  CacheManager manager() {
    return manager;
  }

  /** Closes the manager and opens another. */
  void reopen() {
    manager.close();
    manager = provider.getCacheManager(uri, null);
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
