package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.Cursor;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.MemoryStatistics;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.Allocations;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a database keeps to its memory, and what it does with it. */
@ExtendWith(Seeds.class)
class MemoryBudgetTest {

  private static final int K = 1024;
  private static final long BUDGET = 4L * K * K;

  private final InlineScheduler scheduler = new InlineScheduler();

  /** Opens a database whose values of a kilobyte are no long ones, as they are not elsewhere. */
  private LocalDatabase open(Options options) {
    AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
    try {
      Engine engine =
          new EngineOpener(
                  new MemoryDisk(),
                  options,
                  scheduler,
                  clock::incrementAndGet,
                  LongValues::valueBytesMin)
              .open();
      return new Session(engine, engine::close);
    } catch (IOException e) {
      throw Failures.opening(e);
    }
  }

  private LocalDatabase open(long bytes) {
    return open(Options.builder().memoryBytes(bytes).build());
  }

  private static Keyspace keyspace(LocalDatabase db, StorageEngine engine, int pageBytes) {
    return db.createKeyspace(
        "k",
        KeyspaceOptions.builder()
            .engine(engine)
            .pageBytes(pageBytes)
            .compression(Compression.NONE)
            .build());
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static byte[] value(long number, int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) number);
    return value;
  }

  private static void fill(LocalDatabase db, Keyspace keyspace, int entries, int valueBytes) {
    for (int i = 0; i < entries; i++) {
      keyspace.put(key(i), value(i, valueBytes));
    }
    db.flush();
  }

  private static MemoryStatistics memory(LocalDatabase db) {
    return db.statistics().memory();
  }

  private static void read(Keyspace keyspace, long number, int valueBytes) {
    assertThat(keyspace.get(key(number))).isEqualTo(value(number, valueBytes));
  }

  @Test
  void whereThereIsOnlyReadingTheCacheGetsTheMemory(Seed seed) {
    try (LocalDatabase db = open(BUDGET)) {
      Keyspace keyspace = keyspace(db, StorageEngine.BTREE, 8 * K);
      fill(db, keyspace, 6_000, K);
      MemoryStatistics before = memory(db);
      for (int second = 0; second < 25; second++) {
        // So many that more of them in the cache saves time on a fast machine, too.
        for (int i = 0; i < 60_000; i++) {
          keyspace.get(key(seed.between(0, 5_999)));
        }
        scheduler.tick();
      }
      MemoryStatistics after = memory(db);
      assertThat(after.memtableBytesMax()).isLessThan(before.memtableBytesMax() / 2);
      assertThat(after.cacheBytesMax())
          .isGreaterThan(before.cacheBytesMax() + before.memtableBytesMax() / 3);
      assertThat(after.cacheHitRate()).isBetween(0.3, 0.8);
      assertThat(after.cacheNearMisses()).isPositive();
    }
  }

  @Test
  void whereThereIsOnlyWritingMemtablesGetTheMemory(Seed seed) {
    try (LocalDatabase db = open(BUDGET)) {
      Keyspace keyspace = keyspace(db, StorageEngine.BTREE, 8 * K);
      fill(db, keyspace, 6_000, K);
      MemoryStatistics before = memory(db);
      for (int second = 0; second < 20; second++) {
        for (int i = 0; i < 6_000; i++) {
          long number = seed.between(0, 5_999);
          keyspace.put(key(number), value(number, K));
        }
        scheduler.tick();
      }
      MemoryStatistics after = memory(db);
      assertThat(after.memtableBytesMax()).isGreaterThan(before.memtableBytesMax() * 5 / 4);
      assertThat(after.cacheBytesMax()).isLessThan(before.cacheBytesMax());
    }
  }

  @Test
  void whereThereIsNothingToDoNothingMoves() {
    try (LocalDatabase db = open(BUDGET)) {
      Keyspace keyspace = keyspace(db, StorageEngine.BTREE, 8 * K);
      fill(db, keyspace, 1_000, K);
      scheduler.tick();
      long before = memory(db).memtableBytesMax();
      for (int second = 0; second < 100; second++) {
        for (int i = 0; i < 1_000; i++) {
          read(keyspace, i, K);
        }
        scheduler.tick();
      }
      assertThat(memory(db).memtableBytesMax()).isEqualTo(before);
      assertThat(memory(db).cacheHitRate()).isGreaterThan(0.99);
    }
  }

  @ParameterizedTest
  @EnumSource(StorageEngine.class)
  void theBudgetIsKept(StorageEngine engine, Seed seed) {
    try (LocalDatabase db = open(BUDGET)) {
      Keyspace keyspace = keyspace(db, engine, 2 * K);
      for (int i = 0; i < 60_000; i++) {
        long number = seed.between(0, 29_999);
        if (i % 3 == 0) {
          keyspace.get(key(number));
        } else {
          keyspace.put(key(number), value(number, 300));
        }
        if (i % 500 == 0) {
          scheduler.tick();
          MemoryStatistics memory = memory(db);
          assertThat(memory.usedBytes()).as("%s", memory).isLessThanOrEqualTo(BUDGET + BUDGET / 16);
          assertThat(memory.budgetBytes()).isEqualTo(BUDGET);
        }
      }
      assertThat(memory(db).innerPageBytes()).isPositive();
      assertThat(memory(db).filterBytes() > 0).isEqualTo(engine == StorageEngine.LSM);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void whatInnerPagesTakeTheCacheDoesNotHave() {
    try (LocalDatabase db = open(BUDGET)) {
      Keyspace keyspace = keyspace(db, StorageEngine.BTREE, K);
      scheduler.tick();
      long before = memory(db).cacheBytesMax();
      fill(db, keyspace, 40_000, 100);
      MemoryStatistics memory = memory(db);
      assertThat(memory.innerPageBytes()).isGreaterThan(300 * K);
      assertThat(memory.cacheBytesMax())
          .isLessThan(before - memory.innerPageBytes() + BUDGET / 50)
          .isGreaterThan(0);
    }
  }

  @ParameterizedTest
  @EnumSource(StorageEngine.class)
  void aDatabaseWhoseInnerPagesDoNotFitIsRead(StorageEngine engine, Seed seed) {
    int entries = 150_000;
    try (LocalDatabase db = open(1L * K * K)) {
      Keyspace keyspace = keyspace(db, engine, 512);
      fill(db, keyspace, entries, 50);
      for (int i = 0; i < 5_000; i++) {
        read(keyspace, seed.between(0, entries - 1), 50);
        assertThat(keyspace.contains(key(entries + i))).isFalse();
      }
      try (Cursor cursor = keyspace.cursor()) {
        for (int i = 0; i < entries; i++) {
          assertThat(cursor.next()).isTrue();
          assertThat(cursor.key()).isEqualTo(key(i));
        }
        assertThat(cursor.next()).isFalse();
      }
      for (int i = 0; i < 5_000; i++) {
        long number = seed.between(0, entries - 1);
        keyspace.put(key(number), value(number, 50));
      }
      db.flush();
      scheduler.tick();
      MemoryStatistics memory = memory(db);
      assertThat(memory.shortages()).isPositive();
      // What is further up stays: a tenth of all inner pages, where pages are as small as this.
      assertThat(memory.innerPageBytes() + memory.filterBytes()).isLessThan(K * K + K * K / 4);
      assertThat(db.verify()).isEmpty();
      for (int i = 0; i < entries; i += 7) {
        read(keyspace, i, 50);
      }
    }
  }

  @Test
  void whatIsFixedStays(Seed seed) {
    Options options =
        Options.builder().memoryBytes(BUDGET).memtableBytes(128 * K).cacheBytes(256 * K).build();
    try (LocalDatabase db = open(options)) {
      Keyspace keyspace = keyspace(db, StorageEngine.BTREE, 8 * K);
      fill(db, keyspace, 3_000, K);
      for (int second = 0; second < 20; second++) {
        for (int i = 0; i < 3_000; i++) {
          keyspace.get(key(seed.between(0, 2_999)));
        }
        scheduler.tick();
        assertThat(memory(db).cacheBytesMax()).isEqualTo(256 * K);
        assertThat(memory(db).memtableBytesMax()).isEqualTo(3 * 128 * K);
        assertThat(memory(db).cacheBytes()).isLessThanOrEqualTo(256 * K);
      }
    }
  }

  @Test
  void whatOneOfThemIsFixedToTheOtherHasNot() {
    Options.Builder builder = Options.builder().memoryBytes(BUDGET);
    try (LocalDatabase db = open(builder.memtableBytes(K * K).build())) {
      scheduler.tick();
      assertThat(memory(db).cacheBytesMax()).isEqualTo(K * K);
    }
    builder.set("memtableBytes", "auto").cacheBytes(BUDGET - 256 * K);
    try (LocalDatabase db = open(builder.build())) {
      scheduler.tick();
      assertThat(memory(db).cacheBytesMax()).isEqualTo(BUDGET - 256 * K);
      assertThat(memory(db).memtableBytesMax()).isEqualTo(192 * K);
    }
  }

  @ParameterizedTest
  @EnumSource(StorageEngine.class)
  void gettingWhatIsCachedAllocatesTheValueAndNothingElse(StorageEngine engine) {
    int entries = 20_000;
    int rounds = 5;
    try (LocalDatabase db = open(Options.defaults())) {
      Keyspace keyspace = keyspace(db, engine, 2 * K);
      fill(db, keyspace, entries, 48);
      db.compact();
      byte[][] keys = new byte[entries][];
      for (int i = 0; i < entries; i++) {
        keys[i] = key(i);
      }
      long allocated = 0;
      for (int round = 0; round < rounds; round++) {
        long before = Allocations.bytes();
        for (byte[] key : keys) {
          if (keyspace.get(key) == null) {
            throw new AssertionError("an entry is missing");
          }
        }
        allocated = Allocations.bytes() - before;
      }
      // An array of 48 bytes has a header of 16.
      assertThat(allocated / entries).isEqualTo(48 + 16);
      assertThat(memory(db).cacheHits()).isGreaterThan((long) (rounds - 1) * entries);
    }
  }

  @ParameterizedTest
  @EnumSource(StorageEngine.class)
  void aScanIntoTheCallersArraysAllocatesNothingForAnEntry(StorageEngine engine) {
    int entries = 20_000;
    int rounds = 5;
    try (LocalDatabase db = open(Options.defaults())) {
      Keyspace keyspace = keyspace(db, engine, 2 * K);
      fill(db, keyspace, entries / 2, 48);
      db.compact();
      // The other half is in the memtable.
      for (int i = entries / 2; i < entries; i++) {
        keyspace.put(key(i), new byte[48]);
      }
      byte[] key = new byte[key(0).length];
      byte[] value = new byte[48];
      long allocated = 0;
      for (int round = 0; round < rounds; round++) {
        long before = Allocations.bytes();
        int found = 0;
        try (Cursor cursor = keyspace.cursor()) {
          while (cursor.next()) {
            if (cursor.key(key) != key.length || cursor.value(value) != value.length) {
              throw new AssertionError("an entry has another length");
            }
            found++;
          }
        }
        allocated = Allocations.bytes() - before;
        assertThat(found).isEqualTo(entries);
      }
      assertThat(allocated / entries).isZero();
    }
  }
}
