package io.lightningdb.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lightningdb.benchmarks.measure.Plan;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.processor.MutableEntry;
import javax.management.ObjectName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of every provider of JCache that takes part. */
final class CacheAdapterTest {

  private static final Plan PLAN =
      Plan.quick().toBuilder().entries(1_000).heapMib(256).cacheMib(16).build();

  private final Path directory;

  CacheAdapterTest(@TempDir Path directory) {
    this.directory = directory;
  }

  static Stream<CacheAdapter> adapters() {
    return Contenders.all().stream()
        .filter(CacheAdapter.class::isInstance)
        .map(CacheAdapter.class::cast);
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void itGivesBackWhatWasPut(CacheAdapter adapter) {
    try (OpenCache open = adapter.open(directory, PLAN)) {
      Cache<String, byte[]> cache = open.cache();
      cache.put("a", bytes("1"));
      cache.put("b", bytes("2"));
      cache.put("a", bytes("3"));
      assertThat(cache.get("a")).isEqualTo(bytes("3"));
      assertThat(cache.get("c")).isNull();
      assertThat(cache.getAll(Set.of("a", "b", "c")))
          .hasSize(2)
          .containsEntry("a", bytes("3"))
          .containsEntry("b", bytes("2"));
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void valuesAreCopies(CacheAdapter adapter) {
    try (OpenCache open = adapter.open(directory, PLAN)) {
      Cache<String, byte[]> cache = open.cache();
      byte[] value = bytes("1");
      cache.put("a", value);
      value[0] = 'x';
      assertThat(cache.get("a")).isEqualTo(bytes("1"));
      byte[] put = bytes("1");
      cache.putAll(Map.of("a", put));
      put[0] = 'x';
      cache.get("a")[0] = 'x';
      cache.getAll(Set.of("a")).get("a")[0] = 'x';
      assertThat(cache.get("a")).isEqualTo(bytes("1"));
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void whatAProcessorSetsIsCopied(CacheAdapter adapter) {
    assumeThat(adapter.id()).as("who keeps the array itself").isNotEqualTo("caffeine");
    try (OpenCache open = adapter.open(directory, PLAN)) {
      Cache<String, byte[]> cache = open.cache();
      cache.put("a", bytes("1"));
      byte[] set = bytes("2");
      cache.invoke(
          "a",
          (entry, arguments) -> {
            entry.setValue(set);
            return null;
          });
      set[0] = 'x';
      assertThat(cache.get("a")).isEqualTo(bytes("2"));
    }
  }

  /** The first to read waits for the other to read too, which only one without a lock would. */
  @ParameterizedTest
  @MethodSource("adapters")
  void aProcessorHasTheEntryForItself(CacheAdapter adapter) throws Exception {
    try (OpenCache open = adapter.open(directory, PLAN)) {
      Cache<String, byte[]> cache = open.cache();
      cache.put("a", new byte[Long.BYTES]);
      CountDownLatch bothHaveRead = new CountDownLatch(2);
      Callable<Void> increment =
          () -> {
            cache.invoke("a", (entry, arguments) -> increment(entry, bothHaveRead));
            return null;
          };
      ExecutorService executor = Executors.newFixedThreadPool(2);
      try {
        for (Future<Void> future : executor.invokeAll(List.of(increment, increment))) {
          future.get();
        }
      } finally {
        executor.shutdownNow();
      }
      assertThat(ByteBuffer.wrap(cache.get("a")).getLong()).isEqualTo(2);
    }
  }

  private static Void increment(MutableEntry<String, byte[]> entry, CountDownLatch bothHaveRead) {
    long count = ByteBuffer.wrap(entry.getValue()).getLong();
    bothHaveRead.countDown();
    try {
      bothHaveRead.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    entry.setValue(ByteBuffer.allocate(Long.BYTES).putLong(count + 1).array());
    return null;
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void itEvictsNothing(CacheAdapter adapter) {
    Map<String, byte[]> entries = new HashMap<>();
    for (int i = 0; i < PLAN.entries(); i++) {
      entries.put("key " + i, new byte[PLAN.valueBytes()]);
    }
    try (OpenCache open = adapter.open(directory, PLAN)) {
      open.cache().putAll(entries);
      assertThat(open.cache().getAll(entries.keySet())).hasSameSizeAs(entries);
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void whatItKeepsIsThereWhenItIsOpenedAnew(CacheAdapter adapter) {
    assumeThat(adapter.keepsEntries()).as(adapter.title() + " keeps entries").isTrue();
    try (OpenCache open = adapter.open(directory, PLAN)) {
      open.cache().put("a", bytes("1"));
    }
    try (OpenCache open = adapter.open(directory, PLAN)) {
      assertThat(open.cache().get("a")).isEqualTo(bytes("1"));
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void itCountsNothing(CacheAdapter adapter) throws Exception {
    try (OpenCache open = adapter.open(directory, PLAN)) {
      // Statistics would be seen here, if there were any.
      ObjectName statistics = new ObjectName("javax.cache:type=CacheStatistics,*");
      assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(statistics, null)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void itTellsWhatItIs(CacheAdapter adapter) {
    assertThat(adapter.version()).isNotBlank().doesNotContain("${");
    assertThat(adapter.settings(PLAN)).isNotBlank();
    assertThat(adapter.promise()).isNotBlank();
    assertThat(Contenders.named(adapter.id())).isSameAs(adapter);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
