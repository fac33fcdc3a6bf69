package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compaction beside everything else that goes on in a database. */
@ExtendWith(Seeds.class)
class CompactorTest {

  private static final Options OPTIONS =
      Options.builder()
          .durability(Durability.ASYNC)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(64 * 1024)
          .treeSegmentBytes(32 * 1024)
          .cacheBytes(256 * 1024)
          .build();

  private final Disk disk = new MemoryDisk();

  private LocalDatabase open() {
    return Databases.open(disk, OPTIONS, new InlineScheduler());
  }

  private LocalDatabase openWithThreads() {
    return Databases.open(disk, OPTIONS, new ThreadScheduler("a test"));
  }

  /** Without compression, so that a test can tell how long the files must be. */
  private static Keyspace create(LocalDatabase db, StorageEngine engine) {
    return db.createKeyspace(
        "k",
        KeyspaceOptions.builder()
            .engine(engine)
            .compression(Compression.NONE)
            .pageBytes(1_024)
            .build());
  }

  /** Puts and deletes at random, and notes what must be there afterwards. */
  private static void write(
      Keyspace keyspace, SortedMap<String, String> expected, int operations, Seed seed) {
    for (int i = 0; i < operations; i++) {
      String key = "key" + seed.between(0, 4_000);
      if (seed.oneIn(4)) {
        expected.remove(key);
        keyspace.delete(bytes(key));
      } else {
        String value = "value " + i + " of " + key;
        expected.put(key, value);
        keyspace.put(bytes(key), bytes(value));
      }
    }
  }

  @Test
  void tablesAreMergedAndNothingElseChanges(Seed seed) {
    SortedMap<String, String> expected = new TreeMap<>();
    try (LocalDatabase db = open()) {
      Keyspace keyspace = create(db, StorageEngine.LSM);
      write(keyspace, expected, 30_000, seed);
      assertThat(db.statistics().compactions()).isGreaterThan(2);
      assertThat(Databases.contents(keyspace.cursor())).isEqualTo(expected);
      assertThat(db.verify()).isEmpty();
    }
    try (LocalDatabase db = open()) {
      assertThat(Databases.contents(db.keyspace("k").cursor())).isEqualTo(expected);
      assertThat(db.verify()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void compactingTakesAllThatIsDeadAway(StorageEngine engine, Seed seed) {
    SortedMap<String, String> expected = new TreeMap<>();
    try (LocalDatabase db = open()) {
      Keyspace keyspace = create(db, engine);
      write(keyspace, expected, 20_000, seed);
      db.flush();
      List<long[]> reports = new ArrayList<>();
      db.compact((done, total) -> reports.add(new long[] {done, total}));
      long after = db.statistics().treeBytes();
      long logical = expected.entrySet().stream().mapToLong(CompactorTest::bytesOf).sum();
      assertThat(db.statistics().treeLiveBytes()).isGreaterThan(after * 9 / 10);
      // Heads, offsets, lengths and, for tables, the filter: about 16 bytes an entry.
      assertThat(after).isLessThan(logical + 20L * expected.size() + 8 * 1024);
      assertThat(Databases.contents(keyspace.cursor())).isEqualTo(expected);
      assertThat(db.verify()).isEmpty();
      long last = 0;
      for (long[] report : reports) {
        assertThat(report[0]).isBetween(last, report[1]);
        last = report[0];
      }
      assertThat(reports).isNotEmpty();
      assertThat(last).isEqualTo(reports.get(reports.size() - 1)[1]).isPositive();
    }
    try (LocalDatabase db = open()) {
      assertThat(Databases.contents(db.keyspace("k").cursor())).isEqualTo(expected);
    }
  }

  private static long bytesOf(Map.Entry<String, String> entry) {
    return (long) entry.getKey().length() + entry.getValue().length();
  }

  @ParameterizedTest
  @EnumSource
  void compactingWhatIsDeletedLeavesNoFiles(StorageEngine engine) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = create(db, engine);
      for (int i = 0; i < 2_000; i++) {
        keyspace.put(bytes("key" + i), new byte[50]);
      }
      db.flush();
      for (int i = 0; i < 2_000; i++) {
        keyspace.delete(bytes("key" + i));
      }
      db.compact();
      assertThat(db.statistics().treeBytes()).isZero();
      assertThat(keyspace.cursor().next()).isFalse();
      db.compact();
      keyspace.put(bytes("again"), bytes("here"));
      db.compact();
      assertThat(keyspace.get(bytes("again"))).isEqualTo(bytes("here"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverFollowsMayEndIt(StorageEngine engine, Seed seed) {
    SortedMap<String, String> expected = new TreeMap<>();
    try (LocalDatabase db = open()) {
      Keyspace keyspace = create(db, engine);
      write(keyspace, expected, 20_000, seed);
      assertThatThrownBy(
              () ->
                  db.compact(
                      (done, total) -> {
                        throw new UnsupportedOperationException("enough");
                      }))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("enough");
      write(keyspace, expected, 100, seed);
      db.compact();
      assertThat(Databases.contents(keyspace.cursor())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void othersReadAndWriteMeanwhile(StorageEngine engine, Seed seed) throws Exception {
    SortedMap<String, String> expected = new TreeMap<>();
    try (LocalDatabase db = openWithThreads()) {
      Keyspace keyspace = create(db, engine);
      write(keyspace, expected, 5_000, seed);
      SortedMap<String, String> before = new TreeMap<>(expected);
      AtomicBoolean done = new AtomicBoolean();
      try (Snapshot snapshot = db.snapshot()) {
        Thread compacting =
            Threads.start(
                () -> {
                  while (!done.get()) {
                    db.compact();
                  }
                });
        Thread reading =
            Threads.start(
                () -> {
                  while (!done.get()) {
                    assertThat(Databases.contents(snapshot, keyspace)).isEqualTo(before);
                  }
                });
        write(keyspace, expected, 60_000, seed);
        done.set(true);
        Threads.join(compacting);
        Threads.join(reading);
        assertThat(Databases.contents(snapshot, keyspace)).isEqualTo(before);
      }
      assertThat(Databases.contents(keyspace.cursor())).isEqualTo(expected);
      assertThat(db.verify()).isEmpty();
    }
    try (LocalDatabase db = open()) {
      assertThat(Databases.contents(db.keyspace("k").cursor())).isEqualTo(expected);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void aKeyspaceMayBeDroppedMeanwhile(Seed seed) throws Exception {
    try (LocalDatabase db = openWithThreads()) {
      for (int round = 0; round < 20; round++) {
        Keyspace keyspace = create(db, StorageEngine.LSM);
        write(keyspace, new TreeMap<>(), 4_000, seed);
        CountDownLatch begun = new CountDownLatch(1);
        Thread compacting =
            Threads.start(
                () -> {
                  begun.countDown();
                  db.compact();
                });
        begun.await();
        db.dropKeyspace("k");
        Threads.join(compacting);
      }
      db.flush();
      assertThat(db.verify()).isEmpty();
      db.compact();
      assertThat(db.statistics().treeBytes()).isZero();
    }
  }

  @Test
  void closingEndsACompaction(Seed seed) throws Exception {
    SortedMap<String, String> expected = new TreeMap<>();
    try (LocalDatabase db = openWithThreads()) {
      write(create(db, StorageEngine.LSM), expected, 20_000, seed);
    }
    for (int round = 0; round < 20; round++) {
      LocalDatabase db = openWithThreads();
      Keyspace keyspace = db.keyspace("k");
      write(keyspace, expected, 500, seed);
      Thread compacting =
          Threads.start(
              () -> {
                try {
                  while (true) {
                    db.compact();
                  }
                } catch (IllegalStateException e) {
                  assertThat(e).hasMessageContaining("closed");
                }
              });
      db.close();
      Threads.join(compacting);
    }
    try (LocalDatabase db = open()) {
      assertThat(Databases.contents(db.keyspace("k").cursor())).isEqualTo(expected);
      assertThat(db.verify()).isEmpty();
    }
  }
}
