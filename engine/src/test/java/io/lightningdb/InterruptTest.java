package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts threads while they use a database: the classic fault of stores in pure Java. */
@Timeout(120)
class InterruptTest {

  private static final Duration STORM = Duration.ofSeconds(10);

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  @Test
  void aStormOfInterruptsHarmsNobody(@TempDir Path directory) throws InterruptedException {
    // Little memory, so that there is much flushing, reading from files and deleting of them.
    Options options =
        Options.builder()
            .memtableBytes(256 * 1024)
            .logSegmentBytes(256 * 1024)
            .treeSegmentBytes(256 * 1024)
            .cacheBytes(64 * 1024)
            .build();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong interrupts = new AtomicLong();
    AtomicLong[] written = new AtomicLong[6];
    try (Database db = Lightning.open(directory, options)) {
      Keyspace keyspace = db.createKeyspace("k");
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < written.length; i++) {
        int number = i;
        written[i] = new AtomicLong();
        Durability durability = i % 2 == 0 ? Durability.SYNC : Durability.FLUSHED;
        threads.add(
            Threads.start(
                () ->
                    work(db, keyspace.withDurability(durability), number, written[number], done)));
      }
      long end = System.nanoTime() + STORM.toNanos();
      while (System.nanoTime() < end) {
        // The last two are bystanders.
        for (Thread thread : threads.subList(0, threads.size() - 2)) {
          assertThat(thread.isAlive()).as("%s goes on", thread).isTrue();
          thread.interrupt();
          interrupts.incrementAndGet();
        }
        Thread.sleep(0, 200_000);
      }
      assertThat(threads).allMatch(Thread::isAlive);
      done.set(true);
      threads.forEach(Threads::join);
      assertThat(db.isOpen()).isTrue();
      db.unwrap(LocalDatabase.class).flush();
      assertThat(db.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
    try (Database db = Lightning.open(directory, options)) {
      Keyspace keyspace = db.keyspace("k");
      for (int i = 0; i < written.length; i++) {
        assertThat(written[i]).as("commits of thread %d", i).hasPositiveValue();
        for (long n = 0; n < written[i].get(); n++) {
          assertThat(keyspace.get(bytes(i * 1_000_000_000L + n))).isEqualTo(bytes(n));
        }
      }
    }
    assertThat(interrupts).hasValueGreaterThan(10_000);
  }

  private static void work(
      Database db, Keyspace keyspace, int number, AtomicLong written, AtomicBoolean done) {
    long base = number * 1_000_000_000L;
    while (!done.get()) {
      long n = written.get();
      keyspace.put(bytes(base + n), bytes(n));
      written.incrementAndGet();
      assertThat(keyspace.get(bytes(base + n / 2))).isEqualTo(bytes(n / 2));
      if (n % 20 == 0) {
        db.transact(transaction -> transaction.put(keyspace, bytes(base), bytes(0)));
        try (Cursor cursor = keyspace.cursor(KeyRange.atLeast(bytes(base)))) {
          for (int i = 0; i < 50 && cursor.next(); i++) {
            assertThat(cursor.value()).hasSize(Long.BYTES);
          }
        }
      }
    }
  }

  @Test
  void interruptsDoNotKeepADatabaseFromBeingOpenedAndClosed(@TempDir Path directory)
      throws InterruptedException {
    Thread opening =
        Threads.start(
            () -> {
              for (int i = 0; i < 50; i++) {
                try (Database db = Lightning.open(directory)) {
                  db.openKeyspace("k", KeyspaceOptions.defaults()).put(bytes(i), bytes(i));
                }
              }
            });
    while (opening.isAlive()) {
      opening.interrupt();
      Thread.sleep(0, 50_000);
    }
    Threads.join(opening);
    try (Database db = Lightning.open(directory)) {
      assertThat(db.keyspace("k").get(bytes(49))).isEqualTo(bytes(49));
    }
  }

  @Test
  void theInterruptIsKeptForTheCaller(@TempDir Path directory) {
    Thread.currentThread().interrupt();
    try (Database db = Lightning.open(directory)) {
      assertThat(Thread.interrupted()).as("after opening").isTrue();
      Thread.currentThread().interrupt();
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes(1), bytes(2));
      assertThat(Thread.interrupted()).as("after a commit").isTrue();
      db.unwrap(LocalDatabase.class).flush();
      Thread.currentThread().interrupt();
      assertThat(keyspace.get(bytes(1))).isEqualTo(bytes(2));
      assertThat(Thread.interrupted()).as("after a read").isTrue();
      Thread.currentThread().interrupt();
    }
    assertThat(Thread.interrupted()).as("after closing").isTrue();
  }
}
