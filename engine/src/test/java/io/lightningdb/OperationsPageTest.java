package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.ChildJvm;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Claims of {@code docs/operations.md} that no other test backs. */
@Timeout(120)
class OperationsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final Pattern LIMIT = Pattern.compile("\\| `([A-Z_]+)` \\| ([0-9]+) \\|.*");

  @TempDir private Path directory;

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  @Test
  void thePageNamesAllLimitsWithTheirValues() throws IOException, IllegalAccessException {
    List<String> told = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = LIMIT.matcher(line);
      if (row.matches()) {
        told.add(row.group(1) + " " + row.group(2));
      }
    }
    List<String> declared = new ArrayList<>();
    for (Field field : Limits.class.getFields()) {
      declared.add(field.getName() + " " + field.getInt(null));
    }
    assertThat(told).containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void settingsHaveTheRangesOfThePage() {
    Options.Builder options = Options.builder();
    options.syncInterval(Duration.ofMillis(1)).syncInterval(Duration.ofHours(1));
    options.memoryBytes(1 << 20).memoryBytes(1L << 50);
    options.memtableBytes(64 << 10).memtableBytes(1 << 30).cacheBytes(0).cacheBytes(1L << 50);
    options.logSegmentBytes(4 << 10).logSegmentBytes(1 << 30);
    options.treeSegmentBytes(16 << 10).treeSegmentBytes(1 << 30);
    options.openTransactionsMax(1).openTransactionsMax(1 << 24);
    options.transactionTimeout(Duration.ZERO).transactionTimeout(Duration.ofMillis(1));
    options.transactionTimeout(Duration.ofDays(365)).snapshotAgeMax(Duration.ZERO);
    options.snapshotAgeMax(Duration.ofMillis(1)).snapshotAgeMax(Duration.ofDays(365));
    options.logBytesKept(0).logBytesKept(1L << 50);
    KeyspaceOptions.builder().pageBytes(512).pageBytes(256 << 10);
    List<ThrowingCallable> outside =
        List.of(
            () -> options.syncInterval(Duration.ZERO),
            () -> options.syncInterval(Duration.ofHours(1).plusMillis(1)),
            () -> options.memtableBytes((64 << 10) - 1),
            () -> options.memtableBytes((1 << 30) + 1),
            () -> options.memoryBytes((1 << 20) - 1),
            () -> options.memoryBytes((1L << 50) + 1),
            () -> options.cacheBytes(-1),
            () -> options.cacheBytes((1L << 50) + 1),
            () -> options.logSegmentBytes((4 << 10) - 1),
            () -> options.logSegmentBytes((1 << 30) + 1),
            () -> options.treeSegmentBytes((16 << 10) - 1),
            () -> options.treeSegmentBytes((1 << 30) + 1),
            () -> options.openTransactionsMax(0),
            () -> options.openTransactionsMax((1 << 24) + 1),
            () -> options.transactionTimeout(Duration.ofNanos(1)),
            () -> options.transactionTimeout(Duration.ofDays(365).plusMillis(1)),
            () -> options.snapshotAgeMax(Duration.ofNanos(1)),
            () -> options.snapshotAgeMax(Duration.ofDays(365).plusMillis(1)),
            () -> options.logBytesKept(-1),
            () -> options.logBytesKept((1L << 50) + 1),
            () -> KeyspaceOptions.builder().pageBytes(511),
            () -> KeyspaceOptions.builder().pageBytes((256 << 10) + 1));
    for (ThrowingCallable each : outside) {
      assertThatThrownBy(each).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void memoryIsDividedAsThePageSays() {
    long heap = Runtime.getRuntime().maxMemory();
    Options defaults = Options.defaults();
    assertThat(defaults.memoryBytes()).isEqualTo(heap / 3);
    assertThat(defaults.memtableBytes()).isEmpty();
    assertThat(defaults.cacheBytes()).isEmpty();
    assertThat(defaults.logSegmentBytes()).isEqualTo(16 << 20);
    assertThat(defaults.treeSegmentBytes()).isEqualTo(32 << 20);
    assertThat(defaults.logBytesKept()).isZero();
    assertThat(defaults.syncInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(defaults.durability()).isEqualTo(Durability.SYNC);
  }

  @Test
  void aSmallDatabaseHasASmallLog() throws IOException {
    try (Database db = Lightning.open(directory)) {
      db.createKeyspace("k").put(bytes(1), bytes(1));
      assertThat(db.unwrap(LocalDatabase.class).statistics().logBytes()).isLessThan(600 << 10);
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(600 << 10);
    }
  }

  @Test
  void aValueNeedsSixTimesItsLengthOfHeap() {
    try (ChildJvm child =
        ChildJvm.start(List.of("-Xmx192m"), LargeValue.class, directory.toString())) {
      String output = child.readAll();
      assertThat(child.waitFor()).as(output).isZero();
    }
  }

  /** Writes, flushes and reads a value of 32 MiB. */
  static final class LargeValue {

    private LargeValue() {}

    public static void main(String[] arguments) {
      byte[] value = new byte[32 << 20];
      Arrays.fill(value, (byte) 7);
      Options options = Options.builder().cacheBytes(0).build();
      try (Database db = Lightning.open(Path.of(arguments[0]), options)) {
        Keyspace keyspace = db.createKeyspace("k");
        keyspace.put(bytes(1), value);
        db.unwrap(LocalDatabase.class).flush();
        if (!Arrays.equals(keyspace.get(bytes(1)), value)) {
          throw new AssertionError("another value");
        }
      }
    }
  }

  @Test
  void aCopyOfAClosedDatabaseIsADatabase() throws IOException {
    Path original = directory.resolve("original");
    Path copy = Files.createDirectory(directory.resolve("copy"));
    try (Database db = Lightning.open(original)) {
      db.createKeyspace("k").put(bytes(1), bytes(2));
    }
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    try (Database one = Lightning.open(original);
        Database other = Lightning.open(copy)) {
      assertThat(other.keyspace("k").get(bytes(1))).isEqualTo(bytes(2));
      assertThat(one.keyspace("k").get(bytes(1))).isEqualTo(bytes(2));
    }
  }
}
