package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.BulkLoad;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.StorageEngine;
import io.lightningdb.StorageException;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.testing.HoldingScheduler;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Observer;
import io.lightningdb.internal.testing.SimulatedDisk.Operation;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a bulk load at each operation of the disk, and of what comes in between. */
@ParameterizedClass
@EnumSource
class BulkLoadFaultTest {

  private static final int ENTRIES = 400;
  private static final Set<Kind> CHANGES =
      EnumSet.of(Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.RENAME, Kind.SYNC_DIRECTORY);

  private static final Set<Kind> READS = EnumSet.of(Kind.READ, Kind.OPEN, Kind.LIST);

  @Parameter private StorageEngine engine;

  private SimulatedDisk disk = new SimulatedDisk();
  private final InlineScheduler scheduler = new InlineScheduler();

  /** Opens a database with a keyspace that has something in files and something in memory. */
  private LocalDatabase open() {
    LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS, scheduler);
    if (db.keyspaceNames().isEmpty()) {
      Keyspace keyspace =
          db.createKeyspace("k", KeyspaceOptions.builder().engine(engine).pageBytes(512).build());
      for (int i = 0; i < 600; i += 3) {
        keyspace.withDurability(Durability.ASYNC).put(key(i), bytes("old" + i));
      }
      db.flush();
      keyspace.put(key(1), bytes("in memory"));
    }
    return db;
  }

  private static byte[] key(int number) {
    return bytes("key%06d".formatted(number));
  }

  private static void add(BulkLoad load) {
    for (int i = 0; i < ENTRIES; i++) {
      load.add(key(2 * i), bytes(("new" + i + "-").repeat(10)));
    }
  }

  private static void load(LocalDatabase db) {
    try (BulkLoad load = db.bulkLoad(db.keyspace("k"))) {
      add(load);
      load.commit();
    }
  }

  private static SortedMap<String, String> contents(LocalDatabase db) {
    return Databases.contents(db.keyspace("k").cursor());
  }

  private static SortedMap<String, String> loaded(SortedMap<String, String> before) {
    SortedMap<String, String> after = new TreeMap<>(before);
    for (int i = 0; i < ENTRIES; i++) {
      after.put(Databases.text(key(2 * i)), ("new" + i + "-").repeat(10));
    }
    return after;
  }

  /** Lets the n-th of all changes to the disk fail, and counts them. */
  private static final class Nth implements Observer {
    private final int n;
    private final Supplier<IOException> failure;
    private int count;

    Nth(int n, Supplier<IOException> failure) {
      this.n = n;
      this.failure = failure;
    }

    @Override
    public void before(Operation operation) throws IOException {
      if (CHANGES.contains(operation.kind())) {
        count++;
        if (count == n) {
          throw failure.get();
        }
      }
    }
  }

  private static boolean isPreallocated(Operation operation) {
    return operation.kind() == Kind.WRITE
        && (operation.file().endsWith(".log") || operation.file().endsWith(".manifest"));
  }

  @Test
  void withoutSpaceNothingIsLoadedAndNothingIsLeft() {
    int failures = 0;
    for (int n = 1; ; n++) {
      disk = new SimulatedDisk();
      try (LocalDatabase db = open()) {
        SortedMap<String, String> before = contents(db);
        int last = n;
        int[] count = {0};
        disk.observe(
            operation -> {
              boolean grows = operation.kind() == Kind.CREATE || operation.kind() == Kind.WRITE;
              if (grows && !isPreallocated(operation) && ++count[0] >= last) {
                throw new DiskFullException("no space left");
              }
            });
        try {
          load(db);
          assertThat(count[0]).isLessThan(n);
          break;
        } catch (StorageException e) {
          assertThat(e.isDiskFull()).isTrue();
          assertThat(e).hasMessageContaining("no space left");
          failures++;
        }
        assertThat(contents(db)).isEqualTo(before);
        disk.observe(operation -> {});
        scheduler.tick();
        db.flush();
        assertThat(contents(db)).isEqualTo(before);
        assertNoFileIsLeft(db);
        load(db);
        assertThat(contents(db)).isEqualTo(loaded(before));
        assertThat(db.verify()).isEmpty();
      }
      assertThat(disk.openHandles()).isEmpty();
    }
    assertThat(failures).isGreaterThan(5);
  }

  private void assertNoFileIsLeft(LocalDatabase db) {
    long files =
        disk.files().entrySet().stream()
            .filter(entry -> entry.getKey().endsWith(".tree"))
            .mapToLong(entry -> entry.getValue().length)
            .sum();
    assertThat(files).isEqualTo(db.statistics().treeBytes());
  }

  @Test
  void anErrorLeavesAllOrNothing() {
    int usable = 0;
    int refusing = 0;
    for (int n = 1; ; n++) {
      disk = new SimulatedDisk();
      boolean failed = false;
      SortedMap<String, String> before = new TreeMap<>();
      try (LocalDatabase db = open()) {
        before.putAll(contents(db));
        disk.observe(new Nth(n, () -> new IOException("the disk is broken")));
        try {
          load(db);
        } catch (StorageException e) {
          failed = true;
          assertThat(e).hasMessageContaining("the disk is broken");
          assertThat(e.isDiskFull()).isFalse();
          assertThat(contents(db)).isIn(before, loaded(before));
          if (String.valueOf(e.getMessage()).startsWith("nothing of the bulk load")) {
            usable++;
            assertThat(contents(db)).isEqualTo(before);
            assertNoFileIsLeft(db);
            load(db);
            assertThat(contents(db)).isEqualTo(loaded(before));
          } else {
            refusing++;
            assertThatThrownBy(() -> db.keyspace("k").put(key(0), bytes("more")))
                .hasMessageContaining("until the database is closed and opened again");
          }
        }
      } catch (StorageException e) {
        assertThat(e).hasMessageContaining("the disk is broken");
      }
      assertThat(disk.openHandles()).isEmpty();
      disk.observe(operation -> {});
      try (LocalDatabase db = open()) {
        assertThat(contents(db)).isIn(before, loaded(before));
        assertThat(db.verify()).isEmpty();
        assertNoFileIsLeft(db);
      }
      if (!failed) {
        break;
      }
    }
    assertThat(usable).isGreaterThan(5);
    assertThat(refusing).isGreaterThan(5);
  }

  /** What somebody sees must be on the device, and with it all that was committed before. */
  @Test
  void nobodySeesALoadThatCouldBeLost() {
    try (LocalDatabase db = open()) {
      SortedMap<String, String> before = contents(db);
      boolean[] looking = {false};
      int[] seen = {0, 0};
      disk.observe(
          operation -> {
            if (looking[0] || READS.contains(operation.kind())) {
              return;
            }
            looking[0] = true;
            SortedMap<String, String> found = contents(db);
            assertThat(found).isIn(before, loaded(before));
            boolean there = found.equals(loaded(before));
            seen[there ? 1 : 0]++;
            SimulatedDisk image = disk.afterPowerFailure(Survival.NOTHING, new Seed(1));
            try (LocalDatabase reopened = Databases.open(image, CrashWorkload.OPTIONS)) {
              SortedMap<String, String> survived = contents(reopened);
              assertThat(survived).isIn(before, loaded(before));
              assertThat(!there || survived.equals(found)).as("what is seen is there").isTrue();
            }
            looking[0] = false;
          });
      load(db);
      assertThat(seen[0]).isGreaterThan(10);
      if (engine == StorageEngine.BTREE) {
        // What the tree was before is deleted when the load is seen already.
        assertThat(seen[1]).isPositive();
      }
      disk.observe(operation -> {});
    }
  }

  /** Commits something at each operation at which that is possible. */
  @Test
  void whatIsCommittedMeanwhileIsUnderTheLoadAndWhatComesAfterIsOverIt() {
    for (int every = 1; every <= 5; every++) {
      disk = new SimulatedDisk();
      try (LocalDatabase db = open()) {
        Keyspace keyspace = db.keyspace("k").withDurability(Durability.ASYNC);
        Timeline timeline = ((Session) db).engine().timeline();
        SortedMap<String, String> expected = loaded(contents(db));
        Map<String, String> under = new HashMap<>();
        int step = every;
        int[] count = {0};
        boolean[] committing = {false};
        disk.observe(
            operation -> {
              count[0]++;
              if (committing[0]
                  || count[0] % step != 0
                  || timeline.changing().isHeldByCurrentThread()) {
                return;
              }
              committing[0] = true;
              boolean there = contents(db).equals(expected);
              int number = count[0] % ENTRIES;
              String value = "meanwhile" + count[0];
              keyspace.put(key(2 * number), bytes(value));
              keyspace.put(key(2 * number + 1), bytes(value));
              keyspace.delete(key(2 * number + 3));
              expected.put(Databases.text(key(2 * number + 1)), value);
              expected.remove(Databases.text(key(2 * number + 3)));
              if (there) {
                expected.put(Databases.text(key(2 * number)), value);
              } else {
                under.put(Databases.text(key(2 * number)), value);
              }
              committing[0] = false;
            });
        load(db);
        disk.observe(operation -> {});
        assertThat(under).isNotEmpty();
        assertThat(contents(db)).isEqualTo(expected);
        db.flush();
        assertThat(contents(db)).isEqualTo(expected);
        assertThat(db.verify()).isEmpty();
      }
    }
  }

  /** Several generations are merged at the end, each into what those before have just written. */
  @Test
  void commitsFasterThanTheyCanBeFlushedGoUnderTheLoadToo() {
    for (int step = 1; step <= 2; step++) {
      disk = new SimulatedDisk();
      SortedMap<String, String> expected;
      try (LocalDatabase db = open()) {
        expected = loaded(contents(db));
      }
      // Nothing is in the cache of what is opened now: what is merged has to come from files.
      HoldingScheduler holding = new HoldingScheduler(EnumSet.allOf(Scheduler.Lane.class));
      try (LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS, holding)) {
        Keyspace keyspace = db.keyspace("k").withDurability(Durability.ASYNC);
        Timeline timeline = ((Session) db).engine().timeline();
        int[] count = {0};
        int[] sealed = {0};
        int factor = step;
        disk.observe(
            operation -> {
              if (timeline.changing().isHeldByCurrentThread()) {
                sealed[0] = Math.max(sealed[0], timeline.view().sealed().size());
              } else if (operation.kind() == Kind.SYNC_DIRECTORY
                  && timeline.view().sealed().isEmpty()) {
                // More than a memtable holds, and then some for the next one.
                String value = ("meanwhile" + count[0]++).repeat(10);
                for (int i = 0; i < 600; i++) {
                  byte[] key = key(2 * ((factor * i + count[0]) % 2_000) + 1);
                  keyspace.put(key, bytes(value));
                  expected.put(Databases.text(key), value);
                }
              }
            });
        load(db);
        disk.observe(operation -> {});
        holding.runAll();
        // A tree reads what it changes.
        assertThat(sealed[0]).isGreaterThan(engine == StorageEngine.BTREE ? 1 : -1);
        assertThat(contents(db)).isEqualTo(expected);
        assertThat(db.verify()).isEmpty();
      }
    }
  }

  @Test
  void whatACrashLeavesOfALoadIsDeletedAtTheNextOpening() {
    SimulatedDisk image;
    try (LocalDatabase db = open();
        BulkLoad load = db.bulkLoad(db.keyspace("k"))) {
      add(load);
      image = disk.afterPowerFailure(Survival.EVERYTHING, new Seed(1));
    }
    int files = image.files().size();
    disk = image;
    try (LocalDatabase db = open()) {
      db.flush();
      assertNoFileIsLeft(db);
      assertThat(disk.files().size()).isLessThan(files);
    }
  }
}
