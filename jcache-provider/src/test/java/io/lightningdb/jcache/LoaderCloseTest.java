package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loaders that are closed while they load in the background. */
@Timeout(60)
class LoaderCloseTest {

  /** Loads until it is let go on, or interrupted. */
  private static final class SlowLoader implements CacheLoader<Integer, Integer>, Closeable {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean loading;
    private volatile boolean closedWhileLoading;
    private volatile boolean closed;

    @Override
    public Integer load(Integer key) {
      loading = true;
      entered.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        loading = false;
      }
      return key;
    }

    @Override
    public Map<Integer, Integer> loadAll(Iterable<? extends Integer> keys) {
      Map<Integer, Integer> loaded = new HashMap<>();
      keys.forEach(key -> loaded.put(key, load(key)));
      return loaded;
    }

    @Override
    public void close() {
      closedWhileLoading = loading;
      closed = true;
    }
  }

  private final SlowLoader loader = new SlowLoader();

  private static CacheManager manager() {
    return new LightningCachingProvider().getCacheManager(Caches.newMemoryUri(), null, null);
  }

  private Cache<Integer, Integer> loadingCache(CacheManager manager) throws InterruptedException {
    Cache<Integer, Integer> cache =
        manager.createCache(
            "c", new MutableConfiguration<Integer, Integer>().setCacheLoaderFactory(() -> loader));
    cache.loadAll(Set.of(1), true, null);
    assertThat(loader.entered.await(10, TimeUnit.SECONDS)).isTrue();
    return cache;
  }

  @Test
  void aCacheIsClosedWhenItsLoaderIsUsedNoMore() throws InterruptedException {
    try (CacheManager manager = manager()) {
      Cache<Integer, Integer> cache = loadingCache(manager);
      Thread closing = new Thread(cache::close);
      closing.start();
      closing.join(100);
      assertThat(loader.closed).isFalse();
      loader.goOn.countDown();
      closing.join();
      assertThat(loader.closed).isTrue();
      assertThat(loader.closedWhileLoading).isFalse();
    }
  }

  @Test
  void closingTheManagerInterruptsWhatIsLoading() throws InterruptedException {
    CacheManager manager = manager();
    loadingCache(manager);
    long start = System.nanoTime();
    manager.close();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(5);
    assertThat(loader.closed).isTrue();
    assertThat(loader.closedWhileLoading).isFalse();
  }
}
