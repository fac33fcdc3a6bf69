package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commits of more than the heap can take, with small ones in between. */
@Timeout(120)
class OutOfMemoryTest {

  @TempDir private Path directory;

  @Test
  void aCommitThatFindsNoMemoryHarmsNoOther() {
    List<String> acknowledged = new ArrayList<>();
    boolean ranOut = false;
    try (ChildJvm child = ChildJvm.start(List.of("-Xmx64m"), Writer.class, directory.toString())) {
      for (String line = child.readLine(); line != null; line = child.readLine()) {
        // It may run out in the background first, and then nothing more is taken.
        ranOut |= line.startsWith("no memory") || line.startsWith("refused");
        if (line.startsWith("committed ")) {
          acknowledged.add(line.substring("committed ".length()));
        }
      }
      child.waitFor();
    }
    assertThat(ranOut).as("the process ran out of memory").isTrue();
    assertThat(acknowledged).isNotEmpty();
    try (Database db = Lightning.open(directory)) {
      Keyspace keyspace = db.keyspace("k");
      assertThat(acknowledged)
          .allMatch(key -> keyspace.contains(key.getBytes(StandardCharsets.US_ASCII)));
      assertThat(db.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
  }

  /** Commits more and more at once, and prints what was acknowledged. */
  static final class Writer {

    private static final int MIB = 1024 * 1024;

    /** So short that they go through memory. */
    private static final int VALUE_BYTES = 2 * 1024;

    private Writer() {}

    public static void main(String[] arguments) {
      Database db = Lightning.open(Path.of(arguments[0]));
      Keyspace keyspace = db.createKeyspace("k");
      for (int size = 2; size < 36; size++) {
        commit(db, keyspace, "large " + size, size * MIB / VALUE_BYTES);
        commit(db, keyspace, "small " + size, 1);
      }
      // As a process ends that has nobody to close its database.
      Runtime.getRuntime().halt(0);
    }

    private static void commit(Database db, Keyspace keyspace, String key, int values) {
      try {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < values; i++) {
          String name = i == 0 ? key : key + ", " + i;
          batch.put(keyspace, name.getBytes(StandardCharsets.US_ASCII), new byte[VALUE_BYTES]);
        }
        db.write(batch);
        System.out.println("committed " + key);
      } catch (OutOfMemoryError e) {
        System.out.println("no memory for " + key);
      } catch (StorageException e) {
        System.out.println("refused " + key);
      }
    }
  }
}
