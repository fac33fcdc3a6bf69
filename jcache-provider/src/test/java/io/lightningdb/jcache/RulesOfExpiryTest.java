package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of the rules in {@link RulesTest} those of expiry. */
@Timeout(60)
class RulesOfExpiryTest {

  private static final int LIFE = 10;

  private final Caches caches = Caches.inMemory();
  private final TestPolicy policy = new TestPolicy();
  private final Events<String, String> events = new Events<>();
  private final TestLoader<String, String> loader =
      new TestLoader<>(key -> key.startsWith("loaded") ? "loaded" : null);
  private final Cache<String, String> cache =
      caches.create(
          "c",
          new MutableConfiguration<String, String>()
              .setExpiryPolicyFactory(() -> policy)
              .setStatisticsEnabled(true)
              .setReadThrough(true)
              .setCacheLoaderFactory(() -> loader)
              .addCacheEntryListenerConfiguration(events.synchronous()));

  @AfterEach
  void close() {
    caches.close();
  }

  private void pass(int minutes) {
    caches.clock.advance(Duration.ofMinutes(minutes));
  }

  private void invoke(String key, Consumer<MutableEntry<String, String>> work) {
    cache.invoke(
        key,
        (entry, arguments) -> {
          work.accept(entry);
          return null;
        });
  }

  private void loadAll(boolean replace) {
    CompletionListenerFuture future = new CompletionListenerFuture();
    cache.loadAll(Set.of("loaded"), replace, future);
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  // A put over an expired entry is a creation.

  private void assertCreatesOverExpired(String key, Runnable operation, Statistics counted) {
    policy.creation = () -> TestPolicy.minutes(LIFE);
    policy.update = () -> TestPolicy.minutes(1);
    cache.put(key, "old");
    pass(LIFE);
    policy.take();
    events.take();
    Statistics before = Statistics.of(cache);
    operation.run();
    assertThat(policy.take()).containsExactly("creation");
    assertThat(events.take())
        .hasSize(2)
        .startsWith("EXPIRED %s=old was old".formatted(key))
        .last()
        .asString()
        .startsWith("CREATED " + key);
    assertThat(Statistics.of(cache).minus(before)).isEqualTo(counted);
    pass(LIFE - 1);
    assertThat(cache.containsKey(key)).isTrue();
    pass(1);
    assertThat(cache.containsKey(key)).isFalse();
    cache.clear();
  }

  @Test
  void whateverPutsOverAnExpiredEntryCreatesANewOne() {
    assertCreatesOverExpired("a", () -> cache.put("a", "new"), new Statistics(0, 0, 1, 0));
    assertCreatesOverExpired(
        "a", () -> assertThat(cache.getAndPut("a", "new")).isNull(), new Statistics(0, 1, 1, 0));
    assertCreatesOverExpired(
        "a", () -> assertThat(cache.putIfAbsent("a", "new")).isTrue(), new Statistics(0, 1, 1, 0));
    assertCreatesOverExpired(
        "a", () -> cache.putAll(Map.of("a", "new")), new Statistics(0, 0, 1, 0));
    assertCreatesOverExpired(
        "a", () -> invoke("a", entry -> entry.setValue("new")), new Statistics(0, 1, 1, 0));
    assertCreatesOverExpired(
        "loaded",
        () -> assertThat(cache.get("loaded")).isEqualTo("loaded"),
        new Statistics(0, 1, 0, 0));
    assertCreatesOverExpired(
        "loaded",
        () -> assertThat(cache.getAll(Set.of("loaded"))).hasSize(1),
        new Statistics(0, 1, 0, 0));
    assertCreatesOverExpired("loaded", () -> loadAll(false), new Statistics(0, 0, 0, 0));
    assertCreatesOverExpired("loaded", () -> loadAll(true), new Statistics(0, 0, 0, 0));
  }

  @Test
  void whatNeedsAnEntryFindsNoneWhereOneHasExpired() {
    policy.creation = () -> TestPolicy.minutes(LIFE);
    for (Runnable operation :
        new Runnable[] {
          () -> assertThat(cache.replace("a", "new")).isFalse(),
          () -> assertThat(cache.replace("a", "old", "new")).isFalse(),
          () -> assertThat(cache.getAndReplace("a", "new")).isNull(),
          () -> assertThat(cache.remove("a", "old")).isFalse(),
          () -> assertThat(cache.getAndRemove("a")).isNull(),
          () -> assertThat(cache.get("a")).isNull()
        }) {
      cache.put("a", "old");
      pass(LIFE);
      policy.take();
      events.take();
      Statistics before = Statistics.of(cache);
      operation.run();
      assertThat(policy.take()).isEmpty();
      assertThat(events.take()).containsExactly("EXPIRED a=old was old");
      assertThat(Statistics.of(cache).minus(before)).isEqualTo(new Statistics(0, 1, 0, 0));
    }
  }

  // When the policy is asked.

  private void assertAsked(Runnable operation, String... questions) {
    policy.take();
    operation.run();
    assertThat(policy.take()).containsExactly(questions);
  }

  @Test
  void loadingAsksAsTheTableSays() {
    assertAsked(() -> cache.containsKey("loaded"));
    assertAsked(() -> cache.get("loaded"), "creation");
    assertAsked(() -> cache.get("loaded"), "access");
    assertAsked(() -> loadAll(false));
    assertAsked(() -> loadAll(true), "update");
    assertAsked(() -> cache.getAll(Set.of("loaded", "loaded2", "none")), "access", "creation");
    assertAsked(() -> invoke("loaded3", MutableEntry::exists));
    assertAsked(() -> invoke("loaded3", MutableEntry::getValue), "creation");
    assertAsked(() -> invoke("none", MutableEntry::getValue));
  }

  @Test
  void ofAnEntryProcessorsCallsOnlyGetValueOfWhatIsThereIsAnAccess() {
    cache.put("a", "1");
    assertAsked(() -> invoke("a", MutableEntry::getKey));
    assertAsked(() -> invoke("a", MutableEntry::exists));
    assertAsked(() -> invoke("a", MutableEntry::remove));
    assertAsked(() -> invoke("a", entry -> entry.setValue("2")), "creation");
    assertAsked(() -> invoke("a", entry -> entry.setValue("3")), "update");
    assertAsked(
        () ->
            invoke(
                "a",
                entry -> {
                  entry.setValue("4");
                  assertThat(entry.getValue()).isEqualTo("4");
                }),
        "update");
    assertAsked(
        () ->
            cache.invokeAll(
                new LinkedHashSet<>(List.of("a", "b")),
                (entry, arguments) -> {
                  entry.setValue("5");
                  return null;
                }),
        "update",
        "creation");
  }

  @Test
  void putAllAsksOnceForEachOfManyEntriesWithListenersToo() {
    Map<String, String> batch = new HashMap<>();
    for (int i = 0; i < Chunks.ENTRIES_MAX + 10; i++) {
      batch.put("key" + i, "v");
    }
    policy.take();
    cache.putAll(batch);
    assertThat(policy.take()).hasSize(batch.size()).containsOnly("creation");
    cache.putAll(batch);
    assertThat(policy.take()).hasSize(batch.size()).containsOnly("update");
  }

  @Test
  void whatIsNoAccessAndNoUpdateLeavesTheTimeAlone() {
    policy.creation = () -> TestPolicy.minutes(LIFE);
    policy.access = () -> TestPolicy.minutes(100);
    policy.update = () -> TestPolicy.minutes(100);
    cache.put("a", "1");
    pass(LIFE - 1);
    assertThat(cache.containsKey("a")).isTrue();
    assertThat(cache.putIfAbsent("a", "2")).isFalse();
    invoke("a", entry -> assertThat(entry.exists()).isTrue());
    assertThat(cache.iterator().hasNext()).isTrue();
    pass(1);
    assertThat(cache.containsKey("a")).isFalse();
  }

  @Test
  void anUpdateMakesNoEntryEternalThatThePolicyGivesATime() {
    Cache<String, String> modified =
        caches.create(
            "modified",
            new MutableConfiguration<String, String>()
                .setExpiryPolicyFactory(
                    ModifiedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(TimeUnit.MINUTES, LIFE))));
    modified.put("a", "1");
    for (Runnable update :
        new Runnable[] {
          () -> modified.put("a", "2"),
          () -> modified.getAndPut("a", "3"),
          () -> modified.replace("a", "4"),
          () -> modified.replace("a", "4", "5"),
          () -> modified.getAndReplace("a", "6"),
          () -> modified.putAll(Map.of("a", "7"))
        }) {
      pass(LIFE - 1);
      update.run();
    }
    pass(LIFE - 1);
    assertThat(modified.containsKey("a")).isTrue();
    pass(1);
    assertThat(modified.containsKey("a")).isFalse();
  }

  @Test
  void zeroOnCreationByLoadingGivesTheValueAndKeepsNothing() {
    policy.creation = () -> javax.cache.expiry.Duration.ZERO;
    assertThat(cache.get("loaded")).isEqualTo("loaded");
    assertThat(cache.getAll(Set.of("loaded"))).containsEntry("loaded", "loaded");
    assertThat(cache.<String>invoke("loaded", (entry, arguments) -> entry.getValue()))
        .isEqualTo("loaded");
    assertThat(cache.containsKey("loaded")).isFalse();
    assertThat(events.take()).isEmpty();
    assertThat(Statistics.of(cache)).isEqualTo(new Statistics(0, 3, 0, 0));
  }

  @Test
  void zeroOnUpdateOrAccessEndsTheEntryWhateverTheOperation() {
    for (Runnable operation :
        new Runnable[] {
          () -> cache.put("a", "2"),
          () -> assertThat(cache.getAndPut("a", "2")).isEqualTo("1"),
          () -> assertThat(cache.replace("a", "2")).isTrue(),
          () -> assertThat(cache.replace("a", "1", "2")).isTrue(),
          () -> assertThat(cache.replace("a", "no", "2")).isFalse(),
          () -> assertThat(cache.remove("a", "no")).isFalse(),
          () -> assertThat(cache.getAndReplace("a", "2")).isEqualTo("1"),
          () -> cache.putAll(Map.of("a", "2")),
          () -> invoke("a", entry -> entry.setValue("2")),
          () -> invoke("a", entry -> assertThat(entry.getValue()).isEqualTo("1")),
          () -> assertThat(cache.get("a")).isEqualTo("1"),
          () -> assertThat(cache.getAll(Set.of("a"))).containsEntry("a", "1"),
          () -> assertThat(cache.iterator().next().getValue()).isEqualTo("1")
        }) {
      policy.update = () -> javax.cache.expiry.Duration.ZERO;
      policy.access = policy.update;
      cache.put("a", "1");
      operation.run();
      assertThat(cache.containsKey("a")).isFalse();
      assertThat(events.take()).last().asString().startsWith("EXPIRED a=");
    }
  }

  // An exception of the policy.

  @Test
  void ifThePolicyFailsEveryOperationDoesItsWorkAndNoEntryVanishes() {
    policy.creation =
        () -> {
          throw new IllegalStateException("policy");
        };
    policy.access = policy.creation;
    policy.update = policy.creation;
    assertThat(cache.getAndPut("a", "1")).isNull();
    assertThat(cache.putIfAbsent("b", "1")).isTrue();
    cache.putAll(Map.of("a", "2", "c", "2"));
    assertThat(cache.getAll(Set.of("a", "b", "c"))).isEqualTo(Map.of("a", "2", "b", "1", "c", "2"));
    assertThat(cache.remove("a", "no")).isFalse();
    assertThat(cache.replace("a", "no", "x")).isFalse();
    assertThat(cache.replace("a", "2", "3")).isTrue();
    assertThat(cache.getAndReplace("a", "4")).isEqualTo("3");
    invoke("a", entry -> entry.setValue(entry.getValue() + "5"));
    assertThat(cache.get("loaded")).isEqualTo("loaded");
    pass(1_000_000);
    assertThat(cache)
        .extracting(Cache.Entry::getKey, Cache.Entry::getValue)
        .containsExactly(
            tuple("a", "45"), tuple("b", "1"), tuple("c", "2"), tuple("loaded", "loaded"));
  }

  @Test
  void aPolicyThatFailsLeavesTheTimeOfAnEntryThatHasOne() {
    policy.creation = () -> TestPolicy.minutes(LIFE);
    policy.access =
        () -> {
          throw new IllegalStateException("policy");
        };
    policy.update = policy.access;
    cache.put("a", "1");
    cache.put("a", "2");
    pass(LIFE - 1);
    assertThat(cache.get("a")).isEqualTo("2");
    pass(1);
    assertThat(cache.get("a")).isNull();
  }
}
