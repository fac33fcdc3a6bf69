package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Of the rules in {@link RulesTest} those of entry processors. */
@Timeout(60)
class RulesOfEntryProcessorsTest {

  private final Caches caches = Caches.inMemory();
  private final TestPolicy policy = new TestPolicy();
  private final Events<String, List<String>> events = new Events<>();
  private final TestWriter<String, List<String>> writer = new TestWriter<>();
  private final TestLoader<String, List<String>> loader =
      new TestLoader<>(key -> key.startsWith("loaded") ? List.of("loaded") : null);
  private final Cache<String, List<String>> cache =
      caches.create(
          "c",
          new MutableConfiguration<String, List<String>>()
              .setExpiryPolicyFactory(() -> policy)
              .setStatisticsEnabled(true)
              .setReadThrough(true)
              .setCacheLoaderFactory(() -> loader)
              .setWriteThrough(true)
              .setCacheWriterFactory(() -> writer)
              .addCacheEntryListenerConfiguration(events.synchronous()));

  @AfterEach
  void close() {
    caches.close();
  }

  private void invoke(String key, Consumer<MutableEntry<String, List<String>>> work) {
    cache.invoke(
        key,
        (entry, arguments) -> {
          work.accept(entry);
          return null;
        });
  }

  // It runs once.

  @Test
  void aProcessorRunsOnceWhereAnEntryHasExpired() {
    policy.creation = () -> TestPolicy.minutes(1);
    cache.put("a", List.of("1"));
    caches.clock.advance(Duration.ofMinutes(1));
    AtomicInteger runs = new AtomicInteger();
    invoke("a", entry -> entry.setValue(List.of("run " + runs.incrementAndGet())));
    assertThat(runs).hasValue(1);
    assertThat(cache.get("a")).containsExactly("run 1");
  }

  @Test
  void aProcessorRunsOnceIfWhatFollowsFails() {
    AtomicInteger runs = new AtomicInteger();
    writer.failure = new IllegalStateException("writer");
    assertThatThrownBy(
            () ->
                invoke(
                    "a",
                    entry -> {
                      runs.incrementAndGet();
                      entry.setValue(List.of("1"));
                    }))
        .isInstanceOf(CacheException.class);
    assertThat(runs).hasValue(1);
    assertThatThrownBy(
            () ->
                invoke(
                    "a",
                    entry -> {
                      throw new IllegalStateException("run " + runs.incrementAndGet());
                    }))
        .isInstanceOf(EntryProcessorException.class);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aProcessorRunsOnceForEachKeyOnDiskBesideOthers(@TempDir Path directory) {
    try (Caches onDisk = Caches.in(directory)) {
      Cache<Integer, Integer> counters = onDisk.create("counters");
      AtomicInteger runs = new AtomicInteger();
      Threads.run(
          4,
          thread -> {
            for (int i = 0; i < 20; i++) {
              counters.invokeAll(
                  Set.of(1, 2, 3),
                  (entry, arguments) -> {
                    runs.incrementAndGet();
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                  });
            }
          });
      assertThat(runs).hasValue(4 * 20 * 3);
      assertThat(counters.getAll(Set.of(1, 2, 3))).isEqualTo(Map.of(1, 80, 2, 80, 3, 80));
    }
  }

  // It is atomic.

  /** Runs an operation in another thread in the middle of a processor that puts "new". */
  private <T> T besideAProcessor(Cache<String, String> plain, Supplier<T> operation) {
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Thread> other = new AtomicReference<>();
    plain.invoke(
        "a",
        (entry, arguments) -> {
          assertThat(entry.getValue()).isEqualTo("old");
          Thread thread = Threads.start(() -> result.set(operation.get()));
          other.set(thread);
          awaitWaiting(thread);
          entry.setValue("new");
          return null;
        });
    Threads.join(other.get());
    return result.get();
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).as("the operation waits for the processor").isTrue();
      Threads.pause();
    }
  }

  @Test
  void everyOperationThatChangesAKeyWaitsForTheProcessorAndSeesWhatItLeft() {
    Cache<String, String> plain = caches.create("plain");
    List<Supplier<Object>> operations =
        List.of(
            () -> plain.getAndPut("a", "x").equals("new"),
            () -> !plain.putIfAbsent("a", "x"),
            () -> plain.getAndReplace("a", "x").equals("new"),
            () -> plain.replace("a", "new", "x"),
            () -> !plain.replace("a", "old", "x"),
            () -> plain.getAndRemove("a").equals("new"),
            () -> plain.remove("a", "new"),
            () -> !plain.remove("a", "old"),
            () -> plain.<String>invoke("a", (e, arguments) -> e.getValue()).equals("new"),
            () -> {
              plain.put("a", "x");
              return plain.get("a").equals("x");
            },
            () -> {
              plain.putAll(Map.of("a", "x", "b", "x"));
              return plain.get("a").equals("x");
            },
            () -> {
              plain.removeAll(Set.of("a"));
              return !plain.containsKey("a");
            },
            () -> plain.remove("a") && !plain.containsKey("a"));
    for (int i = 0; i < operations.size(); i++) {
      plain.put("a", "old");
      assertThat(besideAProcessor(plain, operations.get(i))).as("operation %d", i).isEqualTo(true);
    }
  }

  // Its net effect.

  private void assertNet(
      Consumer<MutableEntry<String, List<String>>> work,
      String key,
      List<String> told,
      List<String> written,
      Statistics counted) {
    events.take();
    writer.take();
    Statistics before = Statistics.of(cache);
    invoke(key, work);
    assertThat(events.take()).isEqualTo(told);
    assertThat(writer.take()).isEqualTo(written);
    assertThat(Statistics.of(cache).minus(before)).isEqualTo(counted);
  }

  @Test
  void removedAndSetAgainIsOneUpdateOrOneCreation() {
    cache.put("there", List.of("1"));
    Consumer<MutableEntry<String, List<String>>> removeAndSet =
        entry -> {
          entry.remove();
          assertThat(entry.exists()).isFalse();
          assertThat(entry.getValue()).isNull();
          entry.setValue(List.of("2"));
          assertThat(entry.exists()).isTrue();
        };
    assertNet(
        removeAndSet,
        "there",
        List.of("UPDATED there=[2] was [1]"),
        List.of("write there=[2]"),
        new Statistics(1, 0, 1, 0));
    assertNet(
        removeAndSet,
        "absent",
        List.of("CREATED absent=[2]"),
        List.of("write absent=[2]"),
        new Statistics(0, 1, 1, 0));
  }

  @Test
  void loadedAndSetIsOneCreationAndOneWrite() {
    assertNet(
        entry -> {
          assertThat(entry.getValue()).containsExactly("loaded");
          entry.setValue(List.of("1"));
        },
        "loaded",
        List.of("CREATED loaded=[1]"),
        List.of("write loaded=[1]"),
        new Statistics(0, 1, 1, 0));
  }

  @Test
  void ofAFailureNothingIsLeftWhateverWasDoneBefore() {
    cache.put("a", List.of("1"));
    events.take();
    writer.take();
    Statistics before = Statistics.of(cache);
    for (String key : List.of("a", "absent", "loaded")) {
      assertThatThrownBy(
              () ->
                  invoke(
                      key,
                      entry -> {
                        entry.getValue();
                        entry.setValue(List.of("2"));
                        entry.remove();
                        throw new IllegalStateException("processor");
                      }))
          .isInstanceOf(EntryProcessorException.class);
    }
    assertThat(events.take()).isEmpty();
    assertThat(writer.take()).isEmpty();
    assertThat(Statistics.of(cache).minus(before)).isEqualTo(new Statistics(0, 0, 0, 0));
    assertThat(cache).extracting(Cache.Entry::getKey).containsExactly("a");
  }

  // Its value is a copy.

  @Test
  void whatAProcessorChangesInAValueWithoutSettingItChangesNothing() {
    cache.put("a", new ArrayList<>(List.of("1")));
    cache.get("a");
    AtomicReference<List<String>> seen = new AtomicReference<>();
    assertNet(
        entry -> {
          seen.set(entry.getValue());
          entry.getValue().add("2");
        },
        "a",
        List.of(),
        List.of(),
        new Statistics(1, 0, 0, 0));
    seen.get().add("3");
    assertThat(cache.get("a")).containsExactly("1");
    List<String> set = new ArrayList<>(List.of("4"));
    invoke("a", entry -> entry.setValue(set));
    set.add("5");
    assertThat(cache.get("a")).containsExactly("4");
  }

  // Its exceptions.

  @Test
  void whatTheWriterThrowsIsACacheWriterExceptionForRemovalsToo() {
    cache.put("a", List.of("1"));
    writer.failure = new IllegalStateException("writer");
    assertThatThrownBy(() -> invoke("a", MutableEntry::remove))
        .isInstanceOf(CacheWriterException.class)
        .hasCause(writer.failure);
    assertThat(cache.get("a")).containsExactly("1");
  }

  @Test
  void ofInvokeAllEachKeyHasItsOwnException() {
    cache.put("bad", List.of("old"));
    writer.failure = new IllegalStateException("writer");
    writer.failingKeys = Set.of("bad");
    Map<String, EntryProcessorResult<String>> results =
        cache.invokeAll(
            Set.of("good", "bad"),
            (entry, arguments) -> {
              entry.setValue(List.of("new"));
              return "done";
            });
    assertThat(results.get("good").get()).isEqualTo("done");
    assertThatThrownBy(() -> results.get("bad").get())
        .isInstanceOf(CacheException.class)
        .hasRootCause(writer.failure);
    assertThat(cache.get("good")).containsExactly("new");
    assertThat(cache.get("bad")).containsExactly("old");
  }

  // An absent entry of bytes.

  @Test
  void everyProcessorWorksOnAnAbsentEntryOfBytes() {
    Cache<String, byte[]> bytes =
        caches.create(
            "bytes",
            new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
    assertThat(bytes.<byte[]>invoke("a", (entry, arguments) -> entry.getValue())).isNull();
    assertThat(bytes.<Boolean>invoke("a", (entry, arguments) -> entry.exists())).isFalse();
    bytes.invoke(
        "a",
        (entry, arguments) -> {
          entry.remove();
          return null;
        });
    assertThat(
            bytes.invokeAll(
                Set.of("a", "b"),
                (entry, arguments) -> {
                  entry.setValue(new byte[0]);
                  return entry.getValue().length;
                }))
        .hasSize(2)
        .allSatisfy((key, result) -> assertThat(result.get()).isZero());
    assertThat(bytes.get("a")).isEmpty();
  }
}
