package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.StorageException;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Observer;
import io.lightningdb.internal.testing.SimulatedDisk.Operation;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lets the n-th operation of the disk fail, for every n, and looks at what comes of it. */
@ExtendWith(Seeds.class)
class FaultTest {

  private static final int STEPS = 50;
  private static final Set<Kind> CHANGES =
      EnumSet.of(Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.RENAME, Kind.DELETE, Kind.SYNC_DIRECTORY);

  private interface Fault {
    IOException make();
  }

  /** Counts some operations and lets them fail from one number to another. */
  private static final class Faults implements Observer {
    private final Predicate<Operation> counted;
    private final long first;
    private final long last;
    private final Fault fault;
    private long count;

    Faults(Set<Kind> kinds, long first, long last, Fault fault) {
      this(operation -> kinds.contains(operation.kind()), first, last, fault);
    }

    Faults(Predicate<Operation> counted, long first, long last, Fault fault) {
      this.counted = counted;
      this.first = first;
      this.last = last;
      this.fault = fault;
    }

    boolean areOver() {
      return count >= last;
    }

    @Override
    public void before(Operation operation) throws IOException {
      if (counted.test(operation)) {
        count++;
        if (count >= first && count <= last) {
          throw fault.make();
        }
      }
    }
  }

  @Test
  void anErrorAtAnyChangeLosesNothingThatWasPromised(Seed seed) {
    long changes = countOperations(seed, CHANGES);
    for (long n = 1; n <= changes; n++) {
      runWithError(seed, new Faults(CHANGES, n, n, () -> new IOException("I/O error")), n);
    }
  }

  @Test
  void aDiskThatStaysBrokenLosesNothingThatWasPromised(Seed seed) {
    long changes = countOperations(seed, CHANGES);
    for (long n = 1; n <= changes; n++) {
      runWithError(
          seed, new Faults(CHANGES, n, Long.MAX_VALUE, () -> new IOException("I/O error")), n);
    }
  }

  @Test
  void anErrorAtAnySyncLosesNothingThatWasPromised(Seed seed) {
    Set<Kind> syncs = EnumSet.of(Kind.SYNC, Kind.SYNC_DIRECTORY);
    long count = countOperations(seed, syncs);
    for (long n = 1; n <= count; n++) {
      runWithError(seed, new Faults(syncs, n, n, () -> new IOException("I/O error")), n);
    }
  }

  private static long countOperations(Seed seed, Set<Kind> kinds) {
    return countOperations(seed, operation -> kinds.contains(operation.kind()));
  }

  private static long countOperations(Seed seed, Predicate<Operation> counted) {
    Faults none = new Faults(counted, Long.MAX_VALUE, Long.MAX_VALUE, IOException::new);
    SimulatedDisk disk = new SimulatedDisk();
    disk.observe(none);
    try (LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS)) {
      new CrashWorkload(seed.fork("workload")).run(db, STEPS);
    }
    assertThat(none.count).isGreaterThan(10);
    return none.count;
  }

  private static void runWithError(Seed seed, Faults faults, long n) {
    SimulatedDisk disk = new SimulatedDisk();
    disk.observe(faults);
    CrashWorkload workload = new CrashWorkload(seed.fork("workload"));
    try (LocalDatabase db =
        Databases.openOrThrow(disk, CrashWorkload.OPTIONS, new InlineScheduler())) {
      try {
        workload.run(db, STEPS);
      } catch (StorageException e) {
        assertThat(db.isOpen()).isTrue();
        assertReadable(db, workload);
        if (String.valueOf(e.getMessage()).startsWith("nothing of the bulk load is there")
            || String.valueOf(e.getMessage()).startsWith("the value could not be written")) {
          // All that failed were files of the load's own, or of the stream's.
          assertWritesWork(db, faults);
        } else {
          assertWritesAreRefused(db);
        }
      }
    } catch (IOException | StorageException e) {
      // Opening or closing failed, and said so.
      assertThat(e).hasMessageNotContaining("null");
    }
    assertThat(disk.openHandles()).as("open files after error %d", n).isEmpty();
    disk.observe(operation -> {});
    for (Survival survival : List.of(Survival.EVERYTHING, Survival.NOTHING, Survival.SOME)) {
      SimulatedDisk image = disk.afterPowerFailure(survival, seed);
      try (LocalDatabase db = Databases.open(image, CrashWorkload.OPTIONS)) {
        Map<String, SortedMap<String, String>> found = Databases.contents(db);
        assertThat(workload.allows(found, workload.durable()))
            .as("what is there after error %d, then %s", n, survival)
            .isTrue();
        assertThat(db.verify()).isEmpty();
      }
    }
  }

  /** Reads go on after an error, and show at least everything that was promised. */
  private static void assertReadable(LocalDatabase db, CrashWorkload workload) {
    assertThat(workload.allows(Databases.contents(db), workload.durable())).isTrue();
  }

  private static void assertWritesWork(LocalDatabase db, Faults faults) {
    for (String name : db.keyspaceNames()) {
      try {
        db.keyspace(name).put(new byte[] {1}, new byte[] {2});
        db.keyspace(name).delete(new byte[] {1});
      } catch (StorageException e) {
        assertThat(faults.areOver()).isFalse();
      }
    }
  }

  private static void assertWritesAreRefused(LocalDatabase db) {
    for (String name : db.keyspaceNames()) {
      try {
        db.keyspace(name).put(new byte[] {1}, new byte[] {2});
        db.keyspace(name).delete(new byte[] {1});
        fail("an error was reported, yet writing goes on");
      } catch (StorageException e) {
        assertThat(e).hasMessageContaining("until the database is closed and opened again");
      }
    }
  }

  @Test
  void aDiskWithoutSpaceForAnotherFileIsReportedAndWritingGoesOnWhenThereIsSpace(Seed seed) {
    goOnAfterFullDisk(seed, operation -> operation.kind() == Kind.CREATE);
  }

  /**
   * Log segments have their space before they are used; all other files grow as they are written.
   */
  @Test
  void aFullDiskIsReportedAndWritingGoesOnWhenThereIsSpace(Seed seed) {
    goOnAfterFullDisk(
        seed,
        operation ->
            operation.kind() == Kind.CREATE
                || (operation.kind() == Kind.WRITE && !operation.file().endsWith(".log")));
  }

  private static void goOnAfterFullDisk(Seed seed, Predicate<Operation> growing) {
    long count = countOperations(seed, growing);
    int refusals = 0;
    for (long n = 7; n <= count; n++) {
      SimulatedDisk disk = new SimulatedDisk();
      disk.observe(
          new Faults(growing, n, n + 2, () -> new DiskFullException("no space left on the disk")));
      CrashWorkload workload = new CrashWorkload(seed.fork("workload"));
      InlineScheduler scheduler = new InlineScheduler();
      try (LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS, scheduler)) {
        int done = 0;
        while (done < STEPS) {
          try {
            workload.run(db, 1);
            done++;
          } catch (StorageException e) {
            assertThat(e).hasMessageContaining("no space left");
            assertThat(e.isDiskFull()).isTrue();
            workload.nothingWasWritten();
            refusals++;
          }
          scheduler.tick();
        }
        assertThat(workload.allows(Databases.contents(db), workload.issued())).isTrue();
      }
      disk.observe(operation -> {});
      try (LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS)) {
        assertThat(workload.allows(Databases.contents(db), workload.issued())).isTrue();
        assertThat(db.verify()).isEmpty();
      }
    }
    assertThat(refusals).isPositive();
  }

  @Test
  void anErrorInReadingIsReportedAndPasses() {
    SimulatedDisk disk = new SimulatedDisk();
    try (LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS)) {
      db.createKeyspace("k").put(new byte[] {1}, new byte[] {2});
    }
    try (LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS)) {
      Keyspace keyspace = db.keyspace("k");
      disk.observe(
          new Faults(EnumSet.of(Kind.READ), 1, 1, () -> new IOException("the sector is bad")));
      assertThatThrownBy(() -> keyspace.get(new byte[] {1}))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("the sector is bad");
      assertThat(keyspace.get(new byte[] {1})).containsExactly(2);
      keyspace.withDurability(Durability.SYNC).put(new byte[] {3}, new byte[] {4});
    }
  }
}
