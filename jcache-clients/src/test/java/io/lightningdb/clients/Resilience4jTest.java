package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.cache.Cache;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resilience4j's cache, whose loader runs in an entry processor. */
final class Resilience4jTest {

  @TempDir Path directory;
  private final Queue<Object> errors = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void closeAll() {
    Caching.getCachingProvider().close();
  }

  @Test
  void theSupplierIsCalledOnceForAKey() {
    try (CacheManager manager = open()) {
      Cache<String, Integer> cache = cache(manager);
      Function<String, Integer> price = Cache.decorateSupplier(cache, calls::incrementAndGet);

      assertThat(price.apply("apple")).isEqualTo(1);
      assertThat(price.apply("pear")).isEqualTo(2);
      assertThat(price.apply("apple")).isEqualTo(1);
      assertThat(price.apply("apple")).isEqualTo(1);

      assertThat(cache.getMetrics().getNumberOfCacheHits()).isEqualTo(2);
      assertThat(cache.getMetrics().getNumberOfCacheMisses()).isEqualTo(2);
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void theSupplierIsCalledOnceHoweverManyThreadsAsk() throws Exception {
    try (CacheManager manager = open()) {
      Function<String, Integer> price =
          Cache.decorateSupplier(cache(manager), calls::incrementAndGet);

      assertThat(Together.run(8, () -> price.apply("apple"))).containsOnly(1);

      assertThat(errors).isEmpty();
    }
  }

  @Test
  void aSupplierThatFailsIsCalledOnceMoreAndNothingIsCached() {
    try (CacheManager manager = open()) {
      Cache<String, Integer> cache = cache(manager);
      Function<String, Integer> price =
          Cache.decorateSupplier(
              cache,
              () -> {
                throw new IllegalArgumentException("failure " + calls.incrementAndGet());
              });

      // The second time is outside of the cache, for the case that it was the cache which failed.
      assertThatThrownBy(() -> price.apply("apple")).hasStackTraceContaining("failure 2");

      assertThat(errors).hasSize(1);
      assertThat(manager.getCache("prices").containsKey("apple")).isFalse();
    }
  }

  @Test
  void whatWasLoadedIsThereAfterARestart() {
    try (CacheManager manager = open()) {
      assertThat(Cache.decorateSupplier(cache(manager), () -> 7).apply("apple")).isEqualTo(7);
    }
    try (CacheManager manager = open()) {
      assertThat(Cache.decorateSupplier(cache(manager), calls::incrementAndGet).apply("apple"))
          .isEqualTo(7);
      assertThat(calls).hasValue(0);
      assertThat(errors).isEmpty();
    }
  }

  private CacheManager open() {
    return Caching.getCachingProvider().getCacheManager(directory.toUri(), null);
  }

  /** Returns a cache that keeps the errors which it would hide. */
  private Cache<String, Integer> cache(CacheManager manager) {
    Cache<String, Integer> cache =
        Cache.of(manager.createCache("prices", new MutableConfiguration<String, Integer>()));
    cache.getEventPublisher().onError(errors::add);
    return cache;
  }
}
