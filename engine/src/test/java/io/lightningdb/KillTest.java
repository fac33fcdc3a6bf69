package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills a process in the middle of its commits, again and again, and looks at what it left. */
@Timeout(180)
class KillTest {

  private static final int KILLS = 12;
  private static final int THREADS = 3;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(
      value = Durability.class,
      names = {"SYNC", "FLUSHED"})
  void whatWasAcknowledgedSurvivesAKill(Durability durability) {
    long[] acknowledged = new long[THREADS];
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildJvm child =
          ChildJvm.start(
              List.of("-Xmx128m"), Writer.class, directory.toString(), durability.name())) {
        int lines = 200 + 150 * kill;
        String line = child.readLine();
        while (line != null && lines-- > 0) {
          assertThat(line).matches("[0-9]+ [0-9]+");
          note(line, acknowledged);
          line = child.readLine();
        }
        assertThat(line).as("output of a writer that did not end by itself").isNotNull();
        child.kill();
        // What it still printed before it was killed was acknowledged too.
        for (; line != null && line.matches("[0-9]+ [0-9]+"); line = child.readLine()) {
          note(line, acknowledged);
        }
      }
      check(acknowledged);
    }
  }

  private static void note(String line, long[] acknowledged) {
    int space = line.indexOf(' ');
    acknowledged[Integer.parseInt(line.substring(0, space))] =
        Long.parseLong(line.substring(space + 1));
  }

  private void check(long[] acknowledged) {
    try (Database db = Lightning.open(directory)) {
      assertThat(db.unwrap(LocalDatabase.class).verify()).isEmpty();
      Keyspace ones = db.keyspace("ones");
      Keyspace others = db.keyspace("others");
      for (int thread = 0; thread < THREADS; thread++) {
        long last = -1;
        for (long i = 0; ones.contains(Writer.key(thread, i)); i++) {
          last = i;
        }
        assertThat(last)
            .as("the newest commit of thread %d, without a hole before it", thread)
            .isGreaterThanOrEqualTo(acknowledged[thread] - 1)
            .isLessThanOrEqualTo(acknowledged[thread] + 1_000_000);
        // The second half of each commit is there exactly if the first one is.
        assertThat(others.contains(Writer.key(thread, last))).isTrue();
        assertThat(others.contains(Writer.key(thread, last + 1))).isFalse();
        acknowledged[thread] = last + 1;
      }
    }
  }

  /** Commits to two keyspaces at once, and prints what was acknowledged. */
  static final class Writer {

    private Writer() {}

    static byte[] key(int thread, long number) {
      return "%d/%012d".formatted(thread, number).getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] arguments) throws InterruptedException {
      Durability durability = Durability.valueOf(arguments[1]);
      Options options = Options.builder().memtableBytes(256 * 1024).build();
      Database db = Lightning.open(Path.of(arguments[0]), options);
      Keyspace ones = db.openKeyspace("ones", KeyspaceOptions.defaults());
      Keyspace others = db.openKeyspace("others", KeyspaceOptions.defaults());
      Thread[] threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads[i] =
            new Thread(
                () -> {
                  long next = 0;
                  while (ones.contains(key(thread, next))) {
                    next++;
                  }
                  while (true) {
                    byte[] key = key(thread, next);
                    db.write(
                        new WriteBatch().put(ones, key, new byte[200]).put(others, key, key),
                        durability);
                    next++;
                    System.out.println(thread + " " + next);
                  }
                });
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
