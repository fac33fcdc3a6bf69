package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SharedDisk;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Cuts the power while many threads commit and others flush, reclaim and make segments ready. What
 * is there afterwards is judged by itself: each commit has a number among those of its thread, is
 * written twice, and says which commits of the other threads had returned before it began. So half
 * a commit shows, a hole within a thread, and an effect that survived its cause.
 */
@ExtendWith(Seeds.class)
@Timeout(120)
class ConcurrentCrashTest {

  private static final int ROUNDS = 20;
  private static final int COMMITS = 400;
  private static final int WRITERS = 4;

  /** So small that most commits meet a flush or a change of segments. */
  private static final Options OPTIONS =
      CrashWorkload.OPTIONS.toBuilder().syncInterval(Duration.ofMillis(2)).build();

  private static final KeyspaceOptions SMALL_PAGES =
      KeyspaceOptions.builder().pageBytes(512).build();

  @Test
  void whatWasPromisedToAnyThreadSurvivesAndSoDoesItsCause(Seed seed) {
    for (int round = 0; round < ROUNDS; round++) {
      run(seed.fork("round" + round));
    }
  }

  private static void run(Seed seed) {
    SharedDisk disk = new SharedDisk();
    AtomicIntegerArray returned = new AtomicIntegerArray(WRITERS);
    AtomicIntegerArray durable = new AtomicIntegerArray(WRITERS);
    try (LocalDatabase db = Databases.open(disk, OPTIONS, new ThreadScheduler("crash test"))) {
      db.createKeyspace("one", SMALL_PAGES);
      db.createKeyspace("other", SMALL_PAGES);
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        Seed own = seed.fork("writer" + i);
        writers.add(Threads.start(() -> write(db, number, returned, durable, own)));
      }
      int images = 0;
      while (writers.stream().anyMatch(Thread::isAlive)) {
        int[] promised = new int[WRITERS];
        Arrays.setAll(promised, durable::get);
        Survival survival = seed.pick(List.of(Survival.values()));
        SimulatedDisk image = disk.afterPowerFailure(survival, seed);
        check(image, promised, "image %d, %s".formatted(images, survival));
        images++;
      }
      writers.forEach(Threads::join);
      assertThat(images).isGreaterThan(1);
    }
    assertThat(disk.openHandles()).isEmpty();
  }

  private static void write(
      LocalDatabase db,
      int writer,
      AtomicIntegerArray returned,
      AtomicIntegerArray durable,
      Seed seed) {
    Keyspace one = db.keyspace("one");
    Keyspace other = db.keyspace("other");
    for (int number = 1; number <= COMMITS; number++) {
      StringBuilder clock = new StringBuilder();
      for (int i = 0; i < WRITERS; i++) {
        clock.append(i == writer ? number : returned.get(i)).append(' ');
      }
      int padding = seed.oneIn(20) ? seed.between(2_000, 6_000) : seed.between(0, 50);
      byte[] key = bytes("%d %06d".formatted(writer, number));
      byte[] value = bytes(clock + "x".repeat(padding));
      Durability durability = Durability.values()[seed.between(0, 2)];
      if (seed.oneIn(10)) {
        // Keyspaces come and go, which is in the log too.
        Keyspace third = db.createKeyspace("third " + writer, SMALL_PAGES);
        db.write(batch(key, value, one, other, third), durability);
        db.dropKeyspace("third " + writer);
        durability = Durability.SYNC;
      } else {
        db.write(batch(key, value, one, other), durability);
      }
      if (seed.oneIn(60)) {
        db.flush();
      }
      returned.set(writer, number);
      if (durability == Durability.SYNC) {
        durable.set(writer, number);
      }
    }
  }

  private static WriteBatch batch(byte[] key, byte[] value, Keyspace... keyspaces) {
    WriteBatch batch = new WriteBatch();
    for (Keyspace keyspace : keyspaces) {
      batch.put(keyspace, key, value);
    }
    return batch;
  }

  private static void check(SimulatedDisk image, int[] promised, String when) {
    try (LocalDatabase db = Databases.open(image, OPTIONS)) {
      SortedMap<String, String> found = Databases.contents(db.keyspace("one").cursor());
      assertThat(Databases.contents(db.keyspace("other").cursor()))
          .as("the other half of each commit, " + when)
          .isEqualTo(found);
      int[] last = new int[WRITERS];
      for (String key : found.keySet()) {
        int writer = Integer.parseInt(key.substring(0, 1));
        last[writer]++;
        if (Integer.parseInt(key.substring(2)) != last[writer]) {
          fail("%s lost commit %d of writer %d, but not %s", when, last[writer], writer, key);
        }
      }
      for (int i = 0; i < WRITERS; i++) {
        assertThat(last[i])
            .as("what was promised to writer %d, %s", i, when)
            .isGreaterThanOrEqualTo(promised[i]);
      }
      for (Map.Entry<String, String> entry : found.entrySet()) {
        String[] clock = entry.getValue().split(" ", WRITERS + 1);
        for (int i = 0; i < WRITERS; i++) {
          if (Integer.parseInt(clock[i]) > last[i]) {
            fail(
                "%s lost commit %s of writer %d, a cause of %s", when, clock[i], i, entry.getKey());
          }
        }
      }
      assertThat(db.verify()).as(when).isEmpty();
    }
  }
}
