package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Change;
import io.lightningdb.CommittedChanges;
import io.lightningdb.LimitException;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Takes images of the disk before operations of a random workload, as a power failure at that
 * moment could leave it, and opens a database on each: its changes are those that make what it
 * holds, all of them.
 */
@ExtendWith(Seeds.class)
class ChangesCrashTest {

  private static final int IMAGES_MIN = Integer.getInteger("lightning.crash.images", 20_000) / 5;
  private static final int STEPS = 60;
  private static final Set<Kind> HARMLESS = EnumSet.of(Kind.OPEN, Kind.READ, Kind.LIST);

  private static final Options ALL =
      CrashWorkload.OPTIONS.toBuilder().logBytesKept(1L << 30).build();
  private static final Options FEW =
      CrashWorkload.OPTIONS.toBuilder().logBytesKept(3 * 16 * 1024).build();

  private interface Check {
    void run(LocalDatabase db, String when);
  }

  @Test
  void allChangesMakeWhatRecoveryKept(Seed seed) {
    run(seed, ALL, ChangesCrashTest::checkAll);
  }

  @Test
  void whatIsKeptOfThemIsWholeToo(Seed seed) {
    int[] trimmed = {0};
    run(
        seed,
        FEW,
        (db, when) -> {
          checkNewest(db, when);
          trimmed[0] += db.changesKeptAfter() > 0 ? 1 : 0;
        });
    assertThat(trimmed[0]).isGreaterThan(100);
  }

  private static void run(Seed seed, Options options, Check check) {
    int[] images = {0};
    for (int round = 0; images[0] < IMAGES_MIN; round++) {
      Seed roundSeed = seed.fork("round" + round);
      CrashWorkload workload = new CrashWorkload(roundSeed.fork("workload"));
      Seed cuts = roundSeed.fork("cuts");
      SimulatedDisk disk = new SimulatedDisk();
      disk.observe(
          operation -> {
            if (!HARMLESS.contains(operation.kind())) {
              for (Survival survival :
                  List.of(Survival.NOTHING, cuts.pick(List.of(Survival.values())))) {
                SimulatedDisk image = disk.afterPowerFailure(survival, cuts);
                recoverAndCheck(image, options, check, operation + " " + survival, cuts);
                images[0]++;
              }
            }
          });
      // More than once, so that there is something from an opening before.
      for (int opening = 0; opening < 3; opening++) {
        try (LocalDatabase db = Databases.open(disk, options)) {
          check.run(db, "opening " + opening);
          workload.run(db, STEPS / 3);
        }
      }
      assertThat(disk.openHandles()).isEmpty();
    }
  }

  private static void recoverAndCheck(
      SimulatedDisk image, Options options, Check check, String when, Seed seed) {
    try (LocalDatabase db = Databases.open(image, options)) {
      check.run(db, when);
      assertThat(db.verify()).as("broken rules after " + when).isEmpty();
      if (seed.oneIn(4) && !db.keyspaceNames().isEmpty()) {
        // What an earlier recovery has dropped must not come back.
        db.keyspace(db.keyspaceNames().get(0)).put(Databases.bytes("after"), Databases.bytes(when));
        check.run(db, "a commit after " + when);
      }
    }
    assertThat(image.openHandles()).as("open files after " + when).isEmpty();
    try (LocalDatabase db = Databases.open(image, options)) {
      check.run(db, "reopening after " + when);
    }
  }

  private static void checkAll(LocalDatabase db, String when) {
    assertThat(db.changesKeptAfter()).as(when).isZero();
    Mirror mirror = new Mirror(db);
    try {
      mirror.catchUp();
    } catch (RuntimeException e) {
      throw new AssertionError("not all changes can be read after " + when, e);
    }
    assertThat(mirror.sequence()).as(when).isEqualTo(db.lastSequence());
    assertThat(mirror.contents()).as(when).isEqualTo(Databases.contents(db));
  }

  /** Checks that the newest change of each key is what the database has. */
  private static void checkNewest(LocalDatabase db, String when) {
    Map<String, SortedMap<String, String>> contents = Databases.contents(db);
    Map<String, Change> newest = new TreeMap<>();
    long sequence = db.changesKeptAfter();
    List<CommittedChanges> commits;
    try {
      commits = Mirror.read(db, sequence);
    } catch (RuntimeException e) {
      throw new AssertionError("not all changes can be read after " + when, e);
    }
    for (CommittedChanges commit : commits) {
      sequence++;
      assertThat(commit.sequence()).as(when).isEqualTo(sequence);
      for (Change change : commit.changes()) {
        if (change instanceof Change.Put put) {
          newest.put(change.keyspaceId() + " " + Databases.text(put.key()), change);
        } else if (change instanceof Change.Delete delete) {
          newest.put(change.keyspaceId() + " " + Databases.text(delete.key()), change);
        } else if (change instanceof Change.DeleteRange delete) {
          String keyspace = change.keyspaceId() + " ";
          newest
              .keySet()
              .removeIf(
                  key ->
                      key.startsWith(keyspace)
                          && delete
                              .range()
                              .contains(Databases.bytes(key.substring(keyspace.length()))));
        } else if (change instanceof Change.Load) {
          newest.keySet().removeIf(key -> key.startsWith(change.keyspaceId() + " "));
        }
      }
    }
    assertThat(sequence).as(when).isEqualTo(db.lastSequence());
    for (Change change : newest.values()) {
      SortedMap<String, String> entries =
          change.keyspaceName() == null ? null : contents.get(change.keyspaceName());
      if (entries == null) {
        continue; // dropped or renamed since
      }
      if (change instanceof Change.Put put) {
        try {
          assertThat(entries.get(Databases.text(put.key())))
              .as(when)
              .isEqualTo(Databases.text(put.value().bytes()));
        } catch (LimitException e) {
          assertThat(put.value().length()).isGreaterThan(Databases.STREAM_FILE_BYTES_MIN);
        }
      } else if (change instanceof Change.Delete delete) {
        assertThat(entries).as(when).doesNotContainKey(Databases.text(delete.key()));
      }
    }
  }
}
