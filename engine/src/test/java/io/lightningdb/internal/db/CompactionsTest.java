package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Operation;
import io.lightningdb.internal.testing.SteppingScheduler;
import io.lightningdb.internal.testing.TestFiles;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compactions that go on beside each other, each of which stops before it writes. */
@ExtendWith(Seeds.class)
class CompactionsTest {

  private static final Options OPTIONS =
      Options.builder()
          .durability(Durability.ASYNC)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(64 * 1024)
          .treeSegmentBytes(32 * 1024)
          .cacheBytes(256 * 1024)
          .build();

  private final SimulatedDisk disk = new SimulatedDisk();
  private final SteppingScheduler scheduler = new SteppingScheduler(new Seed(1));

  private LocalDatabase open() {
    disk.observe(
        operation -> {
          if (isWriteOfTree(operation)) {
            scheduler.pause();
          }
        });
    return Databases.open(disk, OPTIONS, scheduler);
  }

  private static boolean isWriteOfTree(Operation operation) {
    return operation.kind() == Kind.WRITE && operation.file().endsWith(".tree");
  }

  private static Keyspace create(LocalDatabase db, String name) {
    return db.createKeyspace(
        name,
        KeyspaceOptions.builder()
            .engine(StorageEngine.LSM)
            .compression(Compression.NONE)
            .pageBytes(512)
            .build());
  }

  /** Flushes so many runs, all with the same keys, that they are worth a merge. */
  private static void fill(LocalDatabase db, Keyspace keyspace) {
    fill(db, keyspace, 1);
  }

  /**
   * @param times how often the values repeat themselves
   */
  private static void fill(LocalDatabase db, Keyspace keyspace, int times) {
    for (int run = 0; run < 4; run++) {
      for (int i = 0; i < 50; i++) {
        String value = "value " + i + " of run " + run;
        keyspace.put(bytes("key" + i), bytes(value.repeat(times)));
      }
      db.flush();
    }
  }

  private void stepUntilUnderWay(int count) {
    for (int i = 0; i < 20 && scheduler.underWay() < count; i++) {
      scheduler.step();
    }
    assertThat(scheduler.underWay()).as("compactions under way").isEqualTo(count);
  }

  private List<String> treeFiles() {
    return disk.files().keySet().stream().filter(name -> name.endsWith(".tree")).toList();
  }

  @Test
  void keyspacesDoNotWaitForEachOther() {
    try (LocalDatabase db = open()) {
      List<Keyspace> keyspaces = List.of(create(db, "a"), create(db, "b"), create(db, "c"));
      keyspaces.forEach(keyspace -> fill(db, keyspace));
      stepUntilUnderWay(3);
      assertThat(db.statistics().compactions()).isZero();
      for (Keyspace keyspace : keyspaces) {
        assertThat(keyspace.get(bytes("key7"))).isEqualTo(bytes("value 7 of run 3"));
      }
      scheduler.stepsToTheEnd();
      assertThat(db.statistics().compactions()).isEqualTo(3);
      for (Keyspace keyspace : keyspaces) {
        assertThat(Databases.contents(keyspace.cursor())).hasSize(50);
      }
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void droppingAKeyspaceEndsItsCompactionAndNoOther() {
    try (LocalDatabase db = open()) {
      Keyspace kept = create(db, "kept");
      fill(db, kept);
      // So much that a merge writes several files.
      fill(db, create(db, "dropped"), 50);
      stepUntilUnderWay(2);
      db.dropKeyspace("dropped");
      db.flush();
      Set<String> created = new TreeSet<>();
      disk.observe(
          operation -> {
            if (operation.kind() == Kind.CREATE && operation.file().endsWith(".tree")) {
              created.add(operation.file());
            }
          });
      scheduler.stepsToTheEnd();
      assertThat(created).as("files begun after the keyspace was dropped").isEmpty();
      assertThat(db.statistics().compactions()).isEqualTo(1);
      db.flush();
      assertThat(treeFiles()).as("files of the keyspace that is left").hasSize(1);
      assertThat(Databases.contents(kept.cursor())).hasSize(50);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void closingEndsAllOfThemAndLeavesNothingBehind() {
    LocalDatabase db = open();
    for (String name : List.of("a", "b", "c")) {
      fill(db, create(db, name));
    }
    stepUntilUnderWay(3);
    Thread closing = Threads.start(db::close);
    Threads.awaitState(closing, Thread.State.WAITING);
    scheduler.stepsToTheEnd();
    Threads.join(closing);
    assertThat(disk.openHandles()).isEmpty();
    try (LocalDatabase again = Databases.open(disk, OPTIONS)) {
      for (String name : List.of("a", "b", "c")) {
        assertThat(Databases.contents(again.keyspace(name).cursor())).hasSize(50);
      }
      assertThat(again.verify()).isEmpty();
    }
  }

  @Test
  void compactingFullyWaitsForWhatIsUnderWay() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = create(db, "k");
      fill(db, keyspace);
      stepUntilUnderWay(1);
      AtomicBoolean done = new AtomicBoolean();
      Thread compacting =
          Threads.start(
              () -> {
                db.compact();
                done.set(true);
              });
      Threads.awaitState(compacting, Thread.State.WAITING);
      assertThat(done).isFalse();
      scheduler.stepsToTheEnd();
      Threads.join(compacting);
      assertThat(treeFiles()).hasSize(1);
      assertThat(Databases.contents(keyspace.cursor())).hasSize(50);
    }
  }

  @Test
  void oneThatFindsNoSpaceIsTriedAgainAndOthersGoOn() {
    InlineScheduler inline = new InlineScheduler();
    try (LocalDatabase db = Databases.open(disk, OPTIONS, inline)) {
      Keyspace keyspace = create(db, "k");
      AtomicBoolean full = new AtomicBoolean();
      AtomicLong refused = new AtomicLong();
      disk.observe(
          operation -> {
            // A merge of all that is there comes after the flush that makes it worth while.
            if (full.get() && isWriteOfTree(operation) && db.statistics().flushes() >= 4) {
              refused.incrementAndGet();
              throw new DiskFullException("no space left");
            }
          });
      full.set(true);
      fill(db, keyspace);
      assertThat(refused).hasValue(1);
      assertThat(db.statistics().compactions()).isZero();
      inline.tick();
      assertThat(refused).hasValue(2);
      full.set(false);
      inline.tick();
      assertThat(db.statistics().compactions()).isEqualTo(1);
      assertThat(treeFiles()).hasSize(1);
    }
  }

  /** Thirty days later the deletion reaches what it hides, though nobody writes. */
  @Test
  void whatWasDeletedIsGoneFromTheFilesAfterAMonth() throws IOException {
    AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
    InlineScheduler inline = new InlineScheduler();
    Engine engine =
        new EngineOpener(disk, OPTIONS, inline, clock::incrementAndGet, LongValues::valueBytesMin)
            .open();
    try (LocalDatabase db = new Session(engine, engine::close)) {
      Keyspace keyspace = create(db, "k");
      keyspace.put(bytes("key"), bytes("secret"));
      keyspace.put(bytes("other"), bytes("public"));
      db.compact();
      keyspace.delete(bytes("key"));
      db.flush();
      clock.addAndGet(TimeUnit.DAYS.toMicros(29));
      inline.tick();
      assertThat(isInFiles("secret")).isTrue();
      clock.addAndGet(TimeUnit.DAYS.toMicros(1));
      inline.tick();
      assertThat(isInFiles("secret")).isFalse();
      assertThat(isInFiles("public")).isTrue();
      assertThat(db.statistics().compactions()).isEqualTo(2);
      inline.tick();
      assertThat(db.statistics().compactions()).isEqualTo(2);
    }
  }

  private boolean isInFiles(String text) throws IOException {
    for (String name : treeFiles()) {
      String content = new String(TestFiles.fileBytes(disk, name), StandardCharsets.ISO_8859_1);
      if (content.contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** Threads that write to keyspaces of their own, compact, and drop some, under three mergers. */
  @Test
  void manyKeyspacesAreCompactedAtOnceWhileSomeAreDropped(Seed seed) {
    MemoryDisk memory = new MemoryDisk();
    List<SortedMap<String, String>> expected = new ArrayList<>();
    try (LocalDatabase db = Databases.open(memory, OPTIONS, new ThreadScheduler("a test", 3))) {
      for (int i = 0; i < 4; i++) {
        expected.add(new TreeMap<>());
      }
      Threads.run(4, i -> writeAndDrop(db, "k" + i, expected.get(i), seed.fork("thread" + i)));
      assertThat(db.statistics().compactions()).isGreaterThan(20);
      check(db, expected);
      assertThat(db.verify()).isEmpty();
      db.compact();
      check(db, expected);
    }
    try (LocalDatabase db = Databases.open(memory, OPTIONS)) {
      check(db, expected);
      assertThat(db.verify()).isEmpty();
    }
  }

  private static void writeAndDrop(
      LocalDatabase db, String name, SortedMap<String, String> expected, Seed seed) {
    for (int round = 0; round < 6; round++) {
      Keyspace keyspace = create(db, name);
      expected.clear();
      for (int i = 0; i < 5_000; i++) {
        String key = "key" + seed.between(0, 2_000);
        if (seed.oneIn(4)) {
          expected.remove(key);
          keyspace.delete(bytes(key));
        } else {
          expected.put(key, "value " + i);
          keyspace.put(bytes(key), bytes("value " + i));
        }
      }
      if (round == 2) {
        db.compact();
      }
      assertThat(Databases.contents(keyspace.cursor())).isEqualTo(expected);
      if (round < 5) {
        db.dropKeyspace(name);
      }
    }
  }

  private static void check(LocalDatabase db, List<SortedMap<String, String>> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Databases.contents(db.keyspace("k" + i).cursor())).isEqualTo(expected.get(i));
    }
  }
}
