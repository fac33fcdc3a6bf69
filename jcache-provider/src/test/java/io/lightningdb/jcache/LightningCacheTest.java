package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a cache can do beyond the specification. */
@Timeout(60)
class LightningCacheTest {

  private static final javax.cache.expiry.Duration FIVE_MINUTES =
      new javax.cache.expiry.Duration(TimeUnit.MINUTES, 5);

  private Caches caches = Caches.inMemory();

  @AfterEach
  void close() {
    caches.close();
  }

  @SuppressWarnings("unchecked") // a class has no type arguments
  private static <K, V> LightningCache<K, V> unwrap(Cache<K, V> cache) {
    return cache.unwrap(LightningCache.class);
  }

  private <K, V> LightningCache<K, V> create(String name) {
    return unwrap(caches.<K, V>create(name));
  }

  private void pass(Duration duration) {
    caches.clock.advance(duration);
  }

  @Test
  void aValueCanHaveATimeToLiveOfItsOwn() {
    LightningCache<String, String> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, String>()
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(FIVE_MINUTES))));
    cache.put("long", "1", Duration.ofHours(1));
    cache.put("short", "1", Duration.ofSeconds(1));
    cache.put("eternal", "1", Duration.ofSeconds(Long.MAX_VALUE));
    cache.put("usual", "1");
    Instant now = caches.clock.instant();
    assertThat(cache.expiresAt("long")).isEqualTo(now.plus(Duration.ofHours(1)));
    assertThat(cache.expiresAt("usual")).isEqualTo(now.plus(Duration.ofMinutes(5)));
    assertThat(cache.expiresAt("eternal")).isNull();
    assertThat(cache.expiresAt("absent")).isNull();
    pass(Duration.ofSeconds(1));
    assertThat(cache.get("short")).isNull();
    pass(Duration.ofMinutes(6));
    assertThat(cache.get("usual")).isNull();
    assertThat(cache.get("long")).isEqualTo("1");
    cache.put("long", "2", Duration.ofMinutes(1));
    pass(Duration.ofMinutes(1));
    assertThat(cache.get("long")).isNull();
    assertThat(cache.get("eternal")).isEqualTo("1");
    assertThatThrownBy(() -> cache.put("a", "1", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least a millisecond");
    assertThatThrownBy(() -> cache.put("a", "1", Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.put("a", "1", null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void accessesAfterATimeToLiveAreUpToThePolicy() {
    LightningCache<String, String> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, String>()
                    .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(FIVE_MINUTES))));
    cache.put("a", "1", Duration.ofHours(1));
    assertThat(cache.get("a")).isEqualTo("1");
    pass(Duration.ofMinutes(5));
    assertThat(cache.get("a")).isNull();
  }

  private static <K, V> List<K> keys(Iterable<Cache.Entry<K, V>> entries) {
    return StreamSupport.stream(entries.spliterator(), false).map(Cache.Entry::getKey).toList();
  }

  @Test
  void entriesComeInTheOrderOfTheirKeys() {
    LightningCache<Integer, String> cache = create("c");
    for (int i = 500; i >= -500; i--) {
      cache.put(i, "v" + i);
    }
    List<Integer> all = keys(cache.ascending(null, null));
    assertThat(all).hasSize(1_001).isSorted();
    List<Integer> down = new ArrayList<>(keys(cache.descending(null, null)));
    assertThat(down).hasSize(1_001).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(keys(cache.ascending(-3, 2))).containsExactly(-3, -2, -1, 0, 1);
    assertThat(keys(cache.descending(-3, 2))).containsExactly(1, 0, -1, -2, -3);
    assertThat(keys(cache.ascending(498, null))).containsExactly(498, 499, 500);
    assertThat(keys(cache.descending(null, -498))).containsExactly(-499, -500);
    assertThat(keys(cache.ascending(2, -3))).isEmpty();
    assertThat(keys(cache.descending(2, 2))).isEmpty();
    try (CacheSnapshot<Integer, String> snapshot = cache.snapshot()) {
      assertThat(keys(snapshot.ascending(-3, 2))).containsExactly(-3, -2, -1, 0, 1);
      assertThat(keys(snapshot.descending(null, -498))).containsExactly(-499, -500);
      assertThat(keys(snapshot.descending(null, null))).isEqualTo(down);
    }
    assertThatThrownBy(() -> create("d").ascending(List.of(1), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("are serialized and have no order");
  }

  @Test
  void aSnapshotStaysAsItWas() {
    LightningCache<String, Integer> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, Integer>()
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(FIVE_MINUTES))));
    LightningCache<Object, String> other = create("other");
    cache.put("a", 1);
    cache.put("b", 2);
    other.put(new ArrayList<>(List.of("x")), "old");
    CacheSnapshot<String, Integer> snapshot = cache.snapshot();
    try (snapshot) {
      cache.put("a", 10);
      cache.remove("b");
      cache.put("c", 30);
      other.clear();
      pass(Duration.ofHours(1));
      assertThat(snapshot.get("a")).isEqualTo(1);
      assertThat(snapshot.getAll(Set.of("a", "b", "c"))).hasSize(2).containsEntry("b", 2);
      assertThat(snapshot.containsKey("b")).isTrue();
      assertThat(snapshot.containsKey("c")).isFalse();
      assertThat(snapshot.get("c")).isNull();
      assertThat(keys(snapshot.ascending(null, null))).containsExactly("a", "b");
      CacheSnapshot<Object, String> same = snapshot.of(other);
      assertThat(same.get(List.of("x"))).isEqualTo("old");
      assertThat(keys(same.ascending(null, null))).hasSize(1);
      assertThatThrownBy(() -> snapshot.get(null)).isInstanceOf(NullPointerException.class);
      try (CacheManager manager = caches.provider.getCacheManager(Caches.newMemoryUri(), null)) {
        Cache<String, Integer> foreign =
            manager.createCache("c", new MutableConfiguration<String, Integer>());
        assertThatThrownBy(() -> snapshot.of(foreign))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("does not belong to");
      }
    }
    snapshot.close();
    assertThatThrownBy(() -> snapshot.get("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatHadExpiredIsInNoSnapshot() {
    LightningCache<String, Integer> cache = create("c");
    cache.put("a", 1, Duration.ofSeconds(1));
    cache.put("b", 1, Duration.ofSeconds(3));
    pass(Duration.ofSeconds(2));
    try (CacheSnapshot<String, Integer> snapshot = cache.snapshot()) {
      pass(Duration.ofSeconds(2));
      assertThat(snapshot.get("a")).isNull();
      assertThat(snapshot.get("b")).isEqualTo(1);
      assertThat(keys(snapshot.ascending(null, null))).containsExactly("b");
    }
  }

  @Test
  void aTransactionChangesSeveralCachesOrNone() {
    LightningCache<String, Integer> accounts = create("accounts");
    LightningCache<Long, String> log = create("log");
    accounts.put("a", 100);
    accounts.put("b", 0);
    String result =
        accounts.transact(
            transaction -> {
              transaction.put(accounts, "a", transaction.get(accounts, "a") - 30);
              transaction.put(accounts, "b", transaction.get(accounts, "b") + 30);
              assertThat(transaction.get(accounts, "b")).isEqualTo(30);
              assertThat(transaction.containsKey(log, 1L)).isFalse();
              transaction.put(log, 1L, "30 from a to b");
              assertThat(transaction.get(log, 1L)).isEqualTo("30 from a to b");
              assertThat(inAnotherThread(() -> accounts.get("b"))).isEqualTo(0);
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(accounts.getAll(Set.of("a", "b"))).containsEntry("a", 70).containsEntry("b", 30);
    assertThat(log.get(1L)).isEqualTo("30 from a to b");
    assertThatThrownBy(
            () ->
                accounts.transact(
                    transaction -> {
                      transaction.put(accounts, "a", 0);
                      assertThat(transaction.remove(log, 1L)).isTrue();
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
    assertThat(accounts.get("a")).isEqualTo(70);
    assertThat(log.containsKey(1L)).isTrue();
    // The locks are gone.
    accounts.put("a", 71);
  }

  private static <T> T inAnotherThread(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Threads.join(
        Threads.start(
            () -> {
              try {
                result.complete(task.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            }));
    return result.join();
  }

  @Test
  void aTransactionCountsAndTellsItsNetEffect() {
    Events<String, Integer> events = new Events<>();
    LightningCache<String, Integer> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, Integer>()
                    .setStatisticsEnabled(true)
                    .addCacheEntryListenerConfiguration(events.synchronous())));
    cache.put("a", 1);
    events.take();
    Statistics before = Statistics.of(cache);
    Object ignored =
        cache.transact(
            transaction -> {
              transaction.put(cache, "a", 2);
              transaction.put(cache, "a", 3);
              transaction.put(cache, "b", 1);
              transaction.remove(cache, "b");
              return null;
            });
    assertThat(events.take()).containsExactly("UPDATED a=3 was 1");
    assertThat(Statistics.of(cache).minus(before)).isEqualTo(new Statistics(1, 1, 1, 0));
  }

  @Test
  void transactionsInEachOthersWayAllSucceed() {
    LightningCache<Integer, Integer> one = create("one");
    LightningCache<Integer, Integer> two = create("two");
    for (int i = 0; i < 4; i++) {
      one.put(i, 100);
      two.put(i, 100);
    }
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 100; i++) {
            int from = (i + number) % 4;
            int to = (i * 7 + number * 3) % 4;
            LightningCache<Integer, Integer> first = (i + number) % 2 == 0 ? one : two;
            LightningCache<Integer, Integer> second = first == one ? two : one;
            Object ignored =
                first.transact(
                    transaction -> {
                      transaction.put(first, from, transaction.get(first, from) - 1);
                      transaction.put(second, to, transaction.get(second, to) + 1);
                      return null;
                    });
            try (CacheSnapshot<Integer, Integer> snapshot = one.snapshot()) {
              int sum = 0;
              for (int key = 0; key < 4; key++) {
                sum += snapshot.get(key) + snapshot.of(two).get(key);
              }
              assertThat(sum).isEqualTo(800);
            }
          }
        });
  }

  @Test
  void aTransactionIsDoneAgainIfSomebodyElseWrote() {
    LightningCache<String, Integer> cache = create("c");
    cache.put("a", 1);
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    byte[] key;
    try (var cursor = keyspace.cursor()) {
      assertThat(cursor.next()).isTrue();
      key = cursor.key();
    }
    int[] runs = {0};
    Object ignored =
        cache.transact(
            transaction -> {
              Integer found = transaction.get(cache, "a");
              if (runs[0]++ == 0) {
                keyspace.delete(key);
              }
              transaction.put(cache, "a", found == null ? 100 : found + 1);
              return null;
            });
    assertThat(runs[0]).isEqualTo(2);
    assertThat(cache.get("a")).isEqualTo(100);
  }

  @Test
  void whatATransactionHasOnlyReadIsCheckedToo() {
    LightningCache<String, Integer> cache = create("c");
    cache.put("a", 1);
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    RawEntries raw = new RawEntries(caches.clock);
    int[] runs = {0};
    Object ignored =
        cache.transact(
            transaction -> {
              int value = transaction.get(cache, "a");
              if (runs[0]++ == 0) {
                keyspace.put(raw.key("a"), raw.record("a", 5));
              }
              transaction.put(cache, "b", value);
              return null;
            });
    assertThat(runs[0]).isEqualTo(2);
    assertThat(cache.get("b")).isEqualTo(5);
  }

  @Test
  void readersThatTouchEntriesAreNotInTheWayOfTransactions() {
    LightningCache<String, Integer> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, Integer>()
                    .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(FIVE_MINUTES))));
    cache.put("a", 1);
    cache.put("b", 1);
    int[] runs = {0};
    Object ignored =
        cache.transact(
            transaction -> {
              runs[0]++;
              int value = transaction.get(cache, "a");
              pass(Duration.ofSeconds(1));
              assertThat(inAnotherThread(() -> cache.get("a"))).isEqualTo(1);
              transaction.put(cache, "b", value + 1);
              transaction.put(cache, "a", value + 1);
              return null;
            });
    assertThat(runs[0]).isEqualTo(1);
    assertThat(cache.getAll(Set.of("a", "b"))).containsEntry("a", 2).containsEntry("b", 2);
  }

  @Test
  void whatTheWorkDoesToItsObjectsAfterwardsChangesNothing() {
    TestWriter<Object, Object> writer = new TestWriter<>();
    LightningCache<Object, Object> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<Object, Object>()
                    .setWriteThrough(true)
                    .setCacheWriterFactory(() -> writer)));
    List<String> key = new ArrayList<>(List.of("k"));
    List<String> value = new ArrayList<>(List.of("a"));
    Object ignored =
        cache.transact(
            transaction -> {
              transaction.put(cache, key, value);
              value.add("b");
              key.add("l");
              @SuppressWarnings("unchecked") // as it was put
              List<String> got = (List<String>) transaction.get(cache, List.of("k"));
              got.add("c");
              assertThat(transaction.get(cache, List.of("k"))).isEqualTo(List.of("a"));
              return null;
            });
    assertThat(cache.get(List.of("k"))).isEqualTo(List.of("a"));
    assertThat(cache.get(new ArrayList<>(List.of("k")))).isEqualTo(List.of("a"));
    assertThat(writer.take()).containsExactly("write [k]=[a]");
  }

  @Test
  void whatATransactionHasDoneIsWrittenBehindInTheSameCommit() {
    TestWriter<String, Integer> writer = new TestWriter<>();
    MutableLightningConfiguration<String, Integer> configuration =
        new MutableLightningConfiguration<String, Integer>()
            .setWriteBehindDelay(Duration.ofHours(1));
    configuration.setWriteThrough(true).setCacheWriterFactory(() -> writer);
    LightningCache<String, Integer> one = unwrap(caches.create("one", configuration));
    LightningCache<String, Integer> two = unwrap(caches.create("two", configuration));
    one.put("gone", 1);
    Object ignored =
        one.transact(
            transaction -> {
              transaction.put(one, "a", 1);
              transaction.remove(one, "gone");
              transaction.put(two, "b", 2);
              return null;
            });
    assertThat(writer.take()).isEmpty();
    assertThat(one.pendingWrites()).isEqualTo(2);
    assertThat(two.pendingWrites()).isEqualTo(1);
    assertThat(one.awaitWritten(Duration.ofSeconds(20))).isTrue();
    assertThat(two.awaitWritten(Duration.ofSeconds(20))).isTrue();
    assertThat(writer.take()).containsExactlyInAnyOrder("write a=1", "delete gone", "write b=2");
    assertThat(one.failedWrites()).isZero();
  }

  @Test
  void misuseOfATransactionIsRefused() {
    LightningCache<Integer, String> typed =
        unwrap(
            caches.create(
                "typed",
                new MutableConfiguration<Integer, String>().setTypes(Integer.class, String.class)));
    @SuppressWarnings({"unchecked", "rawtypes"}) // what a careless caller does
    Cache<Object, Object> untyped = (Cache) typed;
    Cache<Integer, String> closed = caches.create("closed");
    closed.close();
    assertThatThrownBy(() -> typed.transact(work -> work.get(untyped, "text")))
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(
            () ->
                typed.transact(
                    work -> {
                      work.put(untyped, 1, 1L);
                      return null;
                    }))
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> typed.transact(work -> work.get(typed, null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("key");
    assertThatThrownBy(() -> typed.transact(work -> work.get(closed, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'closed' is closed");
    try (CacheSnapshot<Integer, String> snapshot = typed.snapshot()) {
      assertThatThrownBy(() -> snapshot.of(closed)).isInstanceOf(IllegalStateException.class);
    }
    typed.put(1, "still works");
  }

  @Test
  void aTransactionThatTakesLongCountsFromItsEnd() {
    LightningCache<String, Integer> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, Integer>()
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(FIVE_MINUTES))));
    Object ignored =
        cache.transact(
            transaction -> {
              transaction.put(cache, "a", 1);
              pass(Duration.ofMinutes(6));
              return null;
            });
    assertThat(cache.get("a")).isEqualTo(1);
  }

  @Test
  void whatSomebodyHasTouchedDoesNotExpireInATransaction() {
    LightningCache<String, Integer> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, Integer>()
                    .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(FIVE_MINUTES))));
    cache.put("a", 1);
    int[] runs = {0};
    Object ignored =
        cache.transact(
            transaction -> {
              assertThat(transaction.containsKey(cache, "a")).isTrue();
              if (runs[0]++ == 0) {
                pass(Duration.ofMinutes(4));
                assertThat(inAnotherThread(() -> cache.get("a"))).isEqualTo(1);
                pass(Duration.ofMinutes(4));
              }
              return null;
            });
    assertThat(runs[0]).isEqualTo(2);
    assertThat(cache.containsKey("a")).isTrue();
  }

  @Test
  void whatTheEngineRefusesComesOutAsACacheException() {
    LightningCache<String, byte[]> cache = create("c");
    assertThatThrownBy(
            () ->
                cache.transact(
                    transaction -> {
                      transaction.put(cache, "a", new byte[1]);
                      cache.unwrap(Database.class).dropKeyspace("c");
                      return null;
                    }))
        .isInstanceOfAny(CacheException.class, IllegalStateException.class)
        .hasMessageContaining("dropped");
  }

  @Test
  void aLoaderThatFailedIsAskedAgain() {
    int[] calls = {0};
    TestLoader<String, String> loader =
        new TestLoader<>(
            key -> {
              if (calls[0]++ == 0) {
                throw new IllegalStateException("network");
              }
              return "loaded";
            });
    LightningCache<String, String> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, String>()
                    .setReadThrough(true)
                    .setCacheLoaderFactory(() -> loader)));
    String value =
        cache.transact(
            transaction -> {
              assertThatThrownBy(() -> transaction.get(cache, "a"))
                  .isInstanceOf(CacheException.class);
              return transaction.get(cache, "a");
            });
    assertThat(value).isEqualTo("loaded");
  }

  @Test
  void whatHasATimeToLiveOfItsOwnIsSweptThoughThePolicyIsEternal() {
    caches.close();
    caches = Caches.sweptInMemory();
    LightningCache<String, Integer> cache = create("c");
    LockSupport.parkNanos(100_000_000);
    cache.put("a", 1, Duration.ofMinutes(1));
    pass(Duration.ofMinutes(2));
    Keyspace keyspace = cache.unwrap(Keyspace.class);
    byte[] key = new RawEntries(caches.clock).key("a");
    long end = System.nanoTime() + 20_000_000_000L;
    while (keyspace.contains(key) && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(keyspace.contains(key)).isFalse();
  }

  @Test
  void aTransactionIsForItsThreadAndItsTime() {
    LightningCache<String, Integer> cache = create("c");
    CacheTransaction[] kept = new CacheTransaction[1];
    Object ignored =
        cache.transact(
            transaction -> {
              kept[0] = transaction;
              assertThatThrownBy(() -> inAnotherThread(() -> transaction.get(cache, "a")))
                  .hasMessageContaining("belongs to the thread");
              assertThat(transaction.get(cache, "a")).isNull();
              assertThatThrownBy(() -> cache.transact(inner -> inner.get(cache, "a")))
                  .isInstanceOf(CacheException.class)
                  .hasMessageContaining("called from inside another one");
              assertThat(cache.<Integer>transact(inner -> inner.get(cache, "b"))).isNull();
              return null;
            });
    assertThatThrownBy(() -> kept[0].get(cache, "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("over");
  }

  @Test
  void thousandsOfDurablePutsCanBeUnderWay(@TempDir Path directory) {
    caches.close();
    caches = Caches.in(directory);
    LightningCache<Integer, String> cache = create("c");
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      stages.add(cache.putAsync(i, "v" + i));
    }
    assertThat(cache.get(2_999)).isEqualTo("v2999");
    stages.forEach(stage -> stage.toCompletableFuture().join());
    assertThat(cache.removeAsync(7).toCompletableFuture().join()).isTrue();
    assertThat(cache.removeAsync(7).toCompletableFuture().join()).isFalse();
    assertThat(cache.getAsync(8).toCompletableFuture().join()).isEqualTo("v8");
    assertThat(cache.getAsync(7).toCompletableFuture().join()).isNull();
    assertThatThrownBy(() -> cache.putAsync(null, "v")).isInstanceOf(NullPointerException.class);
  }

  @Test
  void whatIsUnderWayWhenTheManagerIsClosedFails() throws InterruptedException {
    CountDownLatch loading = new CountDownLatch(1);
    TestLoader<String, String> loader =
        new TestLoader<>(
            key -> {
              loading.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return "late";
            });
    LightningCache<String, String> cache =
        unwrap(
            caches.create(
                "c",
                new MutableConfiguration<String, String>()
                    .setReadThrough(true)
                    .setCacheLoaderFactory(() -> loader)));
    List<CompletionStage<String>> stages = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      stages.add(cache.getAsync("k" + i));
    }
    assertThat(loading.await(10, TimeUnit.SECONDS)).isTrue();
    caches.manager().close();
    for (CompletionStage<String> stage : stages) {
      assertThat(stage.toCompletableFuture()).isDone();
    }
    assertThat(stages.get(19).toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void everythingIsRefusedOnceItIsClosed() {
    LightningCache<String, String> cache = create("c");
    cache.close();
    assertThatThrownBy(cache::snapshot).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.put("a", "b", Duration.ofHours(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.expiresAt("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.ascending(null, null)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.transact(transaction -> null))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.getAsync("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.putAsync("a", "b")).isInstanceOf(IllegalStateException.class);
  }
}
