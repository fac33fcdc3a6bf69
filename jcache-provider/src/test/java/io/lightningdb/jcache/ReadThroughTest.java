package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadThroughTest {

  private final Caches caches = Caches.inMemory();
  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch mayLoad = new CountDownLatch(1);
  private final TestLoader<String, String> loader = new TestLoader<>(this::value);
  private final Events<String, String> events = new Events<>();
  private final Cache<String, String> cache =
      caches.create(
          "c",
          new MutableConfiguration<String, String>()
              .setReadThrough(true)
              .setCacheLoaderFactory(() -> loader)
              .setStatisticsEnabled(true)
              .addCacheEntryListenerConfiguration(events.synchronous()));

  @AfterEach
  void close() {
    caches.close();
  }

  private String value(String key) {
    return switch (key) {
      case "none" -> null;
      case "bad" -> throw new IllegalStateException("loader");
      case "slow" -> slowValue();
      default -> "loaded " + key;
    };
  }

  private String slowValue() {
    loading.countDown();
    try {
      assertThat(mayLoad.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "loaded slowly";
  }

  private void assertLoaded(Runnable operation, String... keys) {
    loader.loaded.clear();
    operation.run();
    assertThat(loader.loaded).containsExactlyInAnyOrder(keys);
  }

  @Test
  void onlyGettingLoads() {
    assertLoaded(() -> assertThat(cache.containsKey("a")).isFalse());
    assertLoaded(() -> assertThat(cache.getAndPut("a", "1")).isNull());
    assertLoaded(() -> assertThat(cache.getAndRemove("b")).isNull());
    assertLoaded(() -> assertThat(cache.getAndReplace("b", "1")).isNull());
    assertLoaded(() -> assertThat(cache.replace("b", "1")).isFalse());
    assertLoaded(() -> assertThat(cache.replace("b", "1", "2")).isFalse());
    assertLoaded(() -> assertThat(cache.remove("b", "1")).isFalse());
    assertLoaded(() -> assertThat(cache.remove("b")).isFalse());
    assertLoaded(() -> assertThat(cache.putIfAbsent("b", "1")).isTrue());
    assertLoaded(() -> cache.iterator().forEachRemaining(entry -> {}));
    assertLoaded(() -> assertThat(cache.get("a")).isEqualTo("1"));
    events.take();
    assertLoaded(() -> assertThat(cache.get("x")).isEqualTo("loaded x"), "x");
    assertThat(events.take()).containsExactly("CREATED x=loaded x");
    assertLoaded(() -> assertThat(cache.get("x")).isEqualTo("loaded x"));
    assertLoaded(
        () ->
            assertThat(cache.getAll(Set.of("a", "x", "y", "none")))
                .isEqualTo(Map.of("a", "1", "x", "loaded x", "y", "loaded y")),
        "y",
        "none");
    assertLoaded(() -> assertThat(cache.get("none")).isNull(), "none");
    assertThat(cache.containsKey("none")).isFalse();
  }

  @Test
  void loadingIsAMissAndNoPut() {
    cache.get("a");
    cache.get("a");
    cache.getAll(Set.of("a", "b"));
    assertThat(Statistics.of(cache)).isEqualTo(new Statistics(2, 2, 0, 0));
  }

  @Test
  void aSlowLoaderDoesNotOverwriteWhatWasPutMeanwhile() throws Exception {
    Thread reader = Threads.start(() -> cache.get("slow"));
    loading.await();
    Thread writer = Threads.start(() -> cache.put("slow", "put"));
    Thread.sleep(50);
    mayLoad.countDown();
    Threads.join(reader);
    Threads.join(writer);
    assertThat(cache.get("slow")).isEqualTo("put");
  }

  @Test
  void aMissingValueIsLoadedOnceHoweverManyAskForIt() throws Exception {
    Thread first = Threads.start(() -> cache.get("slow"));
    loading.await();
    List<Thread> others =
        List.of(
            Threads.start(() -> assertThat(cache.get("slow")).isEqualTo("loaded slowly")),
            Threads.start(
                () ->
                    assertThat(cache.getAll(Set.of("slow")))
                        .isEqualTo(Map.of("slow", "loaded slowly"))));
    Thread.sleep(50);
    mayLoad.countDown();
    Threads.join(first);
    others.forEach(Threads::join);
    assertThat(loader.loaded).containsExactly("slow");
  }

  @Test
  void aLoaderThatFailsIsToldAndTriedAgain() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> cache.get("bad"))
          .isInstanceOf(CacheLoaderException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> cache.getAll(Set.of("bad")))
          .isInstanceOf(CacheLoaderException.class);
    }
    assertThat(loader.loaded).hasSize(4);
  }

  private void loadAll(Set<String> keys, boolean replace) throws Exception {
    CompletionListenerFuture future = new CompletionListenerFuture();
    cache.loadAll(keys, replace, future);
    future.get(10, TimeUnit.SECONDS);
  }

  @Test
  void loadAllLoadsWhatIsMissingOrEverything() throws Exception {
    cache.put("a", "1");
    events.take();
    loadAll(Set.of("a", "b", "none"), false);
    assertThat(loader.loaded).containsExactlyInAnyOrder("b", "none");
    assertThat(events.take()).containsExactly("CREATED b=loaded b");
    loader.loaded.clear();
    loadAll(Set.of("a", "b"), true);
    assertThat(loader.loaded).containsExactlyInAnyOrder("a", "b");
    assertThat(events.take())
        .containsExactlyInAnyOrder("UPDATED a=loaded a was 1", "UPDATED b=loaded b was loaded b");
    assertThat(Statistics.of(cache)).isEqualTo(new Statistics(0, 0, 1, 0));
  }

  @Test
  void loadAllTellsOfFailuresAndCopiesItsKeys() {
    Set<String> keys = new HashSet<>(Set.of("bad"));
    CompletionListenerFuture future = new CompletionListenerFuture();
    cache.loadAll(keys, true, future);
    keys.clear();
    assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CacheLoaderException.class);
    assertThatThrownBy(() -> cache.loadAll(null, true, null))
        .isInstanceOf(NullPointerException.class);
    HashSet<String> withNull = new HashSet<>();
    withNull.add(null);
    assertThatThrownBy(() -> cache.loadAll(withNull, true, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aLoaderWithoutReadThroughServesLoadAllOnly() throws Exception {
    Cache<String, String> plain =
        caches.create(
            "plain",
            new MutableConfiguration<String, String>().setCacheLoaderFactory(() -> loader));
    assertThat(plain.get("a")).isNull();
    assertThat(plain.<String>invoke("a", (entry, arguments) -> entry.getValue())).isNull();
    CompletionListenerFuture future = new CompletionListenerFuture();
    plain.loadAll(Set.of("a"), false, future);
    future.get(10, TimeUnit.SECONDS);
    assertThat(plain.get("a")).isEqualTo("loaded a");
    assertThatThrownBy(
            () ->
                caches.create(
                    "bad", new MutableConfiguration<String, String>().setReadThrough(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loader's factory");
  }

  @Test
  void withoutALoaderLoadAllIsDoneAtOnce() throws Exception {
    Cache<String, String> none = caches.create("without");
    CompletionListenerFuture future = new CompletionListenerFuture();
    none.loadAll(Set.of("a"), false, future);
    future.get(10, TimeUnit.SECONDS);
    assertThat(none.containsKey("a")).isFalse();
  }

  @Test
  void aLoaderMayReadTheCache() {
    Cache<String, String> nested =
        caches.create(
            "nested",
            new MutableConfiguration<String, String>()
                .setReadThrough(true)
                .setCacheLoaderFactory(
                    () ->
                        new TestLoader<>(
                            key ->
                                key.length() > 5
                                    ? key
                                    : caches
                                        .manager()
                                        .<String, String>getCache("nested")
                                        .get(key + "x"))));
    assertThat(nested.get("a")).isEqualTo("axxxxx");
    assertThat(nested.containsKey("axxx")).isTrue();
  }
}
