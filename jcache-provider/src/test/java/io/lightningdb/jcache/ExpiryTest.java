package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExpiryTest {

  private final Caches caches = Caches.inMemory();
  private final TestPolicy policy = new TestPolicy();
  private final Events<String, String> events = new Events<>();
  private final Cache<String, String> cache =
      caches.create(
          "c",
          new MutableConfiguration<String, String>()
              .setExpiryPolicyFactory(() -> policy)
              .setStatisticsEnabled(true)
              .addCacheEntryListenerConfiguration(events.synchronous()));

  @AfterEach
  void close() {
    caches.close();
  }

  private void pass(int minutes) {
    caches.clock.advance(Duration.ofMinutes(minutes));
  }

  private boolean isStored(String name) {
    try (var cursor = caches.manager().getCache(name).unwrap(Keyspace.class).cursor()) {
      return cursor.next();
    }
  }

  @Test
  void puttingOverAnExpiredEntryCreatesANewOne() {
    policy.creation = () -> TestPolicy.minutes(10);
    cache.put("a", "1");
    pass(11);
    assertThat(policy.take()).containsExactly("creation");
    events.take();
    cache.put("a", "2");
    assertThat(policy.take()).containsExactly("creation");
    assertThat(events.take()).containsExactly("EXPIRED a=1 was 1", "CREATED a=2");
    pass(9);
    assertThat(cache.get("a")).isEqualTo("2");
    pass(1);
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void aPolicyOfTheSpecificationWorksTheSameOverAnExpiredEntry() {
    Cache<String, String> created =
        caches.create(
            "created",
            new MutableConfiguration<String, String>()
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(TimeUnit.MINUTES, 5))));
    for (int i = 0; i < 3; i++) {
      created.put("a", "b");
      pass(4);
      assertThat(created.get("a")).isEqualTo("b");
      pass(2);
      assertThat(created.containsKey("a")).isFalse();
    }
  }

  @Test
  void thePolicyIsAskedAsTheTableInTheSpecificationSays() {
    assertAsked(() -> cache.containsKey("a"));
    assertAsked(() -> cache.get("a"));
    assertAsked(() -> cache.getAll(Set.of("a", "b")));
    assertAsked(() -> cache.put("a", "1"), "creation");
    assertAsked(() -> cache.put("a", "2"), "update");
    assertAsked(() -> cache.containsKey("a"));
    assertAsked(() -> cache.get("a"), "access");
    assertAsked(() -> cache.getAll(Set.of("a", "b")), "access");
    assertAsked(() -> cache.getAndPut("a", "3"), "update");
    assertAsked(() -> cache.getAndPut("b", "3"), "creation");
    assertAsked(() -> cache.getAndRemove("b"));
    assertAsked(() -> cache.getAndRemove("b"));
    assertAsked(() -> cache.getAndReplace("b", "4"));
    assertAsked(() -> cache.getAndReplace("a", "4"), "update");
    assertAsked(() -> cache.iterator().next(), "access");
    assertAsked(() -> assertThat(cache.iterator().hasNext()).isTrue());
    assertAsked(() -> cache.putIfAbsent("a", "5"));
    assertAsked(() -> cache.putIfAbsent("b", "5"), "creation");
    assertAsked(() -> cache.remove("b", "no"), "access");
    assertAsked(() -> cache.remove("b", "5"));
    assertAsked(() -> cache.remove("b", "5"));
    assertAsked(() -> cache.remove("b"));
    assertAsked(() -> cache.replace("b", "6"));
    assertAsked(() -> cache.replace("a", "6"), "update");
    assertAsked(() -> cache.replace("a", "no", "7"), "access");
    assertAsked(() -> cache.replace("a", "6", "7"), "update");
    assertAsked(() -> cache.replace("b", "6", "7"));
    assertAsked(() -> cache.remove("a"));
    assertAsked(() -> cache.removeAll());
    assertAsked(() -> cache.clear());
  }

  private void assertAsked(Runnable operation, String... questions) {
    policy.take();
    operation.run();
    assertThat(policy.take()).containsExactly(questions);
  }

  @Test
  void thePolicyIsAskedOnceForEachEntryOfABatch() {
    cache.put("a", "1");
    assertAsked(
        () -> cache.putAll(new LinkedHashMap<>(Map.of("a", "2", "b", "2", "c", "2"))),
        "update",
        "creation",
        "creation");
    assertAsked(() -> cache.removeAll(Set.of("a", "b")));
  }

  @Test
  void thePolicyIsAskedWithStatisticsOff() {
    caches.manager().enableStatistics("c", false);
    cache.put("a", "1");
    assertAsked(() -> cache.get("a"), "access");
  }

  @Test
  void anEntryProcessorAccessesAndUpdatesOnce() {
    cache.put("a", "1");
    assertAsked(
        () ->
            cache.invoke(
                "a",
                (entry, arguments) -> {
                  entry.getValue();
                  entry.setValue("2");
                  entry.getValue();
                  entry.setValue("3");
                  return null;
                }),
        "access",
        "update");
    assertAsked(() -> cache.<Boolean>invoke("a", (entry, arguments) -> entry.exists()));
    assertAsked(
        () ->
            cache.invoke(
                "new",
                (entry, arguments) -> {
                  entry.setValue("1");
                  return entry.getValue();
                }),
        "creation");
    assertAsked(
        () ->
            cache.invoke(
                "a",
                (entry, arguments) -> {
                  entry.getValue();
                  entry.remove();
                  return null;
                }),
        "access");
  }

  @Test
  void nullLeavesTheTimeOfExpiryAlone() {
    policy.creation = () -> TestPolicy.minutes(10);
    cache.put("a", "1");
    pass(6);
    cache.put("a", "2");
    assertThat(cache.get("a")).isEqualTo("2");
    pass(3);
    assertThat(cache.get("a")).isEqualTo("2");
    pass(1);
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void anAccessProlongsTheLifeOfAnEntry() {
    policy.creation = () -> TestPolicy.minutes(10);
    policy.access = () -> TestPolicy.minutes(10);
    cache.put("a", "1");
    for (int i = 0; i < 5; i++) {
      pass(9);
      assertThat(cache.get("a")).isEqualTo("1");
    }
    pass(9);
    assertThat(cache.containsKey("a")).isTrue();
    pass(1);
    assertThat(cache.containsKey("a")).isFalse();
  }

  @Test
  void anAccessThatShortensTheLifeCountsToo() {
    policy.access = () -> TestPolicy.minutes(1);
    cache.put("a", "1");
    pass(100);
    assertThat(cache.replace("a", "no", "2")).isFalse();
    pass(1);
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void zeroOnCreationPutsNothingAndCountsNothing() throws Exception {
    policy.creation = () -> javax.cache.expiry.Duration.ZERO;
    cache.put("a", "1");
    assertThat(cache.getAndPut("a", "1")).isNull();
    assertThat(cache.putIfAbsent("a", "1")).isFalse();
    cache.putAll(Map.of("a", "1", "b", "2"));
    cache.invoke(
        "a",
        (entry, arguments) -> {
          entry.setValue("1");
          return null;
        });
    assertThat(cache.iterator().hasNext()).isFalse();
    assertThat(events.take()).isEmpty();
    assertThat(isStored("c")).isFalse();
    assertThat(Statistics.of(cache).puts()).isZero();
  }

  @Test
  void zeroOnUpdateEndsAnEntryAtOnce() {
    policy.update = () -> javax.cache.expiry.Duration.ZERO;
    cache.put("a", "1");
    events.take();
    cache.put("a", "2");
    assertThat(events.take()).containsExactly("UPDATED a=2 was 1", "EXPIRED a=2 was 2");
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(isStored("c")).isFalse();
  }

  @Test
  void zeroOnAccessGivesTheValueOnceMore() {
    policy.access = () -> javax.cache.expiry.Duration.ZERO;
    cache.put("a", "1");
    events.take();
    assertThat(cache.get("a")).isEqualTo("1");
    assertThat(events.take()).containsExactly("EXPIRED a=1 was 1");
    assertThat(cache.get("a")).isNull();
    assertThat(isStored("c")).isFalse();
  }

  @Test
  void aPolicyThatFailsMakesNoEntryVanish() {
    RuntimeException failure = new IllegalStateException("policy");
    policy.creation =
        () -> {
          throw failure;
        };
    policy.access = policy.creation;
    policy.update = policy.creation;
    cache.put("a", "1");
    cache.put("a", "2");
    pass(1_000_000);
    assertThat(cache.get("a")).isEqualTo("2");
    // And one without an answer for a new entry makes it eternal too.
    policy.creation = () -> null;
    cache.put("b", "1");
    pass(1_000_000);
    assertThat(cache.get("b")).isEqualTo("1");
  }

  @Test
  void aDurationLongerThanTimeItselfIsForever() {
    policy.creation = () -> new javax.cache.expiry.Duration(TimeUnit.DAYS, Long.MAX_VALUE);
    cache.put("a", "1");
    pass(1_000_000);
    assertThat(cache.get("a")).isEqualTo("1");
  }

  @Test
  void anExpiredEntryIsInvisibleEverywhere() throws Exception {
    policy.creation = () -> TestPolicy.minutes(1);
    Map<String, String> all = Map.of("a", "1", "b", "1", "c", "1", "d", "1", "e", "1");
    cache.putAll(all);
    pass(1);
    events.take();
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(cache.getAll(all.keySet())).isEmpty();
    assertThat(events.take()).hasSize(5).allMatch(event -> event.startsWith("EXPIRED"));
    cache.putAll(all);
    pass(1);
    events.take();
    assertThat(cache.iterator().hasNext()).isFalse();
    assertThat(events.take()).hasSize(5);
    cache.putAll(all);
    pass(1);
    assertThat(cache.getAndRemove("a")).isNull();
    assertThat(cache.remove("b")).isFalse();
    assertThat(cache.replace("c", "2")).isFalse();
    assertThat(cache.remove("d", "1")).isFalse();
    assertThat(cache.<Boolean>invoke("e", (entry, arguments) -> entry.exists())).isFalse();
    assertThat(isStored("c")).isFalse();
    Statistics before = Statistics.of(cache);
    cache.putAll(all);
    pass(1);
    cache.removeAll();
    assertThat(Statistics.of(cache).removals()).isEqualTo(before.removals());
  }

  @Test
  void theTimeOfExpirySurvivesARestart() {
    policy.creation = () -> TestPolicy.minutes(10);
    cache.put("a", "1");
    caches.manager().getCache("c").close();
    Cache<String, String> again = caches.create("c");
    pass(9);
    assertThat(again.get("a")).isEqualTo("1");
    pass(1);
    assertThat(again.get("a")).isNull();
  }

  /** Reading costs no sync, whether it touches an entry or finds one expired. */
  @Test
  void readingNeverWaitsForTheDevice(@TempDir Path directory) {
    try (Caches onDisk = Caches.in(directory)) {
      Cache<Integer, String> sessions =
          onDisk.create(
              "sessions",
              new MutableConfiguration<Integer, String>()
                  .setExpiryPolicyFactory(
                      TouchedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR)));
      for (int i = 0; i < 200; i++) {
        sessions.putAll(Map.of(i, "v"));
      }
      LocalDatabase db = sessions.unwrap(LocalDatabase.class);
      DatabaseStatistics before = db.statistics();
      for (int i = 0; i < 200; i++) {
        onDisk.clock.advance(Duration.ofMillis(1));
        assertThat(sessions.get(i)).isEqualTo("v");
      }
      onDisk.clock.advance(Duration.ofHours(2));
      for (int i = 0; i < 200; i++) {
        assertThat(sessions.get(i)).isNull();
      }
      DatabaseStatistics after = db.statistics();
      assertThat(after.commits() - before.commits()).isEqualTo(400);
      // Now and then the database syncs by itself.
      assertThat(after.syncs() - before.syncs()).isLessThan(100);
    }
  }

  @Test
  void theSweeperRemovesWhatNobodyAsksFor() throws InterruptedException {
    try (Caches swept = Caches.sweptInMemory()) {
      Events<Integer, String> heard = new Events<>();
      Cache<Integer, String> many =
          swept.create(
              "many",
              new MutableConfiguration<Integer, String>()
                  .setExpiryPolicyFactory(
                      CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE))
                  .addCacheEntryListenerConfiguration(heard.synchronous()));
      for (int i = 0; i < 2_000; i++) {
        many.put(i, "v");
      }
      heard.take();
      swept.clock.advance(Duration.ofMinutes(1));
      int expired = 0;
      while (expired < 2_000) {
        expired += heard.take().size();
        Thread.sleep(5);
      }
      assertThat(expired).isEqualTo(2_000);
      try (var cursor = many.unwrap(Keyspace.class).cursor()) {
        assertThat(cursor.next()).isFalse();
      }
    }
  }

  @Test
  void loadingCountsAsCreationAndReplacingAsUpdate() throws Exception {
    TestPolicy loadPolicy = new TestPolicy();
    Cache<String, String> loading =
        caches.create(
            "loading",
            new MutableConfiguration<String, String>()
                .setExpiryPolicyFactory(() -> loadPolicy)
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> new TestLoader<>(key -> key)));
    loading.get("a");
    assertThat(loadPolicy.take()).containsExactly("creation");
    CompletionListenerFuture future = new CompletionListenerFuture();
    loading.loadAll(Set.of("a"), true, future);
    future.get(10, TimeUnit.SECONDS);
    assertThat(loadPolicy.take()).containsExactly("update");
  }

  @Test
  void anIteratorNeverGivesNothing() {
    policy.creation = () -> TestPolicy.minutes(1);
    cache.put("a", "1");
    cache.put("b", "1");
    Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
    assertThat(iterator.hasNext()).isTrue();
    pass(5);
    // It was announced, so it is given; the other one is not.
    assertThat(iterator.next().getValue()).isEqualTo("1");
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(java.util.NoSuchElementException.class);
  }

  @Test
  void touchingNeverUndoesAnUpdate() throws Exception {
    Cache<String, Integer> touched =
        caches.create(
            "touched",
            new MutableConfiguration<String, Integer>()
                .setExpiryPolicyFactory(
                    TouchedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_DAY)));
    touched.put("a", 0);
    Thread reader =
        io.lightningdb.internal.testing.Threads.start(
            () -> {
              int last = 0;
              while (last < 2_000) {
                caches.clock.advance(Duration.ofMillis(1));
                int now = touched.get("a");
                assertThat(now).isGreaterThanOrEqualTo(last);
                last = now;
              }
            });
    for (int i = 0; i < 2_000; i++) {
      touched.<Integer>invoke(
          "a",
          (entry, arguments) -> {
            entry.setValue(entry.getValue() + 1);
            return null;
          });
    }
    io.lightningdb.internal.testing.Threads.join(reader);
    assertThat(touched.get("a")).isEqualTo(2_000);
  }
}
