package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.ChildJvm;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keyspaces are cheap: a thousand of them, with data, in one small process. */
@Timeout(180)
class ManyKeyspacesTest {

  private static final int KEYSPACES = 1_000;
  private static final int ENTRIES = 200;

  @Test
  void aThousandKeyspacesFitInto256MibOfHeap(@TempDir Path directory) {
    for (String phase : List.of("write", "read", "read")) {
      try (ChildJvm child =
          ChildJvm.start(List.of("-Xmx256m"), Program.class, directory.toString(), phase)) {
        String output = child.readAll();
        assertThat(child.waitFor()).as(output).isZero();
        System.out.print(output);
      }
    }
  }

  /** Writes and reads a thousand keyspaces. */
  static final class Program {

    private Program() {}

    private static byte[] bytes(int value) {
      return ByteBuffer.allocate(16).putInt(value).array();
    }

    public static void main(String[] arguments) {
      long start = System.nanoTime();
      try (Database db = Lightning.open(Path.of(arguments[0]))) {
        if (arguments[1].equals("write")) {
          for (int k = 0; k < KEYSPACES; k++) {
            db.createKeyspace("keyspace " + k);
          }
          for (int i = 0; i < ENTRIES; i++) {
            WriteBatch batch = new WriteBatch();
            for (int k = 0; k < KEYSPACES; k++) {
              batch.put(db.keyspace("keyspace " + k), bytes(i), new byte[100]);
            }
            db.write(batch, Durability.FLUSHED);
          }
        }
        for (int k = 0; k < KEYSPACES; k++) {
          Keyspace keyspace = db.keyspace("keyspace " + k);
          int found = 0;
          try (Cursor cursor = keyspace.cursor()) {
            while (cursor.next()) {
              found++;
            }
          }
          if (found != ENTRIES || keyspace.get(bytes(k % ENTRIES)) == null) {
            throw new AssertionError(found + " entries in keyspace " + k);
          }
        }
        System.gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf(
            "%d keyspaces of %d entries, %s: %d ms, %d MiB of heap in use%n",
            KEYSPACES, ENTRIES, arguments[1], (System.nanoTime() - start) / 1_000_000, used >> 20);
      }
    }
  }
}
