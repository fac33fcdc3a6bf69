package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.BulkLoad;
import io.lightningdb.Compression;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageException;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Observer;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes on behind the commits, some of it when the disk is full. */
class MaintenanceTest {

  /** More edits than a manifest has room for. */
  private static final int EDITS = 200;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final InlineScheduler scheduler = new InlineScheduler();

  /** There is space for everything but this, and for no edit either if it is a manifest. */
  private static Observer noSpaceFor(Kind kind, String suffix) {
    return operation -> {
      boolean isEdit = operation.kind() == Kind.WRITE && operation.file().endsWith(".manifest");
      if ((operation.kind() == kind && operation.file().endsWith(suffix))
          || (isEdit && suffix.contains(".manifest"))) {
        throw new DiskFullException("no space left");
      }
    };
  }

  private LocalDatabase open() {
    return Databases.open(disk, CrashWorkload.OPTIONS, scheduler);
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE, .tree",
    "WRITE,  .tree",
    "CREATE, .manifest.tmp",
    "WRITE,  .manifest.tmp",
  })
  void tryingToFlushAgainAndAgainLeavesNothingBehind(Kind kind, String suffix) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes("old"), new byte[2_000]);
      db.flush();
      keyspace.put(bytes("new"), new byte[2_000]);
      disk.observe(noSpaceFor(kind, suffix));
      assertThatThrownBy(db::flush)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("no space left");
      Set<String> before = Set.copyOf(disk.files().keySet());
      for (int i = 0; i < 20; i++) {
        scheduler.tick();
      }
      assertThat(disk.files().keySet()).isEqualTo(before);
      assertThat(keyspace.get(bytes("new"))).hasSize(2_000);
      disk.observe(operation -> {});
      scheduler.tick();
      assertThat(db.statistics().flushes()).isEqualTo(2);
      assertThat(disk.files().keySet()).noneMatch(name -> name.endsWith(".tmp"));
      assertThat(db.verify()).isEmpty();
    }
    try (LocalDatabase db = open()) {
      assertThat(db.keyspace("k").get(bytes("old"))).hasSize(2_000);
      assertThat(db.keyspace("k").get(bytes("new"))).hasSize(2_000);
    }
  }

  @Test
  void whatASnapshotNeedsIsNotTakenForSomethingLeftBehind() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes("k"), new byte[2_000]);
      db.flush();
      try (Snapshot snapshot = db.snapshot()) {
        keyspace.put(bytes("k"), new byte[3_000]);
        db.flush();
        keyspace.put(bytes("k"), new byte[4_000]);
        disk.observe(noSpaceFor(Kind.WRITE, ".manifest.tmp"));
        assertThatThrownBy(db::flush).isInstanceOf(StorageException.class);
        assertThat(snapshot.get(keyspace, bytes("k"))).hasSize(2_000);
        disk.observe(operation -> {});
        scheduler.tick();
        assertThat(snapshot.get(keyspace, bytes("k"))).hasSize(2_000);
      }
      assertThat(keyspace.get(bytes("k"))).hasSize(4_000);
      assertThat(db.verify()).isEmpty();
    }
  }

  /**
   * The manifest names the segment that is active then. The commit goes to another one, so that the
   * first has nothing that is not flushed; but the manifest says that it is needed.
   */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"CREATE", "WRITE", "SYNC", "RENAME", "SYNC_DIRECTORY", "DELETE"})
  void aCommitThatFillsTheLogsSegmentDuringAFlushHarmsNothing(Kind during) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k").withDurability(Durability.ASYNC);
      keyspace.put(bytes("small"), new byte[10]);
      AtomicBoolean committed = new AtomicBoolean();
      // Most flushes write an edit; for a new manifest there have to be many.
      boolean beginsFile = during != Kind.WRITE && during != Kind.SYNC;
      disk.observe(
          operation -> {
            boolean isManifest = during == Kind.SYNC_DIRECTORY || isManifest(operation.file());
            if (operation.kind() == during && isManifest && !committed.getAndSet(true)) {
              keyspace.put(bytes("large"), new byte[5_000]);
            }
          });
      db.flush();
      for (int i = 0; i < EDITS && beginsFile && !committed.get(); i++) {
        keyspace.put(bytes("small"), new byte[10]);
        db.flush();
      }
      assertThat(committed).isTrue();
      disk.observe(operation -> {});
      // Uses a segment again that was given up.
      keyspace.put(bytes("next"), new byte[5_000]);
      db.sync();
      for (Survival survival : List.of(Survival.EVERYTHING, Survival.NOTHING)) {
        SimulatedDisk image = disk.afterPowerFailure(survival, new Seed(1));
        try (LocalDatabase reopened = Databases.open(image, CrashWorkload.OPTIONS)) {
          assertThat(reopened.keyspace("k").get(bytes("small"))).hasSize(10);
          assertThat(reopened.keyspace("k").get(bytes("large"))).hasSize(5_000);
        }
      }
    }
  }

  @Test
  void whatAFlushAddsToTheManifestDoesNotGrowWithTheTablesThereAre() throws IOException {
    Options options =
        Options.builder().treeSegmentBytes(16 * 1024).memtableBytes(1024 * 1024).build();
    try (LocalDatabase db = Databases.open(disk, options, scheduler)) {
      Keyspace keyspace =
          db.createKeyspace(
              "k", KeyspaceOptions.lsm().toBuilder().compression(Compression.NONE).build());
      try (BulkLoad load = db.bulkLoad(keyspace)) {
        for (int i = 0; i < 20_000; i++) {
          load.add(bytes("key%06d".formatted(i)), new byte[100]);
        }
        load.commit();
      }
      ManifestReader.Contents before = newestManifest();
      assertThat(before.state().length).isGreaterThan(10_000);
      for (int i = 0; i < 10; i++) {
        keyspace.put(bytes("key%06d".formatted(i * 1_999)), new byte[10]);
        db.flush();
      }
      ManifestReader.Contents after = newestManifest();
      assertThat(after.name()).isEqualTo(before.name());
      assertThat(after.edits()).isGreaterThanOrEqualTo(before.edits() + 10);
      int edits = after.edits() - before.edits();
      assertThat((after.position() - before.position()) / edits).isLessThan(200);
    }
  }

  /** A merge that gets its result in, or the end of a snapshot, is no sign that there is space. */
  @Test
  void otherWorkThatSucceedsDoesNotEndTryingToFlush() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes("old"), new byte[2_000]);
      db.flush();
      Snapshot snapshot = db.snapshot();
      keyspace.put(bytes("newer"), new byte[2_000]);
      db.flush();
      keyspace.put(bytes("newest"), new byte[2_000]);
      disk.observe(noSpaceFor(Kind.WRITE, ".tree"));
      assertThatThrownBy(db::flush)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("no space left");
      snapshot.close();
      disk.observe(operation -> {});
      scheduler.tick();
      assertThat(db.statistics().flushes()).isEqualTo(3);
    }
  }

  private Engine openEngine() throws IOException {
    return new EngineOpener(
            disk, CrashWorkload.OPTIONS, new InlineScheduler(), () -> 0, LongValues::valueBytesMin)
        .open();
  }

  @Test
  void theFlushOfWhatTheLogHadIsTimedFromTheOpeningOn() throws IOException {
    try (LocalDatabase db = open()) {
      disk.observe(noSpaceFor(Kind.CREATE, ".tree"));
      Keyspace keyspace = db.createKeyspace("k");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  keyspace.put(bytes("key" + i), new byte[1_000]);
                }
              })
          .isInstanceOf(StorageException.class);
    }
    disk.observe(operation -> {});
    Engine engine = openEngine();
    try (LocalDatabase db = new Session(engine, engine::close)) {
      assertThat(db.statistics().flushes()).isPositive();
      assertThat(engine.maintenance().backpressure().flushNanosLeft())
          .isLessThan(TimeUnit.SECONDS.toNanos(30));
    }
  }

  @Test
  void theTimeSinceALoadIsNotTakenForThatOfTheNextFlush() throws Exception {
    Engine engine = openEngine();
    try (LocalDatabase db = new Session(engine, engine::close)) {
      Keyspace keyspace = db.createKeyspace("k");
      try (BulkLoad load = db.bulkLoad(keyspace)) {
        disk.observe(
            operation -> {
              // The last moment at which others commit: what they do, the load flushes with itself.
              if (operation.kind() == Kind.SYNC
                  && operation.file().endsWith(".tree")
                  && !engine.timeline().changing().isHeldByCurrentThread()) {
                keyspace.put(bytes("beside"), new byte[10]);
              }
            });
        load.add(bytes("key"), new byte[10]);
        load.commit();
      }
      disk.observe(operation -> {});
      Thread.sleep(1_500);
      keyspace.put(bytes("later"), new byte[10]);
      db.flush();
      assertThat(engine.maintenance().backpressure().flushNanosLeft())
          .isLessThan(TimeUnit.MILLISECONDS.toNanos(1_000));
    }
  }

  private ManifestReader.Contents newestManifest() throws IOException {
    return ManifestReader.read(disk, ManifestReader.findNewest(disk).orElseThrow());
  }

  @Test
  void whenThereWasNoSpaceForAnEditTheNextManifestIsANewFile() throws IOException {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes("a"), new byte[2_000]);
      db.flush();
      String first = ManifestReader.findNewest(disk).orElseThrow();
      keyspace.put(bytes("b"), new byte[2_000]);
      disk.observe(noSpaceFor(Kind.WRITE, ".manifest"));
      assertThatThrownBy(db::flush)
          .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.isDiskFull()).isTrue());
      keyspace.put(bytes("c"), new byte[2_000]);
      disk.observe(operation -> {});
      db.flush();
      assertThat(ManifestReader.findNewest(disk).orElseThrow()).isNotEqualTo(first);
      assertThat(disk.files()).doesNotContainKey(first);
      SimulatedDisk image = disk.afterPowerFailure(Survival.NOTHING, new Seed(1));
      try (LocalDatabase reopened = Databases.open(image, CrashWorkload.OPTIONS)) {
        assertThat(Databases.contents(reopened)).isEqualTo(Databases.contents(db));
      }
    }
  }

  @Test
  void aFailedSyncOfAnEditEndsWriting() {
    LocalDatabase db = open();
    Keyspace keyspace = db.createKeyspace("k");
    keyspace.put(bytes("a"), new byte[10]);
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.SYNC && isManifest(operation.file())) {
            throw new IOException("the cable is out");
          }
        });
    assertThatThrownBy(db::flush)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("the cable is out");
    disk.observe(operation -> {});
    assertThatThrownBy(() -> keyspace.put(bytes("b"), new byte[10]))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("until the database is closed and opened again");
    assertThat(keyspace.get(bytes("a"))).hasSize(10);
    assertThatThrownBy(db::close).isInstanceOf(StorageException.class);
    for (Survival survival : Survival.values()) {
      SimulatedDisk image = disk.afterPowerFailure(survival, new Seed(1));
      try (LocalDatabase reopened = Databases.open(image, CrashWorkload.OPTIONS)) {
        assertThat(reopened.keyspace("k").get(bytes("a"))).hasSize(10);
      }
    }
  }

  /**
   * The new log segment, its name, its first frame, and an edit of the manifest that tells of it.
   */
  @Test
  void openingAfterACleanCloseIsFourSyncs() {
    try (LocalDatabase db = open()) {
      db.createKeyspace("k").put(bytes("a"), new byte[2_000]);
    }
    List<String> syncs = new ArrayList<>();
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.SYNC || operation.kind() == Kind.SYNC_DIRECTORY) {
            syncs.add(operation.kind() + operation.file().replaceFirst("[0-9]+", " "));
          }
        });
    try (LocalDatabase db = open()) {
      assertThat(db.keyspace("k").get(bytes("a"))).hasSize(2_000);
      assertThat(syncs)
          .containsExactly("SYNC .log", "SYNC_DIRECTORY", "SYNC .log", "SYNC .manifest");
    }
  }

  private static boolean isManifest(String file) {
    return file.contains(".manifest");
  }

  /** Whoever flushes again and again has to let others in who want to change the files. */
  @Test
  void whoeverWaitedLongestToChangeTheFilesComesNext() throws IOException {
    Engine engine =
        new EngineOpener(
                disk,
                CrashWorkload.OPTIONS,
                scheduler,
                () -> 1_700_000_000_000_000L,
                LongValues::valueBytesMin)
            .open();
    FileTurns turns = engine.maintenance().turns();
    for (int round = 0; round < 20; round++) {
      List<String> order = Collections.synchronizedList(new ArrayList<>());
      AtomicReference<Thread> waiting = new AtomicReference<>();
      turns.work(
          () -> {
            waiting.set(Threads.start(() -> work(turns, () -> order.add("other"))));
            Threads.awaitState(waiting.get(), Thread.State.WAITING);
            order.add("first");
          });
      turns.work(() -> order.add("first again"));
      Threads.join(waiting.get());
      assertThat(order).containsExactly("first", "other", "first again");
    }
    engine.close();
  }

  /** However fast generations come to be full, others get their turn after each flush. */
  @Test
  void afterEachFlushOthersGetTheirTurn() throws IOException {
    List<Runnable> background = new ArrayList<>();
    Scheduler later = new Later(background);
    Engine engine =
        new EngineOpener(
                disk,
                CrashWorkload.OPTIONS,
                later,
                () -> 1_700_000_000_000_000L,
                LongValues::valueBytesMin)
            .open();
    try (LocalDatabase db = new Session(engine, engine::close)) {
      Keyspace keyspace = db.createKeyspace("k").withDurability(Durability.ASYNC);
      for (int i = 0; i < 2 * 64; i++) {
        keyspace.put(bytes("key" + i), new byte[1_100]);
      }
      assertThat(engine.timeline().view().sealed()).hasSize(2);
      AtomicReference<Thread> waiting = new AtomicReference<>();
      AtomicLong flushesBefore = new AtomicLong();
      disk.observe(
          operation -> {
            if (operation.file().endsWith(".tree") && waiting.get() == null) {
              waiting.set(
                  Threads.start(
                      () ->
                          work(
                              engine.maintenance().turns(),
                              () -> flushesBefore.set(db.statistics().flushes()))));
              Threads.awaitState(waiting.get(), Thread.State.WAITING);
            }
          });
      List.copyOf(background).forEach(Runnable::run);
      Threads.join(waiting.get());
      assertThat(flushesBefore).hasValue(1);
      assertThat(db.statistics().flushes()).isEqualTo(2);
      disk.observe(operation -> {});
    }
  }

  private static void work(FileTurns turns, FileTurns.Work work) {
    try {
      turns.work(work);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Keeps background work until a test does it. */
  private record Later(List<Runnable> tasks) implements Scheduler {

    @Override
    public int threads(Lane lane) {
      return 1;
    }

    @Override
    public void execute(Lane lane, Runnable task) {
      if (lane == Lane.MAINTENANCE) {
        tasks.add(task);
      }
    }

    @Override
    public void repeat(Lane lane, Duration interval, Runnable task) {}

    @Override
    public void close() {}
  }
}
