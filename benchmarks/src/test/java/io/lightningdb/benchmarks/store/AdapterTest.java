package io.lightningdb.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of every store that takes part. */
final class AdapterTest {

  private static final Plan PLAN =
      Plan.quick().toBuilder().entries(1_000).heapMib(256).cacheMib(16).build();

  private final Path directory;

  AdapterTest(@TempDir Path directory) {
    this.directory = directory;
  }

  static Stream<StoreAdapter> adapters() {
    return Contenders.all().stream()
        .filter(StoreAdapter.class::isInstance)
        .map(StoreAdapter.class::cast)
        .filter(AdapterTest::loads);
  }

  /** A native library may be missing for this machine; a run says so, and goes on without. */
  private static boolean loads(StoreAdapter adapter) {
    try {
      adapter.load();
      return true;
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void whatIsCommittedIsThereAtOnceAndAfterReopening(StoreAdapter adapter) {
    for (Survives survives : Survives.values()) {
      Path own = Directories.empty(directory.resolve(survives.name()));
      try (Store store = adapter.open(own, survives, PLAN)) {
        put(store, "b", "2");
        put(store, "a", "1");
        put(store, "b", "3");
        assertThat(get(store, "a")).isEqualTo("1");
        assertThat(get(store, "b")).isEqualTo("3");
        assertThat(get(store, "c")).isNull();
      }
      try (Store store = adapter.open(own, survives, PLAN)) {
        assertThat(scan(store)).containsExactly("a=1", "b=3");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void aReaderSeesCommitsThatCameAfterIt(StoreAdapter adapter) {
    try (Store store = adapter.open(directory, Survives.PROCESS_END, PLAN);
        StoreReader reader = store.reader()) {
      assertThat(reader.get(bytes("a"))).isNull();
      put(store, "a", "1");
      assertThat(reader.get(bytes("a"))).isEqualTo(bytes("1"));
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void arraysBelongToTheCaller(StoreAdapter adapter) {
    try (Store store = adapter.open(directory, Survives.PROCESS_END, PLAN);
        StoreWriter writer = store.writer();
        StoreReader reader = store.reader()) {
      byte[] key = bytes("a");
      byte[] value = bytes("1");
      writer.put(key, value);
      key[0] = 'x';
      value[0] = 'x';
      writer.commit();
      byte[] answer = reader.get(bytes("a"));
      assertThat(answer).isEqualTo(bytes("1"));
      answer[0] = 'y';
      reader.scan(
          (scannedKey, keyLength, scannedValue, valueLength) -> {
            scannedKey[0] = 'z';
            scannedValue[0] = 'z';
          });
      assertThat(reader.get(bytes("a"))).isEqualTo(bytes("1"));
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void aScanGivesEntriesWhole(StoreAdapter adapter) {
    try (Store store = adapter.open(directory, Survives.PROCESS_END, PLAN)) {
      String key = "k".repeat(400);
      String value = "v".repeat(700);
      put(store, "a", "1");
      put(store, key, value);
      put(store, "z", "");
      assertThat(scan(store)).containsExactly("a=1", key + "=" + value, "z=");
      assertThat(scan(store, "b", 2)).containsExactly(key + "=" + value, "z=");
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void aShortScanBeginsAtItsKeyAndEndsAtItsLimit(StoreAdapter adapter) {
    try (Store store = adapter.open(directory, Survives.PROCESS_END, PLAN)) {
      for (String key : List.of("b", "d", "f", "h")) {
        put(store, key, key);
      }
      put(store, "\u00e4", "last"); // beyond 0x7F, where signed bytes would be negative
      assertThat(scan(store, "d", 2)).containsExactly("d=d", "f=f");
      assertThat(scan(store, "c", 2)).containsExactly("d=d", "f=f");
      assertThat(scan(store, "g", 100)).containsExactly("h=h", "\u00e4=last");
      assertThat(scan(store, "\u00ff", 100)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void compactingKeepsWhatIsThere(StoreAdapter adapter) {
    try (Store store = adapter.open(directory, Survives.PROCESS_END, PLAN)) {
      for (int i = 0; i < 100; i++) {
        put(store, "a", "old " + i);
        put(store, "b", "old " + i);
      }
      put(store, "a", "1");
      put(store, "b", "2");
    }
    boolean compacted = adapter.compact(directory, PLAN);
    assumeThat(compacted).as(adapter.title() + " has a way to compact").isTrue();
    try (Store store = adapter.open(directory, Survives.PROCESS_END, PLAN)) {
      assertThat(scan(store)).containsExactly("a=1", "b=2");
      put(store, "c", "3");
      assertThat(get(store, "c")).isEqualTo("3");
    }
  }

  static Stream<Arguments> transactions() {
    return adapters()
        .filter(TransactionalAdapter.class::isInstance)
        .map(TransactionalAdapter.class::cast)
        .flatMap(
            adapter ->
                Stream.of(TransactionKind.values())
                    .filter(adapter::has)
                    .map(kind -> Arguments.of(adapter, kind)));
  }

  @ParameterizedTest
  @MethodSource("transactions")
  void aTransactionReadsWhatItChanges(TransactionalAdapter adapter, TransactionKind kind) {
    try (TransactionalStore store =
            adapter.openTransactional(directory, Survives.PROCESS_END, PLAN, kind);
        Transactor transactor = store.transactor()) {
      put(store, "a", "1");
      for (String value : List.of("2", "3")) {
        boolean committed =
            transactor.transact(
                access -> {
                  assertThat(access.getToChange(bytes("c"))).isNull();
                  byte[] before = access.getToChange(bytes("a"));
                  access.put(bytes("a"), bytes(value));
                  access.put(bytes("b"), before);
                });
        assertThat(committed).isTrue();
      }
      assertThat(scan(store)).containsExactly("a=3", "b=2");
    }
  }

  static Stream<Arguments> optimisticTransactions() {
    return transactions().filter(arguments -> arguments.get()[1] != TransactionKind.PESSIMISTIC);
  }

  @ParameterizedTest
  @MethodSource("optimisticTransactions")
  void anOptimisticTransactionIsToldWhoWasFaster(
      TransactionalAdapter adapter, TransactionKind kind) {
    try (TransactionalStore store =
            adapter.openTransactional(directory, Survives.PROCESS_END, PLAN, kind);
        Transactor one = store.transactor();
        Transactor other = store.transactor()) {
      put(store, "a", "1");
      boolean committed =
          one.transact(
              access -> {
                access.getToChange(bytes("a"));
                boolean first = other.transact(inner -> inner.put(bytes("a"), bytes("2")));
                assertThat(first).isTrue();
                access.put(bytes("a"), bytes("3"));
              });
      assertThat(committed).isFalse();
      assertThat(get(store, "a")).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void itTellsWhatItIs(StoreAdapter adapter) {
    assertThat(adapter.version()).isNotBlank().doesNotContain("${");
    assertThat(adapter.settings(PLAN)).isNotBlank();
    for (Survives survives : Survives.values()) {
      assertThat(adapter.promise(survives)).isNotBlank();
    }
    assertThat(Contenders.named(adapter.id())).isSameAs(adapter);
  }

  private static void put(Store store, String key, String value) {
    try (StoreWriter writer = store.writer()) {
      writer.put(bytes(key), bytes(value));
      writer.commit();
    }
  }

  private static String get(Store store, String key) {
    try (StoreReader reader = store.reader()) {
      byte[] value = reader.get(bytes(key));
      return value == null ? null : text(value);
    }
  }

  private static List<String> scan(Store store) {
    List<String> found = new ArrayList<>();
    try (StoreReader reader = store.reader()) {
      reader.scan(
          (key, keyLength, value, valueLength) ->
              found.add(text(key, keyLength) + "=" + text(value, valueLength)));
    }
    return found;
  }

  private static List<String> scan(Store store, String from, int limit) {
    List<String> found = new ArrayList<>();
    try (StoreReader reader = store.reader()) {
      reader.scan(
          bytes(from),
          limit,
          (key, keyLength, value, valueLength) ->
              found.add(text(key, keyLength) + "=" + text(value, valueLength)));
    }
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return text(bytes, bytes.length);
  }

  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
