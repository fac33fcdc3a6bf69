package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Durability;
import io.lightningdb.LocalDatabase;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Operation;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.SteppingScheduler;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Takes eight images of the disk before every operation of a random workload, as a power failure at
 * that moment could leave it, and opens a database on each: what had been promised is there, what
 * was under way is there whole or not at all, and nothing is missing in between.
 */
@ExtendWith(Seeds.class)
class CrashTest {

  /** More of them for a longer search: {@code -Dlightning.crash.images=1000000}. */
  private static final int IMAGES_MIN = Integer.getInteger("lightning.crash.images", 20_000);

  private static final int STEPS = 60;

  /** As many operations as bring about so many edits of a manifest that a new one is begun. */
  private static final int STEPS_OF_LONG_ROUNDS = 400;

  /** One round of so many is a long one. */
  private static final int LONG_ROUNDS = 8;

  /** After so many rounds everything has come up, or never will. */
  private static final int ROUNDS_MAX = 200;

  private static final Set<Kind> HARMLESS = EnumSet.of(Kind.OPEN, Kind.READ, Kind.LIST);

  /** The power failed while a database was being opened. */
  private static final class PowerFailure extends IOException {}

  @ParameterizedTest
  @EnumSource
  void whatWasPromisedSurvivesAPowerFailureAtAnyMoment(StorageEngine engine, Seed seed) {
    System.out.println(engine + ": power failures with -Dlightning.seed=" + seed);
    Totals totals = new Totals();
    for (int round = 0;
        totals.images < IMAGES_MIN || (!totals.hasEverything(engine) && round < ROUNDS_MAX);
        round++) {
      Seed roundSeed = seed.fork("round" + round);
      CrashWorkload workload = new CrashWorkload(roundSeed.fork("workload"), engine).withExpiry();
      if (round % LONG_ROUNDS == 0) {
        runWorkload(
            workload.withoutLoads(), STEPS_OF_LONG_ROUNDS, roundSeed, new SimulatedDisk(), totals);
      } else {
        runWorkload(workload, STEPS, roundSeed, new SimulatedDisk(), totals);
      }
    }
    System.out.println(totals.images + " images of disks after power failures were recovered");
    // What the power may fail in the middle of has to come up, or the images prove little.
    assertThat(totals.hasEverything(engine)).as(totals.toString()).isTrue();
  }

  /** What the workloads did. */
  private static final class Totals {
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private int images;
    private long flushes;
    private long reclaimedBytes;
    private long compactions;
    private int recycledSegments;
    private int loads;
    private int streams;
    private int alterations;
    private int compactionsTogether;
    private int edits;
    private int fullManifests;

    boolean hasEverything(StorageEngine engine) {
      return flushes > 0
          && reclaimedBytes > 0
          && loads > 0
          && streams > 0
          && alterations > 0
          && (compactionsTogether > 1 || engine != StorageEngine.LSM)
          && recycledSegments > 0
          && edits > 0
          && fullManifests > 0
          && kinds.containsAll(EnumSet.complementOf(EnumSet.copyOf(HARMLESS)));
    }

    @Override
    public String toString() {
      return ("%d flushes, %d bytes reclaimed, %d loads, %d streams, %d alterations, "
              + "%d compactions, %d of them together, %d segments recycled, %d edits, %d manifests full, %s")
          .formatted(
              flushes,
              reclaimedBytes,
              loads,
              streams,
              alterations,
              compactions,
              compactionsTogether,
              recycledSegments,
              edits,
              fullManifests,
              kinds);
    }

    void count(Operation operation) {
      kinds.add(operation.kind());
      if (operation.kind() == Kind.RENAME && operation.file().endsWith(".log")) {
        recycledSegments++;
      }
      if (operation.kind() == Kind.WRITE && operation.file().endsWith(".manifest")) {
        edits++;
      }
    }

    void count(DatabaseStatistics statistics) {
      flushes += statistics.flushes();
      reclaimedBytes += statistics.reclaimedBytes();
      compactions += statistics.compactions();
    }
  }

  /** The control: this test can fail. */
  @ParameterizedTest
  @EnumSource
  void aDiskThatIgnoresSyncsIsFoundOut(StorageEngine engine, Seed seed) {
    assertThatThrownBy(
            () -> {
              for (int round = 0; round < 5; round++) {
                Seed roundSeed = seed.fork("round" + round);
                SimulatedDisk disk = new SimulatedDisk();
                disk.ignoreSyncs();
                runWorkload(
                    new CrashWorkload(roundSeed.fork("workload"), engine).withExpiry(),
                    STEPS,
                    roundSeed,
                    disk,
                    new Totals());
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s).*(one of the states|cannot be opened after).*");
  }

  private static void runWorkload(
      CrashWorkload workload, int steps, Seed seed, SimulatedDisk disk, Totals totals) {
    Merging merging = new Merging(seed.fork("merging"));
    Seed cuts = seed.fork("cuts");
    int[] manifests = {0};
    disk.observe(
        operation -> {
          totals.count(operation);
          if (operation.kind() == Kind.RENAME && operation.file().endsWith(".manifest")) {
            manifests[0]++;
          }
          if (!HARMLESS.contains(operation.kind())) {
            for (Survival survival : Survival.values()) {
              SimulatedDisk image = disk.afterPowerFailure(survival, cuts);
              // What was written outlives the end of the process, which takes nothing with it.
              int promised =
                  survival == Survival.EVERYTHING ? workload.written() : workload.durable();
              recoverAndCheck(image, workload, promised, operation + " " + survival, cuts);
              totals.images++;
            }
            merging.before(operation);
          }
        });
    try (LocalDatabase db = open(disk, merging.scheduler, workload)) {
      workload.run(db, steps, merging);
      merging.scheduler.stepsToTheEnd();
      totals.count(db.statistics());
      totals.loads += workload.loads();
      totals.streams += workload.streams();
      totals.alterations += workload.alterations();
      totals.compactionsTogether = Math.max(totals.compactionsTogether, merging.together);
      // The first one is that of a new database; a load begins another.
      totals.fullManifests += Math.max(0, manifests[0] - 1 - workload.loads());
    }
    assertThat(disk.openHandles()).as("open files after close").isEmpty();
  }

  private static LocalDatabase open(Disk disk, Scheduler scheduler, CrashWorkload workload) {
    return Databases.openAt(disk, CrashWorkload.OPTIONS, scheduler, workload::nowMicros);
  }

  /** Compactions that stop before each change to their files, and go on between operations. */
  private static final class Merging implements CrashWorkload.Background {

    private static final Set<Kind> PAUSES = EnumSet.of(Kind.CREATE, Kind.WRITE, Kind.SYNC);

    private final Seed seed;
    private final SteppingScheduler scheduler;

    /** How many at most had begun to write and not come to an end. */
    private int together;

    Merging(Seed seed) {
      this.seed = seed;
      this.scheduler = new SteppingScheduler(seed.fork("order"));
    }

    void before(Operation operation) {
      if (operation.file().endsWith(".tree") && PAUSES.contains(operation.kind())) {
        scheduler.pause();
        together = Math.max(together, scheduler.underWay());
      }
    }

    @Override
    public void between() {
      for (int steps = seed.between(0, 3); steps > 0; steps--) {
        scheduler.step();
      }
    }

    @Override
    public void alone(Runnable operation) {
      scheduler.stepsToTheEnd();
      operation.run();
      scheduler.inSteps();
    }
  }

  private static void recoverAndCheck(
      SimulatedDisk image, CrashWorkload workload, int promised, String when, Seed seed) {
    boolean twice = seed.oneIn(8);
    SimulatedDisk disk = twice ? failAgainWhileOpening(image, workload, when, seed) : image;
    int first = twice ? workload.durable() : promised;
    LocalDatabase opened;
    try {
      opened = open(disk, new InlineScheduler(), workload);
    } catch (RuntimeException e) {
      throw new AssertionError("cannot be opened after " + when, e);
    }
    try (LocalDatabase db = opened) {
      Map<String, SortedMap<String, String>> found = Databases.contents(db);
      assertThat(workload.allows(found, first))
          .as(
              () ->
                  "after %s: one of the states %d to %d, not state %d"
                      .formatted(
                          when,
                          workload.durable(),
                          workload.issued(),
                          workload.states().indexOf(found)))
          .isTrue();
      assertThat(db.verify()).as("broken rules after " + when).isEmpty();
      assertThat(filesOfBlocks(disk)).as("files after " + when).isEqualTo(neededFiles(db));
      if (seed.oneIn(4)) {
        writeOnAndReopen(disk, db, found, workload, seed);
      }
    }
    assertThat(disk.openHandles()).as("open files after " + when).isEmpty();
  }

  private static Set<String> filesOfBlocks(SimulatedDisk disk) {
    return disk.files().keySet().stream()
        .filter(name -> name.endsWith(".tree"))
        .collect(Collectors.toSet());
  }

  /** Returns the names of the files of blocks that entries of a database are in. */
  private static Set<String> neededFiles(LocalDatabase db) {
    Engine engine = ((Session) db).engine();
    View view = engine.timeline().view();
    Set<Long> needed = view.flushed().files();
    view.unflushed().forEach(generation -> needed.addAll(generation.blobFiles()));
    return engine.files().files().stream()
        .filter(file -> !file.isLogSegment() && needed.contains(file.number()))
        .map(BlockFile::name)
        .collect(Collectors.toSet());
  }

  /** Lets the power fail once more, somewhere in the recovery. */
  private static SimulatedDisk failAgainWhileOpening(
      SimulatedDisk image, CrashWorkload workload, String when, Seed seed) {
    int cutAt = seed.between(1, 40);
    image.observe(
        (Operation operation) -> {
          if (operation.number() >= cutAt) {
            throw new PowerFailure();
          }
        });
    try (LocalDatabase db = open(image, new InlineScheduler(), workload)) {
      assertThat(db.isOpen()).isTrue();
    } catch (RuntimeException e) {
      assertThat(Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause))
          .as("cannot be opened after " + when)
          .hasAtLeastOneElementOfType(PowerFailure.class);
    }
    Survival survival = Survival.values()[seed.between(0, Survival.values().length - 1)];
    return image.afterPowerFailure(survival, seed);
  }

  /** What is written after a recovery must survive the next, whatever the first one left behind. */
  private static void writeOnAndReopen(
      SimulatedDisk disk,
      LocalDatabase db,
      Map<String, SortedMap<String, String>> found,
      CrashWorkload workload,
      Seed seed) {
    if (found.isEmpty()) {
      return;
    }
    String name = seed.pick(db.keyspaceNames());
    db.keyspace(name).withDurability(Durability.SYNC).put(Databases.bytes("on"), new byte[] {1});
    found.get(name).put("on", "\u0001");
    SimulatedDisk next = disk.afterPowerFailure(Survival.NOTHING, seed);
    try (LocalDatabase reopened = open(next, new InlineScheduler(), workload)) {
      assertThat(Databases.contents(reopened)).isEqualTo(found);
      assertThat(reopened.verify()).isEmpty();
    }
  }
}
