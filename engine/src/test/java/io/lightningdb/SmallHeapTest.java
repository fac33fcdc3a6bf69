package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.ChildJvm;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database several times as large as the heap, with all options left to it. */
@Timeout(300)
class SmallHeapTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"BTREE, 8192", "BTREE, 512", "LSM, 1024"})
  void aSmallHeapServesALargeDatabase(String engine, String pageBytes) {
    try (ChildJvm child =
        ChildJvm.start(
            List.of("-Xmx64m"), Program.class, directory.toString(), engine, pageBytes)) {
      String output = child.readAll();
      assertThat(child.waitFor()).as(output).isZero();
    }
  }

  /** Fills a database of some 150 MB, and reads, changes and scans it at random. */
  static final class Program {

    private static final int ENTRIES = 300_000;
    private static final int VALUE_BYTES = 500;
    private static final int BATCH = 1_000;

    private Program() {}

    private static byte[] key(int number) {
      return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] value(int number) {
      byte[] value = new byte[VALUE_BYTES];
      new Random(number).nextBytes(value);
      return value;
    }

    private static void check(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError(what);
      }
    }

    public static void main(String[] arguments) {
      KeyspaceOptions options =
          KeyspaceOptions.builder()
              .engine(StorageEngine.valueOf(arguments[1]))
              .pageBytes(Integer.parseInt(arguments[2]))
              .build();
      Options async = Options.builder().durability(Durability.ASYNC).build();
      try (Database db = Lightning.open(Path.of(arguments[0]), async)) {
        Keyspace keyspace = db.createKeyspace("k", options);
        for (int i = 0; i < ENTRIES; i += BATCH) {
          WriteBatch batch = new WriteBatch();
          for (int j = i; j < i + BATCH; j++) {
            batch.put(keyspace, key(j), value(j));
          }
          db.write(batch);
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
          int number = random.nextInt(ENTRIES);
          check(Arrays.equals(keyspace.get(key(number)), value(number)), "another value");
          keyspace.put(key(number), value(number));
        }
        int count = 0;
        try (Cursor cursor = keyspace.cursor()) {
          while (cursor.next()) {
            count++;
          }
        }
        check(count == ENTRIES, "the scan has " + count + " entries");
        MemoryStatistics memory = db.unwrap(LocalDatabase.class).statistics().memory();
        long slack = 6 << 20; // a slab at most for each memtable
        check(memory.usedBytes() <= memory.budgetBytes() + slack, memory.toString());
      }
    }
  }
}
