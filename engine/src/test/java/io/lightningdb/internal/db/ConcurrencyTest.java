package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.RealDisk;
import io.lightningdb.internal.testing.BlockingDisk;
import io.lightningdb.internal.testing.Threads;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads at once, with flushes and reclamation in between. */
@Timeout(120)
class ConcurrencyTest {

  private static final Options SMALL =
      Options.builder()
          .durability(Durability.ASYNC)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(64 * 1024)
          .treeSegmentBytes(64 * 1024)
          .cacheBytes(64 * 1024)
          .build();

  private static final KeyspaceOptions SMALL_PAGES =
      KeyspaceOptions.builder().pageBytes(512).build();

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  @Test
  void noIncrementIsLostWhileMemtablesAreFlushed(@TempDir Path directory) {
    int threads = 6;
    int increments = 5_000;
    try (Database db = Lightning.open(directory, SMALL)) {
      Keyspace counters = db.createKeyspace("counters", SMALL_PAGES);
      for (int i = 0; i < 10; i++) {
        counters.put(bytes(i), bytes(0));
      }
      AtomicBoolean done = new AtomicBoolean();
      Thread flusher =
          Threads.start(
              () -> {
                while (!done.get()) {
                  db.unwrap(LocalDatabase.class).flush();
                }
              });
      Threads.run(
          threads,
          thread -> {
            for (int i = 0; i < increments; i++) {
              byte[] key = bytes(ThreadLocalRandom.current().nextInt(10));
              while (true) {
                byte[] value = counters.get(key);
                if (counters.compareAndSet(key, value, bytes(number(value) + 1))) {
                  break;
                }
              }
            }
          });
      done.set(true);
      Threads.join(flusher);
      long sum = 0;
      for (int i = 0; i < 10; i++) {
        sum += number(counters.get(bytes(i)));
      }
      assertThat(sum).isEqualTo((long) threads * increments);
      assertThat(db.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
  }

  @Test
  void noIncrementInATransactionIsLostWhileMemtablesAreFlushed(@TempDir Path directory) {
    int threads = 6;
    int increments = 6_000;
    try (Database db = Lightning.open(directory, SMALL)) {
      Keyspace counters = db.createKeyspace("counters", SMALL_PAGES);
      for (int i = 0; i < 100; i++) {
        counters.put(bytes(i), bytes(0));
      }
      AtomicBoolean done = new AtomicBoolean();
      Thread flusher =
          Threads.start(
              () -> {
                while (!done.get()) {
                  db.unwrap(LocalDatabase.class).flush();
                }
              });
      Threads.run(
          threads,
          thread -> {
            for (int i = 0; i < increments; i++) {
              byte[] key = bytes(ThreadLocalRandom.current().nextInt(100));
              db.transact(
                  transaction -> {
                    try (Cursor cursor = transaction.cursor(counters, KeyRange.only(key))) {
                      assertThat(cursor.next()).isTrue();
                      transaction.put(counters, key, bytes(number(cursor.value()) + 1));
                    }
                  });
            }
          });
      done.set(true);
      Threads.join(flusher);
      long sum = 0;
      for (int i = 0; i < 100; i++) {
        sum += number(counters.get(bytes(i)));
      }
      assertThat(sum).isEqualTo((long) threads * increments);
    }
  }

  @Test
  void transfersKeepTheSumInEverySnapshot(@TempDir Path directory) {
    int accounts = 300;
    try (Database db = Lightning.open(directory, SMALL)) {
      Keyspace bank = db.createKeyspace("bank", SMALL_PAGES);
      Keyspace other = db.createKeyspace("other", SMALL_PAGES);
      WriteBatch opening = new WriteBatch();
      for (int i = 0; i < accounts; i++) {
        opening.put(i % 2 == 0 ? bank : other, bytes(i), bytes(100));
      }
      db.write(opening);
      AtomicBoolean done = new AtomicBoolean();
      AtomicLong audits = new AtomicLong();
      Runnable audit =
          () -> {
            while (!done.get()) {
              try (Snapshot snapshot = db.snapshot()) {
                long sum = sum(snapshot, bank) + sum(snapshot, other);
                assertThat(sum).isEqualTo(100L * accounts);
                audits.incrementAndGet();
              }
            }
          };
      Thread auditor = Threads.start(audit);
      Thread secondAuditor = Threads.start(audit);
      Threads.run(
          4,
          thread -> {
            for (int i = 0; i < 3_000; i++) {
              int from = ThreadLocalRandom.current().nextInt(accounts);
              int to = ThreadLocalRandom.current().nextInt(accounts);
              int amount = ThreadLocalRandom.current().nextInt(20);
              db.transact(
                  transaction -> {
                    Keyspace source = from % 2 == 0 ? bank : other;
                    Keyspace target = to % 2 == 0 ? bank : other;
                    if (from != to) {
                      long left = number(transaction.get(source, bytes(from))) - amount;
                      long gained = number(transaction.get(target, bytes(to))) + amount;
                      transaction.put(source, bytes(from), bytes(left));
                      transaction.put(target, bytes(to), bytes(gained));
                    }
                  });
            }
          });
      done.set(true);
      Threads.join(auditor);
      Threads.join(secondAuditor);
      assertThat(audits).hasPositiveValue();
      assertThat(db.unwrap(LocalDatabase.class).statistics().flushes()).isPositive();
      assertThat(db.unwrap(LocalDatabase.class).statistics().snapshots()).isZero();
      assertThat(db.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
  }

  private static long sum(Snapshot snapshot, Keyspace keyspace) {
    long sum = 0;
    try (Cursor cursor = snapshot.view(keyspace).cursor()) {
      while (cursor.next()) {
        sum += number(cursor.value());
      }
    }
    return sum;
  }

  @Test
  void readersSeeEveryValueWhileTreesAreRewrittenAndFilesDeleted(@TempDir Path directory) {
    int keys = 2_000;
    try (Database db = Lightning.open(directory, SMALL)) {
      Keyspace keyspace = db.createKeyspace("k", SMALL_PAGES);
      for (int i = 0; i < keys; i++) {
        keyspace.put(bytes(i), bytes(0));
      }
      AtomicBoolean done = new AtomicBoolean();
      Runnable reading =
          () -> {
            long[] seen = new long[keys];
            while (!done.get()) {
              int key = ThreadLocalRandom.current().nextInt(keys);
              long value = number(keyspace.get(bytes(key)));
              assertThat(value).isGreaterThanOrEqualTo(seen[key]);
              seen[key] = value;
            }
          };
      Thread reader = Threads.start(reading);
      Thread secondReader = Threads.start(reading);
      for (int round = 1; round <= 60; round++) {
        for (int i = 0; i < keys; i++) {
          keyspace.put(bytes(i), bytes(round));
        }
      }
      done.set(true);
      Threads.join(reader);
      Threads.join(secondReader);
      assertThat(db.unwrap(LocalDatabase.class).statistics().reclaimedBytes()).isPositive();
    }
  }

  @Test
  void readersDoNotWaitForAWriterWhoWaitsForTheDisk(@TempDir Path directory) {
    BlockingDisk disk = new BlockingDisk(new RealDisk(directory));
    Scheduler scheduler = new ThreadScheduler("test");
    try (LocalDatabase db = Databases.open(disk, Options.defaults(), scheduler)) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes(1), bytes(1));
      disk.blockSyncs();
      Thread writer = Threads.start(() -> keyspace.put(bytes(2), bytes(2)));
      disk.awaitBlocked();
      for (int i = 0; i < 1_000; i++) {
        assertThat(keyspace.get(bytes(1))).isEqualTo(bytes(1));
        try (Cursor cursor = keyspace.cursor()) {
          assertThat(cursor.next()).isTrue();
        }
        try (Snapshot snapshot = db.snapshot()) {
          assertThat(snapshot.get(keyspace, bytes(1))).isEqualTo(bytes(1));
        }
      }
      assertThat(writer.isAlive()).isTrue();
      disk.unblock();
      Threads.join(writer);
    }
  }

  @Test
  void manyDurableCommitsShareTheirSyncs(@TempDir Path directory) {
    try (Database db = Lightning.open(directory)) {
      Keyspace keyspace = db.createKeyspace("k");
      long before = db.unwrap(LocalDatabase.class).statistics().syncs();
      Threads.run(
          16,
          thread -> {
            for (int i = 0; i < 200; i++) {
              keyspace.put(bytes(thread * 1_000L + i), bytes(i));
            }
          });
      long syncs = db.unwrap(LocalDatabase.class).statistics().syncs() - before;
      assertThat(syncs).isPositive().isLessThan(16 * 200 / 2);
    }
  }

  /**
   * The background sync comes at any moment of the syncs that commits wait for, the last ones
   * included, after which no other commit comes to sync for those who still wait.
   */
  @Test
  void noCommitIsLeftWaitingWhenItIsTheLast(@TempDir Path directory) {
    Options options = Options.builder().syncInterval(Duration.ofMillis(1)).build();
    try (Database db = Lightning.open(directory, options)) {
      Keyspace keyspace = db.createKeyspace("k");
      for (int round = 0; round < 500; round++) {
        Threads.run(
            4,
            thread -> {
              for (int i = 0; i < 3; i++) {
                keyspace.put(bytes(thread * 10L + i), bytes(i));
              }
            });
      }
    }
  }

  @Test
  void commitsThatDoNotWaitAreSyncedSoon(@TempDir Path directory) throws InterruptedException {
    Options options =
        Options.builder().durability(Durability.ASYNC).syncInterval(Duration.ofMillis(20)).build();
    try (Database db = Lightning.open(directory, options)) {
      Keyspace keyspace = db.createKeyspace("k");
      long before = db.unwrap(LocalDatabase.class).statistics().syncs();
      keyspace.put(bytes(1), bytes(1));
      for (int i = 0; i < 200; i++) {
        if (db.unwrap(LocalDatabase.class).statistics().syncs() > before) {
          return;
        }
        Thread.sleep(10);
      }
      throw new AssertionError("not synced within two seconds");
    }
  }

  /** Each thread counts in an attribute that all have, and in one of its own. */
  @Test
  void noneOfManyAlterationsIsLost(@TempDir Path directory) {
    try (Database db = Lightning.open(directory, SMALL)) {
      Keyspace keyspace = db.createKeyspace("k", SMALL_PAGES);
      Threads.run(
          4,
          thread -> {
            for (int i = 0; i < 50; i++) {
              db.alterKeyspace("k", options -> counted(options, "all", "thread " + thread));
            }
          });
      assertThat(keyspace.options().attributes())
          .isEqualTo(
              Map.of(
                  "all",
                  "200",
                  "thread 0",
                  "50",
                  "thread 1",
                  "50",
                  "thread 2",
                  "50",
                  "thread 3",
                  "50"));
    }
  }

  private static KeyspaceOptions counted(KeyspaceOptions options, String... names) {
    KeyspaceOptions.Builder counted = options.toBuilder();
    for (String name : names) {
      int count = Integer.parseInt(options.attributes().getOrDefault(name, "0"));
      counted.attribute(name, Integer.toString(count + 1));
    }
    return counted.build();
  }

  @Test
  void keyspacesComeAndGoWhileOthersAreUsed(@TempDir Path directory) {
    try (Database db = Lightning.open(directory, SMALL)) {
      Keyspace steady = db.createKeyspace("steady", SMALL_PAGES);
      Threads.run(
          4,
          thread -> {
            for (int i = 0; i < 60; i++) {
              String name = "thread " + thread + " number " + i;
              Keyspace mine = db.createKeyspace(name, SMALL_PAGES);
              for (int j = 0; j < 50; j++) {
                mine.put(bytes(j), bytes(i));
                steady.put(bytes(thread * 100L + j), bytes(i));
              }
              assertThat(number(mine.get(bytes(7)))).isEqualTo(i);
              if (i % 2 == 0) {
                db.dropKeyspace(name);
              } else {
                db.renameKeyspace(name, name + "!");
              }
            }
          });
      List<String> names = db.keyspaceNames();
      assertThat(names).hasSize(1 + 4 * 30).contains("steady", "thread 3 number 59!");
      assertThat(db.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
  }
}
