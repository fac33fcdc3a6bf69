package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefreshAheadTest {

  private static final Duration AHEAD = Duration.ofSeconds(20);

  private final Caches caches = Caches.inMemory();
  private final Events<String, String> events = new Events<>();
  private final AtomicInteger loads = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean gone;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final TestLoader<String, String> loader = new TestLoader<>(this::load);

  @AfterEach
  void close() {
    goOn.countDown();
    caches.close();
  }

  private String load(String key) {
    if (key.startsWith("slow")) {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    int load = loads.incrementAndGet();
    if (failing) {
      throw new IllegalStateException("loader");
    }
    return gone ? null : "load " + load;
  }

  private MutableLightningConfiguration<String, String> configuration() {
    MutableLightningConfiguration<String, String> configuration =
        new MutableLightningConfiguration<String, String>().setRefreshAhead(AHEAD);
    configuration.setCacheLoaderFactory(() -> loader);
    configuration.setExpiryPolicyFactory(
        ModifiedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(TimeUnit.SECONDS, 60)));
    return configuration;
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Threads.pause();
    }
  }

  /** Waits until whatever was begun in the background has had a thread. */
  private static void settle() {
    for (int i = 0; i < 200; i++) {
      Threads.pause();
    }
  }

  @Test
  void anEntryThatIsReadShortlyBeforeItExpiresIsLoadedAnew() {
    MutableLightningConfiguration<String, String> configuration = configuration();
    configuration.addCacheEntryListenerConfiguration(events.synchronous());
    Cache<String, String> cache = caches.create("c", configuration);
    cache.put("a", "1");
    caches.clock.advance(Duration.ofSeconds(40));
    assertThat(cache.get("a")).isEqualTo("1");
    settle();
    assertThat(loader.loaded).isEmpty();
    caches.clock.advance(Duration.ofSeconds(1));
    assertThat(cache.containsKey("a")).isTrue();
    settle();
    assertThat(loader.loaded).isEmpty();
    assertThat(cache.get("a")).isEqualTo("1");
    await(() -> "load 1".equals(cache.get("a")));
    List<String> told = new ArrayList<>();
    await(
        () -> {
          told.addAll(events.take());
          return told.size() == 2;
        });
    assertThat(told).containsExactly("CREATED a=1", "UPDATED a=load 1 was 1");
    // It has all its life before it again.
    caches.clock.advance(Duration.ofSeconds(40));
    assertThat(cache.getAll(Set.of("a"))).containsEntry("a", "load 1");
    settle();
    assertThat(loader.loaded).containsExactly("a");
    caches.clock.advance(Duration.ofSeconds(1));
    assertThat(cache.getAll(Set.of("a"))).containsEntry("a", "load 1");
    await(() -> "load 2".equals(cache.get("a")));
    caches.clock.advance(Duration.ofSeconds(60));
    assertThat(cache.get("a")).isNull();
    assertThat(loader.loaded).containsExactly("a", "a");
  }

  @Test
  void anEntryIsLoadedOnceHoweverManyReadIt() {
    Cache<String, String> cache = caches.create("c", configuration());
    cache.put("slow", "1");
    caches.clock.advance(Duration.ofSeconds(50));
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 100; i++) {
            assertThat(cache.get("slow")).isEqualTo("1");
          }
        });
    goOn.countDown();
    await(() -> "load 1".equals(cache.get("slow")));
    settle();
    assertThat(loader.loaded).containsExactly("slow");
  }

  @Test
  void aLoaderThatHasNothingOrFailsLeavesTheEntry() {
    Cache<String, String> cache = caches.create("c", configuration());
    cache.put("a", "1");
    caches.clock.advance(Duration.ofSeconds(50));
    failing = true;
    assertThat(cache.get("a")).isEqualTo("1");
    await(() -> loads.get() == 1);
    failing = false;
    gone = true;
    await(
        () -> {
          assertThat(cache.get("a")).isEqualTo("1");
          return loads.get() > 1;
        });
    settle();
    assertThat(cache.get("a")).isEqualTo("1");
    caches.clock.advance(Duration.ofSeconds(10));
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void whatWasRemovedOrPutMeanwhileStays() {
    Cache<String, String> cache = caches.create("c", configuration());
    cache.put("slow", "1");
    cache.put("slow too", "1");
    caches.clock.advance(Duration.ofSeconds(50));
    cache.get("slow");
    cache.get("slow too");
    await(() -> loader.loaded.size() == 2);
    Thread removing = Threads.start(() -> cache.remove("slow"));
    Thread putting = Threads.start(() -> cache.put("slow too", "2"));
    Threads.awaitState(removing, Thread.State.TIMED_WAITING);
    Threads.awaitState(putting, Thread.State.TIMED_WAITING);
    goOn.countDown();
    Threads.join(removing);
    Threads.join(putting);
    settle();
    assertThat(cache.get("slow")).isNull();
    assertThat(cache.get("slow too")).isEqualTo("2");
  }

  @Test
  void nothingMoreIsBegunThanAThousandAtOnce() {
    Cache<String, String> cache = caches.create("c", configuration());
    int entries = RefreshAhead.UNDER_WAY_MAX + 200;
    for (int i = 0; i < entries; i++) {
      cache.put("slow" + i, "1");
    }
    caches.clock.advance(Duration.ofSeconds(50));
    for (int i = 0; i < entries; i++) {
      assertThat(cache.get("slow" + i)).isEqualTo("1");
    }
    goOn.countDown();
    await(() -> loader.loaded.size() == RefreshAhead.UNDER_WAY_MAX);
    settle();
    assertThat(loader.loaded).hasSize(RefreshAhead.UNDER_WAY_MAX);
    await(() -> !"1".equals(cache.get("slow" + (entries - 1))));
  }

  @Test
  void closingTheCacheWaitsForWhatIsLoaded() {
    Cache<String, String> cache = caches.create("c", configuration());
    cache.put("slow", "1");
    caches.clock.advance(Duration.ofSeconds(50));
    cache.get("slow");
    await(() -> loader.loaded.size() == 1);
    Thread closing = Threads.start(cache::close);
    Threads.awaitState(closing, Thread.State.TIMED_WAITING);
    goOn.countDown();
    Threads.join(closing);
    assertThat(loads).hasValue(1);
  }

  @Test
  void whatNeverExpiresIsNotLoaded() {
    MutableLightningConfiguration<String, String> configuration = configuration();
    configuration.setExpiryPolicyFactory(
        CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ETERNAL));
    Cache<String, String> cache = caches.create("c", configuration);
    cache.put("a", "1");
    caches.clock.advance(Duration.ofDays(10_000));
    assertThat(cache.get("a")).isEqualTo("1");
    settle();
    assertThat(loader.loaded).isEmpty();
  }

  @Test
  void itNeedsALoader() {
    assertThatThrownBy(
            () ->
                caches.create(
                    "c",
                    new MutableLightningConfiguration<String, String>().setRefreshAhead(AHEAD)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("refreshAhead")
        .hasMessageContaining("loader");
  }
}
