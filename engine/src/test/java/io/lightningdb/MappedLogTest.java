package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.ChildJvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A log that is written through memory, as Linux has it. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class MappedLogTest {

  private static final int CYCLES = 200;
  private static final int PUTS = 50;
  private static final int WARM_UP_PUTS = 40_000;

  @TempDir private Path directory;

  private static byte[] key(int number) {
    return "%08d".formatted(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns how many log segments of this process or another one are mapped. */
  private static long mappings(Path directory) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      String prefix = directory.toRealPath() + "/";
      return lines.filter(line -> line.contains(prefix) && line.contains(".log")).count();
    }
  }

  private static long openFiles(Path directory) throws IOException {
    String prefix = directory.toRealPath() + "/";
    long count = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        count += descriptor.toFile().getCanonicalPath().startsWith(prefix) ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void onlyALogThatIsFlushedIsMapped() throws IOException {
    try (Database db = Lightning.open(directory)) {
      Keyspace synced = db.openKeyspace("k", KeyspaceOptions.defaults());
      for (int i = 0; i < PUTS; i++) {
        synced.put(key(i), key(i));
      }
      assertThat(mappings(directory)).isZero();
      Keyspace flushed = synced.withDurability(Durability.FLUSHED);
      for (int i = 0; i < PUTS; i++) {
        flushed.put(key(i), key(i));
      }
      assertThat(mappings(directory)).isEqualTo(1);
      assertThat(openFiles(directory)).isPositive();
    }
    assertThat(openFiles(directory)).isZero();
    // Mapped or not, files can be deleted.
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Somebody cuts the log short while it is written through memory. A commit that is not there must
   * not be acknowledged, and nothing but the commit may fail.
   */
  @Test
  void aCommitThatMemoryDoesNotTakeIsRefused() throws IOException {
    try (Database db = Lightning.open(directory)) {
      Keyspace flushed =
          db.openKeyspace("k", KeyspaceOptions.defaults()).withDurability(Durability.FLUSHED);
      // Often enough for the compiler, whose code the virtual machine treats in another way.
      for (int i = 0; i < WARM_UP_PUTS; i++) {
        flushed.put(key(i), key(i));
      }
      try (Stream<Path> files = Files.list(directory)) {
        for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
          try (FileChannel cut = FileChannel.open(log, StandardOpenOption.WRITE)) {
            cut.truncate(4096);
          }
        }
      }
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10 * PUTS; i++) {
                  flushed.put(key(WARM_UP_PUTS + i), new byte[100]);
                }
              })
          .isInstanceOf(StorageException.class)
          .hasStackTraceContaining("a write to mapped memory failed");
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> flushed.put(key(0), key(1))).isInstanceOf(StorageException.class);
        assertThat(flushed.get(key(0))).isEqualTo(key(0));
      }
      // Its end is as every end of a log that has failed.
    } catch (StorageException e) {
      assertThat(e).hasStackTraceContaining("a write to mapped memory failed");
    }
  }

  @Test
  void openingAndClosingAgainAndAgainLeavesNothingMapped() {
    try (ChildJvm child = ChildJvm.start(List.of("-Xmx64m"), Cycles.class, directory.toString())) {
      String line = child.readLine();
      assertThat(line).matches("mapped [0-9]+ of [0-9]+, then 0, open 0");
    }
  }

  /** Opens a database, writes and closes it, many times, and prints what is left of that. */
  static final class Cycles {

    private Cycles() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Path directory = Path.of(arguments[0]);
      long most = 0;
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        try (Database db = Lightning.open(directory)) {
          Keyspace flushed =
              db.openKeyspace("k", KeyspaceOptions.defaults()).withDurability(Durability.FLUSHED);
          for (int i = 0; i < PUTS; i++) {
            flushed.put(key(i), key(cycle));
          }
          most = Math.max(most, mappings(directory));
        }
      }
      long left = mappings(directory);
      // A mapping goes when its garbage is found, and then by a thread of the virtual machine's.
      for (int i = 0; i < 100 && left > 0; i++) {
        System.gc();
        Thread.sleep(50);
        left = mappings(directory);
      }
      System.out.println(
          "mapped " + most + " of " + CYCLES + ", then " + left + ", open " + openFiles(directory));
    }
  }
}
