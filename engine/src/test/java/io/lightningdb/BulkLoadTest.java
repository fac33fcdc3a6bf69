package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a bulk load promises, of keyspaces of both engines. */
@Timeout(120)
@ParameterizedClass
@EnumSource
class BulkLoadTest {

  private static final Options OPTIONS =
      Options.builder()
          .memtableBytes(256 * 1024)
          .logSegmentBytes(256 * 1024)
          .treeSegmentBytes(64 * 1024)
          .cacheBytes(256 * 1024)
          .build();

  @Parameter private StorageEngine engine;

  @TempDir private Path directory;

  private LocalDatabase db;
  private Keyspace keyspace;

  @BeforeEach
  void open() {
    db = Lightning.open(directory, OPTIONS).unwrap(LocalDatabase.class);
    keyspace =
        db.openKeyspace("k", KeyspaceOptions.builder().engine(engine).pageBytes(512).build());
  }

  @AfterEach
  void close() {
    db.close();
    try (Database reopened = Lightning.open(directory, OPTIONS)) {
      assertThat(reopened.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
    assertThat(directory.toFile().list())
        .filteredOn(name -> name.endsWith(".tmp") || name.endsWith(".manifest"))
        .hasSize(1);
  }

  private void reopen() {
    db.close();
    open();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] key(int number) {
    return bytes("key%06d".formatted(number));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void load(int from, int to, int step, String value) {
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      for (int i = from; i < to; i += step) {
        load.add(key(i), bytes(value + i));
      }
      load.commit();
    }
  }

  private static void put(SortedMap<String, String> map, int from, int to, int step, String value) {
    for (int i = from; i < to; i += step) {
      map.put(text(key(i)), value + i);
    }
  }

  private static SortedMap<String, String> contents(Cursor cursor) {
    SortedMap<String, String> entries = new TreeMap<>();
    try (cursor) {
      while (cursor.next()) {
        entries.put(text(cursor.key()), text(cursor.value()));
      }
    }
    return entries;
  }

  private void assertContents(SortedMap<String, String> expected) {
    assertThat(contents(keyspace.cursor())).isEqualTo(expected);
    assertThat(db.verify()).isEmpty();
    reopen();
    assertThat(contents(keyspace.cursor())).isEqualTo(expected);
    expected.forEach((key, value) -> assertThat(text(keyspace.get(bytes(key)))).isEqualTo(value));
  }

  private long treeFiles() {
    String[] files = directory.toFile().list((where, name) -> name.endsWith(".tree"));
    return files == null ? 0 : files.length;
  }

  @Test
  void anEmptyKeyspaceGetsWhatIsLoaded() {
    load(0, 20_000, 1, "v");
    SortedMap<String, String> expected = new TreeMap<>();
    put(expected, 0, 20_000, 1, "v");
    assertContents(expected);
  }

  @Test
  void whatIsLoadedReplacesAndTheRestStays() {
    SortedMap<String, String> expected = new TreeMap<>();
    for (int i = 0; i < 3_000; i += 3) {
      keyspace.withDurability(Durability.ASYNC).put(key(i), bytes("old" + i));
    }
    put(expected, 0, 3_000, 3, "old");
    db.flush();
    keyspace.put(key(1), bytes("in memory"));
    keyspace.delete(key(6));
    expected.put(text(key(1)), "in memory");
    expected.remove(text(key(6)));
    load(0, 2_000, 2, "new");
    put(expected, 0, 2_000, 2, "new");
    keyspace.delete(key(8));
    keyspace.put(key(10), bytes("after"));
    expected.remove(text(key(8)));
    expected.put(text(key(10)), "after");
    assertContents(expected);
  }

  @Test
  void aSmallLoadGoesIntoALargeKeyspaceAndALargeOneOverFewEntries() {
    SortedMap<String, String> expected = new TreeMap<>();
    load(10_000, 20_000, 2, "large");
    put(expected, 10_000, 20_000, 2, "large");
    load(15_001, 15_100, 1, "small");
    put(expected, 15_001, 15_100, 1, "small");
    load(5_000, 40_000, 3, "larger");
    put(expected, 5_000, 40_000, 3, "larger");
    assertContents(expected);
  }

  @Test
  void manyLoadsInTurnWithAllElseGiveTheSameAsPuts() {
    Random random = new Random(7);
    SortedMap<String, String> expected = new TreeMap<>();
    for (int round = 0; round < 30; round++) {
      int from = random.nextInt(5_000);
      int to = from + random.nextInt(random.nextBoolean() ? 20 : 2_000);
      int step = 1 + random.nextInt(5);
      String value = "round" + round + "-";
      put(expected, from, to, step, value);
      if (random.nextBoolean()) {
        load(from, to, step, value);
      } else {
        for (int i = from; i < to; i += step) {
          keyspace.withDurability(Durability.ASYNC).put(key(i), bytes(value + i));
        }
      }
      if (random.nextInt(6) == 0) {
        db.compact();
      }
      assertThat(contents(keyspace.cursor())).isEqualTo(expected);
    }
    assertContents(expected);
  }

  @Test
  void nothingIsSeenBeforeTheCommit() {
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      for (int i = 0; i < 10_000; i++) {
        load.add(key(i), bytes("v"));
      }
      assertThat(keyspace.get(key(0))).isNull();
      assertThat(keyspace.cursor().next()).isFalse();
      db.flush();
      db.compact();
      load.commit();
      assertThat(keyspace.get(key(9_999))).isEqualTo(bytes("v"));
    }
    assertThat(contents(keyspace.cursor())).hasSize(10_000);
  }

  @Test
  void whatIsNotCommittedLeavesNothing() {
    keyspace.put(key(1), bytes("here"));
    db.flush();
    long before = treeFiles();
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      for (int i = 0; i < 10_000; i++) {
        load.add(key(i), bytes("v" + i));
      }
      assertThat(treeFiles()).isGreaterThan(before);
    }
    assertThat(treeFiles()).isEqualTo(before);
    assertThat(contents(keyspace.cursor())).hasSize(1).containsEntry(text(key(1)), "here");
  }

  @Test
  void aLoadWithoutEntriesDoesNothing() {
    long before = db.statistics().commits();
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.commit();
    }
    assertThat(db.statistics().commits()).isEqualTo(before);
  }

  @Test
  void keysAndValuesMayBeEmptyAndLarge() {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.add(new byte[0], new byte[0]);
      load.add(new byte[] {0}, large);
      load.add(new byte[Limits.KEY_BYTES_MAX], new byte[] {1});
      load.commit();
    }
    assertThat(keyspace.get(new byte[0])).isEmpty();
    assertThat(keyspace.get(new byte[] {0})).isEqualTo(large);
    assertThat(keyspace.get(new byte[Limits.KEY_BYTES_MAX])).containsExactly(1);
  }

  @Test
  void theCallersArraysAreCopied() {
    byte[] key = {1};
    byte[] value = {1};
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      for (byte i = 1; i < 5; i++) {
        key[0] = i;
        value[0] = i;
        load.add(key, value);
      }
      load.commit();
    }
    for (byte i = 1; i < 5; i++) {
      assertThat(keyspace.get(new byte[] {i})).containsExactly(i);
    }
  }

  @Test
  void aKeyThatIsNotGreaterIsRefusedAndTheLoadGoesOn() {
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.add(bytes("b"), bytes("1"));
      for (String key : List.of("b", "a", "")) {
        assertThatThrownBy(() -> load.add(bytes(key), bytes("2")))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("'b'")
            .hasMessageContaining(key.isEmpty() ? "0x" : "'" + key + "'")
            .hasMessageContaining("ascending");
      }
      assertThatThrownBy(() -> load.add(new byte[Limits.KEY_BYTES_MAX + 1], bytes("2")))
          .isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> load.add(bytes("c"), null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> load.add(null, bytes("c"))).isInstanceOf(NullPointerException.class);
      load.add(bytes("ba"), bytes("3"));
      load.add(new byte[] {(byte) 0xFF}, bytes("4"));
      load.commit();
    }
    assertThat(contents(keyspace.cursor())).hasSize(3).containsEntry("b", "1");
  }

  @Test
  void aLoadIsOverAfterCommitAndAfterClose() {
    BulkLoad committed = db.bulkLoad(keyspace);
    committed.add(bytes("a"), bytes("1"));
    committed.commit();
    BulkLoad closed = db.bulkLoad(keyspace);
    closed.close();
    for (BulkLoad load : List.of(committed, closed)) {
      assertThatThrownBy(() -> load.add(bytes("b"), bytes("2")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("over");
      assertThatThrownBy(load::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("over");
      load.close();
    }
    assertThat(contents(keyspace.cursor())).hasSize(1);
  }

  @Test
  void aKeyspaceOfAnotherDatabaseIsRefused() {
    try (Database another = Lightning.openInMemory()) {
      Keyspace foreign = another.createKeyspace("foreign");
      assertThatThrownBy(() -> db.bulkLoad(foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'foreign' belongs to another database");
    }
    assertThatThrownBy(() -> db.bulkLoad(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aKeyspaceThatIsDroppedMeanwhileGetsNothing() {
    long before = treeFiles();
    BulkLoad load = db.bulkLoad(keyspace);
    for (int i = 0; i < 10_000; i++) {
      load.add(key(i), bytes("v" + i));
    }
    db.dropKeyspace("k");
    assertThatThrownBy(() -> load.add(bytes("z"), bytes("1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'k' has been dropped");
    assertThatThrownBy(load::commit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'k' has been dropped");
    load.close();
    assertThat(treeFiles()).isEqualTo(before);
    assertThatThrownBy(() -> db.bulkLoad(keyspace))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'k' has been dropped");
    db.createKeyspace("k");
    assertThat(db.keyspace("k").cursor().next()).isFalse();
  }

  @Test
  void aKeyspaceMayBeRenamedMeanwhile() {
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.add(bytes("a"), bytes("1"));
      db.renameKeyspace("k", "other");
      load.commit();
    }
    assertThat(db.keyspace("other").get(bytes("a"))).isEqualTo(bytes("1"));
    db.renameKeyspace("other", "k");
  }

  @Test
  void aKeyspaceMayBeAlteredMeanwhile() {
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.add(bytes("a"), bytes("1"));
      db.alterKeyspace("k", options -> options.toBuilder().attribute("n", "1").build());
      load.commit();
    }
    assertThat(keyspace.get(bytes("a"))).isEqualTo(bytes("1"));
    assertThat(db.keyspace("k").options().attributes()).isEqualTo(Map.of("n", "1"));
  }

  @Test
  void closingTheDatabaseEndsItsLoads() {
    long before = treeFiles();
    BulkLoad load = db.bulkLoad(keyspace);
    for (int i = 0; i < 10_000; i++) {
      load.add(key(i), bytes("v" + i));
    }
    db.close();
    assertThat(treeFiles()).isEqualTo(before);
    assertThatThrownBy(() -> load.add(bytes("z"), bytes("1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the database is closed");
    assertThatThrownBy(load::commit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the database is closed");
    load.close();
    assertThatThrownBy(() -> db.bulkLoad(keyspace))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the database is closed");
    open();
    assertThat(keyspace.cursor().next()).isFalse();
  }

  @Test
  void theDatabaseMayBeClosedByAnotherThreadAtAnyMoment() {
    for (int round = 0; round < 20; round++) {
      AtomicInteger added = new AtomicInteger();
      AtomicBoolean acknowledged = new AtomicBoolean();
      int pause = round;
      Thread loading =
          Threads.start(
              () -> {
                try (BulkLoad load = db.bulkLoad(keyspace)) {
                  for (int i = 0; i < 30_000; i++) {
                    load.add(key(i), bytes("round" + pause));
                    added.incrementAndGet();
                  }
                  load.commit();
                  acknowledged.set(true);
                } catch (IllegalStateException e) {
                  assertThat(e).hasMessageContaining("the database is closed");
                }
              });
      while (added.get() < Math.min(30_000, round * 2_000)) {
        Threads.pause();
      }
      db.close();
      Threads.join(loading);
      open();
      SortedMap<String, String> found = contents(keyspace.cursor());
      boolean there = found.containsValue("round" + round);
      assertThat(there || !acknowledged.get()).as("acknowledged means there").isTrue();
      if (there) {
        assertThat(found.values()).hasSize(30_000).containsOnly("round" + round);
      }
    }
  }

  @Test
  void whoBeganBeforeDoesNotSeeIt() {
    keyspace.put(key(0), bytes("old"));
    try (Snapshot snapshot = db.snapshot();
        Cursor cursor = keyspace.cursor();
        Transaction transaction = db.begin();
        BulkLoad load = db.bulkLoad(keyspace)) {
      for (int i = 0; i < 2_000; i++) {
        load.add(key(i), bytes("new"));
      }
      load.commit();
      assertThat(keyspace.get(key(0))).isEqualTo(bytes("new"));
      db.flush();
      db.compact();
      assertThat(contents(snapshot.view(keyspace).cursor())).hasSize(1).containsValue("old");
      assertThat(transaction.get(keyspace, key(0))).isEqualTo(bytes("old"));
      assertThat(transaction.get(keyspace, key(1))).isNull();
      assertThat(contents(cursor)).hasSize(1).containsValue("old");
    }
  }

  @Test
  void aTransactionThatBeganBeforeAndWritesAmongTheLoadedKeysConflicts() {
    Keyspace other = db.createKeyspace("other");
    Transaction among = db.begin();
    Transaction beside = db.begin();
    Transaction elsewhere = db.begin();
    load(10, 20, 2, "v");
    Transaction after = db.begin();
    among.put(keyspace, key(15), bytes("mine"));
    assertThatThrownBy(among::commit)
        .isInstanceOfSatisfying(
            ConflictException.class,
            e -> {
              assertThat(e.keyspace()).isEqualTo("k");
              assertThat(e.key()).isEqualTo(key(15));
              assertThat(e).hasMessageContaining("bulk load");
            });
    beside.put(keyspace, key(19), bytes("mine"));
    beside.commit();
    elsewhere.put(other, key(14), bytes("mine"));
    elsewhere.commit();
    after.put(keyspace, key(14), bytes("mine"));
    after.commit();
    assertThat(keyspace.get(key(14))).isEqualTo(bytes("mine"));
    assertThat(keyspace.get(key(15))).isNull();
    assertThat(other.get(key(14))).isEqualTo(bytes("mine"));
  }

  @Test
  void aConflictIsFoundAfterFlushesAndFurtherLoadsToo() {
    keyspace.put(key(0), bytes("v"));
    for (int flushes = 0; flushes < 4; flushes++) {
      for (int loads = 0; loads < 3; loads++) {
        Transaction transaction = db.begin();
        load(10, 20, 1, "v");
        for (int i = 0; i < loads; i++) {
          load(100, 110, 1, "w");
        }
        for (int i = 0; i < flushes; i++) {
          keyspace.put(key(1_000), bytes("v"));
          db.flush();
        }
        transaction.put(keyspace, key(12), bytes("mine"));
        assertThatThrownBy(transaction::commit).isInstanceOf(ConflictException.class);
        db.transact(again -> again.put(keyspace, key(12), bytes("mine")));
      }
    }
  }

  @Test
  void interruptsHarmNobodyAndAreKept() {
    keyspace.put(key(5), bytes("old"));
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      for (int i = 0; i < 5_000; i++) {
        Thread.currentThread().interrupt();
        load.add(key(i), bytes("v" + i));
      }
      load.commit();
    }
    assertThat(Thread.interrupted()).isTrue();
    db.flush();
    SortedMap<String, String> expected = new TreeMap<>();
    put(expected, 0, 5_000, 1, "v");
    assertContents(expected);
  }

  /** A writer counts in all keys at once; loads do the same: nobody sees two numbers. */
  @Test
  void readersSeeAllOfALoadOrNothingWhateverIsCommittedMeanwhile() {
    int keys = 50;
    int rounds = 21;
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger last = new AtomicInteger();
    Runnable reading =
        () -> {
          int seen = 0;
          while (!done.get()) {
            List<Integer> values = new ArrayList<>();
            try (Cursor cursor = keyspace.cursor()) {
              while (cursor.next()) {
                values.add(Integer.valueOf(text(cursor.value())));
              }
            }
            if (!values.isEmpty()) {
              assertThat(values).hasSize(keys).containsOnly(values.get(0));
              assertThat(values.get(0)).isGreaterThanOrEqualTo(seen);
              seen = values.get(0);
            }
          }
        };
    Thread reader = Threads.start(reading);
    Thread secondReader = Threads.start(reading);
    Keyspace noise = db.createKeyspace("noise").withDurability(Durability.ASYNC);
    Thread writer =
        Threads.start(
            () -> {
              byte[] value = new byte[500];
              for (int i = 0; !done.get(); i++) {
                noise.put(key(i % 3_000), value);
                if (i % 20 == 0) {
                  Threads.pause();
                }
              }
            });
    for (int round = 1; round <= rounds; round++) {
      if (round % 3 == 0) {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < keys; i++) {
          batch.put(keyspace, key(i), bytes("" + round));
        }
        db.write(batch, Durability.ASYNC);
      } else {
        try (BulkLoad load = db.bulkLoad(keyspace)) {
          for (int i = 0; i < keys; i++) {
            load.add(key(i), bytes("" + round));
          }
          load.commit();
        }
      }
      last.set(round);
    }
    done.set(true);
    Threads.join(reader);
    Threads.join(secondReader);
    Threads.join(writer);
    assertThat(text(keyspace.get(key(0)))).isEqualTo("" + rounds);
    assertThat(last).hasValue(rounds);
    assertThat(db.verify()).isEmpty();
  }

  /** Every increment counts once, although loads change the same key and flush everything. */
  @Test
  void atomicUpdatesAndTransactionsGoOnWhileOthersLoad() {
    int increments = 400;
    keyspace.put(bytes("counter"), bytes("0"));
    keyspace.put(bytes("sum"), bytes("0"));
    AtomicBoolean done = new AtomicBoolean();
    Thread loading =
        Threads.start(
            () -> {
              for (int round = 0; !done.get(); round++) {
                try (BulkLoad load = db.bulkLoad(keyspace)) {
                  // Around the counters, so that transactions meet conflicts.
                  load.add(bytes("a"), bytes("" + round));
                  load.add(bytes("z"), bytes("" + round));
                  load.commit();
                }
              }
            });
    Threads.run(
        2,
        thread -> {
          for (int i = 0; i < increments; i++) {
            boolean counted = false;
            while (!counted) {
              byte[] value = keyspace.get(bytes("counter"));
              byte[] next = bytes("" + (Integer.parseInt(text(value)) + 1));
              counted =
                  keyspace
                      .withDurability(Durability.ASYNC)
                      .compareAndSet(bytes("counter"), value, next);
            }
          }
        });
    done.set(true);
    Threads.join(loading);
    assertThat(text(keyspace.get(bytes("counter")))).isEqualTo("" + 2 * increments);
  }

  @Test
  void aLoadedKeyIsSeenByAnAtomicUpdateThatReadBeforeIt() {
    AtomicBoolean done = new AtomicBoolean();
    Thread loading =
        Threads.start(
            () -> {
              for (int round = 1; round <= 20; round++) {
                try (BulkLoad load = db.bulkLoad(keyspace)) {
                  load.add(bytes("k"), bytes("" + round));
                  load.commit();
                }
              }
              done.set(true);
            });
    int seen = 0;
    while (!done.get()) {
      // What is put is what there was, so the numbers never go back.
      byte[] value = keyspace.get(bytes("k"));
      if (value != null) {
        assertThat(Integer.parseInt(text(value))).isGreaterThanOrEqualTo(seen);
        seen = Integer.parseInt(text(value));
        keyspace.withDurability(Durability.ASYNC).compareAndSet(bytes("k"), value, value.clone());
      }
    }
    Threads.join(loading);
    assertThat(text(keyspace.get(bytes("k")))).isEqualTo("20");
  }

  @Test
  void severalLoadsAtOnceAreCommittedOneAfterTheOther() {
    Threads.run(
        4,
        thread -> {
          try (BulkLoad load = db.bulkLoad(keyspace)) {
            for (int i = 0; i < 4_000; i++) {
              load.add(key(i * 4 + thread), bytes("v"));
            }
            load.add(bytes("last"), bytes("" + thread));
            load.commit();
          }
        });
    assertThat(contents(keyspace.cursor())).hasSize(16_001);
    assertThat(db.verify()).isEmpty();
  }

  @Test
  void aDatabaseInMemoryTakesLoadsToo() {
    try (Database memory = Lightning.openInMemory()) {
      Keyspace inMemory =
          memory.createKeyspace("m", KeyspaceOptions.builder().engine(engine).build());
      inMemory.put(bytes("b"), bytes("1"));
      try (BulkLoad load = memory.unwrap(LocalDatabase.class).bulkLoad(inMemory)) {
        load.add(bytes("a"), bytes("2"));
        load.add(bytes("b"), bytes("3"));
        load.commit();
      }
      assertThat(contents(inMemory.cursor())).containsEntry("a", "2").containsEntry("b", "3");
    }
  }

  @Test
  void whoSharesTheDatabaseClosesOnlyItsOwnLoads() {
    db.close();
    try (Database one = Lightning.share("lightning:" + directory, OPTIONS);
        Database other = Lightning.share("lightning:" + directory, OPTIONS)) {
      Keyspace ofOne = one.keyspace("k");
      BulkLoad ends = other.unwrap(LocalDatabase.class).bulkLoad(other.keyspace("k"));
      ends.add(bytes("a"), bytes("1"));
      try (BulkLoad stays = one.unwrap(LocalDatabase.class).bulkLoad(ofOne)) {
        stays.add(bytes("b"), bytes("2"));
        other.close();
        stays.commit();
      }
      assertThatThrownBy(ends::commit).isInstanceOf(IllegalStateException.class);
      assertThat(contents(ofOne.cursor())).hasSize(1).containsEntry("b", "2");
    }
  }
}
