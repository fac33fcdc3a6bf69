package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rest of the program fills the heap to the brim, and lets it go again. A round can take a
 * minute longer, which is how long a commit waits for a flush.
 */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullHeapTest {

  private static final int ROUNDS = 4;

  @TempDir private Path directory;

  @Test
  void aDatabaseGoesOnOrSaysThatItDoesNotOnceThereIsMemoryAgain() {
    List<String> acknowledged = new ArrayList<>();
    List<String> said = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    try (ChildJvm child = ChildJvm.start(List.of("-Xmx64m"), Program.class, directory.toString())) {
      for (String line = child.readLine(); line != null; line = child.readLine()) {
        // Between them are the messages that the database writes.
        if (line.startsWith("committed ")) {
          acknowledged.add(line.substring("committed ".length()));
        } else if (line.startsWith("said ")) {
          said.add(line.substring("said ".length()));
        } else if (line.startsWith("ended ")) {
          ends.add(line);
        }
      }
      child.waitFor();
    }
    assertThat(said).as("%s", ends).filteredOn("full"::equals).hasSize(ROUNDS);
    assertThat(said).allMatch(line -> List.of("full", "went on", "refused").contains(line));
    assertThat(said).filteredOn(line -> !line.equals("full")).hasSize(ROUNDS);
    try (Database db = Lightning.open(directory)) {
      Keyspace keyspace = db.keyspace("k");
      assertThat(acknowledged)
          .isNotEmpty()
          .allMatch(key -> keyspace.contains(key.getBytes(StandardCharsets.US_ASCII)));
      assertThat(db.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
  }

  /** Commits in all ways while there is no memory, and prints what becomes of it afterwards. */
  static final class Program {

    /** How long there is no memory: long enough for everything that is done again and again. */
    private static final long FULL_MILLIS = 2_000;

    private static final int VALUE_BYTES = 512;

    /** What a filled heap is held by. */
    private static final Object[] HELD = new Object[1_000_000];

    private static volatile boolean stopped;

    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      useAllClasses(directory);
      for (int round = 0; round < ROUNDS; round++) {
        // Memtables this small are flushed, and merged, all the time.
        Options options = Options.builder().memtableBytes(256 * 1024).build();
        try (Database db = Lightning.open(directory, options)) {
          KeyspaceOptions engine =
              round % 2 == 0 ? KeyspaceOptions.lsm() : KeyspaceOptions.defaults();
          run(
              db,
              db.openKeyspace("k", KeyspaceOptions.lsm()),
              db.openKeyspace("k" + round, engine));
        } catch (StorageException e) {
          // Closing tells that not everything could be written.
          say("ended " + e);
        }
      }
      Runtime.getRuntime().halt(0);
    }

    /** A class that finds no memory when it is used for the first time is lost to its process. */
    private static void useAllClasses(Path directory) {
      try (Database db = Lightning.open(directory)) {
        for (KeyspaceOptions engine : List.of(KeyspaceOptions.lsm(), KeyspaceOptions.defaults())) {
          Keyspace keyspace = db.createKeyspace("warm " + engine.engine(), engine);
          for (int i = 0; i < 2_000; i++) {
            keyspace.put(new byte[] {(byte) i, (byte) (i >> 8)}, new byte[VALUE_BYTES]);
          }
        }
        db.unwrap(LocalDatabase.class).compact();
        db.syncAsync().toCompletableFuture().join();
      }
    }

    private static void run(Database db, Keyspace keyspace, Keyspace other) throws Exception {
      commit(keyspace, "before " + other.name());
      stopped = false;
      Thread writer = new Thread(() -> write(db, keyspace, other));
      writer.start();
      Thread.sleep(200);
      boolean full = fill();
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FULL_MILLIS);
      while (System.nanoTime() < end) {
        // Nothing that would take memory.
      }
      // From here on nobody asks for background work, so none is begun but what is done again and
      // again.
      stopped = true;
      writer.join();
      Arrays.fill(HELD, null);
      say(full ? "said full" : "said room was left");
      say(goesOn(db, keyspace) ? "said went on" : "said refused");
    }

    /** Prints a line of its own, also in the middle of what others print. */
    private static void say(String text) {
      System.out.print("\n" + text + "\n");
    }

    private static boolean commit(Keyspace keyspace, String key) {
      try {
        keyspace.put(key.getBytes(StandardCharsets.US_ASCII), new byte[VALUE_BYTES]);
        say("committed " + key);
        return true;
      } catch (StorageException e) {
        return false;
      }
    }

    /** Writes for as long as the heap is full, and a little before. */
    private static void write(Database db, Keyspace keyspace, Keyspace other) {
      for (int i = 0; !stopped; i++) {
        try {
          commit(keyspace, other.name() + ", " + i % 5_000);
          other.put(new byte[] {(byte) i, (byte) (i >> 8)}, new byte[VALUE_BYTES]);
          db.syncAsync();
        } catch (OutOfMemoryError | StorageException e) {
          // Looked at once there is memory.
        }
      }
    }

    /**
     * Fills the heap with ever smaller arrays, until there is no room for the smallest.
     *
     * @return whether it came to that
     */
    private static boolean fill() {
      int count = 0;
      boolean full = false;
      for (int bytes = 1024 * 1024; bytes >= 16; bytes /= 2) {
        full = false;
        try {
          while (count < HELD.length) {
            HELD[count] = new byte[bytes];
            count++;
          }
        } catch (OutOfMemoryError e) {
          full = true; // of these: on with smaller ones
        }
      }
      return full;
    }

    /** Returns false if the database takes no more writes; whatever it does, it does soon. */
    private static boolean goesOn(Database db, Keyspace keyspace) throws Exception {
      if (!commit(keyspace, "after")) {
        return false;
      }
      try {
        awaitSyncThatNobodyAskedFor(db, keyspace);
        db.syncAsync().toCompletableFuture().get(20, TimeUnit.SECONDS);
        db.unwrap(LocalDatabase.class).compact();
        return true;
      } catch (ExecutionException | StorageException e) {
        return false;
      } catch (TimeoutException e) {
        say("said a sync does not come");
        return false;
      }
    }

    /** Waits for one of those that are made again and again. */
    private static void awaitSyncThatNobodyAskedFor(Database db, Keyspace keyspace)
        throws InterruptedException, TimeoutException {
      LocalDatabase local = db.unwrap(LocalDatabase.class);
      long syncs = local.statistics().syncs();
      keyspace
          .withDurability(Durability.FLUSHED)
          .put("flushed".getBytes(StandardCharsets.US_ASCII), new byte[VALUE_BYTES]);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (local.statistics().syncs() == syncs) {
        if (System.nanoTime() > end) {
          throw new TimeoutException();
        }
        Thread.sleep(10);
      }
    }
  }
}
