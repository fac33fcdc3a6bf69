package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bucket4j's rate limits, each a value that an entry processor changes. */
final class Bucket4jTest {

  private static final int CAPACITY = 100;

  @TempDir Path directory;

  @AfterEach
  void closeAll() {
    Caching.getCachingProvider().close();
  }

  @Test
  void threadsTakeExactlyTheTokensThereAre() throws Exception {
    try (CacheManager manager = open()) {
      ProxyManager<String> buckets = buckets(cache(manager));

      List<Integer> taken = Together.run(4, () -> take(bucket(buckets, "alice"), CAPACITY / 2));

      assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(CAPACITY);
      assertThat(bucket(buckets, "alice").getAvailableTokens()).isZero();
    }
  }

  @Test
  void eachKeyHasABucketOfItsOwn() {
    try (CacheManager manager = open()) {
      ProxyManager<String> buckets = buckets(cache(manager));

      assertThat(bucket(buckets, "alice").tryConsume(CAPACITY)).isTrue();

      assertThat(bucket(buckets, "bob").getAvailableTokens()).isEqualTo(CAPACITY);
    }
  }

  @Test
  void whatWasTakenStaysTakenAfterARestart() {
    try (CacheManager manager = open()) {
      take(bucket(buckets(cache(manager)), "alice"), 40);
    }
    try (CacheManager manager = open()) {
      Bucket bucket = bucket(buckets(cache(manager)), "alice");

      assertThat(bucket.getAvailableTokens()).isEqualTo(CAPACITY - 40);
      assertThat(take(bucket, CAPACITY)).isEqualTo(CAPACITY - 40);
    }
  }

  @Test
  void aBucketThatIsRemovedIsFullAgain() {
    try (CacheManager manager = open()) {
      ProxyManager<String> buckets = buckets(cache(manager));
      take(bucket(buckets, "alice"), 40);

      buckets.removeProxy("alice");

      assertThat(buckets.getProxyConfiguration("alice")).isEmpty();
      assertThat(bucket(buckets, "alice").getAvailableTokens()).isEqualTo(CAPACITY);
    }
  }

  private CacheManager open() {
    return Caching.getCachingProvider().getCacheManager(directory.toUri(), null);
  }

  private static Cache<String, byte[]> cache(CacheManager manager) {
    return manager.createCache(
        "buckets", new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
  }

  private static ProxyManager<String> buckets(Cache<String, byte[]> cache) {
    return Bucket4jJCache.entryProcessorBasedBuilder(cache).build();
  }

  /** Returns a bucket that is not refilled while a test runs. */
  private static Bucket bucket(ProxyManager<String> buckets, String key) {
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(CAPACITY).refillIntervally(1, Duration.ofDays(1)))
            .build();
    return buckets.getProxy(key, () -> configuration);
  }

  /** Tries to take a token some times, and returns how often there was one. */
  private static int take(Bucket bucket, int times) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      if (bucket.tryConsume(1)) {
        taken++;
      }
    }
    return taken;
  }
}
