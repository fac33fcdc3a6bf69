package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.BulkLoad;
import io.lightningdb.Change;
import io.lightningdb.ChangeListener;
import io.lightningdb.ChangeSubscription;
import io.lightningdb.CommittedChanges;
import io.lightningdb.Durability;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LightningException;
import io.lightningdb.ListenOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SharedDisk;
import io.lightningdb.internal.testing.Threads;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Several threads commit, flush and load at random, over several openings. What listeners were told
 * is what cursors read, and applied to nothing it makes what the database holds.
 */
@ExtendWith(Seeds.class)
@Timeout(120)
class ChangesModelTest {

  private static final int ROUNDS = 6;
  private static final int OPENINGS = 3;
  private static final int THREADS = 4;
  private static final int COMMITS = 250;

  private static final Options OPTIONS =
      CrashWorkload.OPTIONS.toBuilder().logBytesKept(1L << 30).build();

  /** Applies what it is told to a mirror. */
  private static final class Follower implements ChangeListener {
    private final Mirror mirror;
    private final Seed seed;
    private final List<CommittedChanges> told = new ArrayList<>();
    private final AtomicReference<AssertionError> failure = new AtomicReference<>();
    private volatile long last;

    Follower(Mirror mirror, Seed seed) {
      this.mirror = mirror;
      this.seed = seed;
    }

    @Override
    public void committed(CommittedChanges commit) {
      try {
        mirror.apply(commit);
      } catch (AssertionError e) {
        failure.compareAndSet(null, e);
      }
      told.add(commit);
      last = commit.sequence();
      if (seed.oneIn(20)) {
        Threads.pause();
      }
    }

    @Override
    public void missed(long firstSequence, long lastSequence) {
      failure.set(new AssertionError("missed " + firstSequence + " to " + lastSequence));
    }

    @Override
    public void failed(LightningException reason) {
      failure.set(new AssertionError("the subscription is over", reason));
    }
  }

  @Test
  void listenersAndCursorsSeeWhatMakesTheDatabase(Seed seed) {
    for (int round = 0; round < ROUNDS; round++) {
      run(seed.fork("round" + round));
    }
  }

  private static void run(Seed seed) {
    SharedDisk disk = new SharedDisk();
    for (int opening = 0; opening < OPENINGS; opening++) {
      Seed own = seed.fork("opening" + opening);
      try (LocalDatabase db =
          Databases.open(disk, OPTIONS, new ThreadScheduler("changes model test"))) {
        runOpening(db, own);
      }
      assertThat(disk.openHandles()).isEmpty();
    }
    assertThat(Threads.lightningThreads()).isEmpty();
  }

  private static void runOpening(LocalDatabase db, Seed seed) {
    Mirror mirror = new Mirror(db).catchUp();
    assertThat(mirror.contents()).isEqualTo(Databases.contents(db));
    long before = mirror.sequence();
    Follower follower = new Follower(mirror, seed.fork("follower"));
    ChangeSubscription subscription = db.listen(follower, ListenOptions.defaults().after(before));
    for (StorageEngine engine : StorageEngine.values()) {
      db.openKeyspace(
          "of " + engine, KeyspaceOptions.builder().engine(engine).pageBytes(512).build());
    }
    Threads.run(THREADS, number -> write(db, number, seed.fork("writer" + number)));
    while (follower.last < db.lastSequence() && follower.failure.get() == null) {
      Threads.pause();
    }
    subscription.close();
    if (follower.failure.get() != null) {
      throw follower.failure.get();
    }
    assertThat(mirror.contents()).isEqualTo(Databases.contents(db));
    assertThat(shown(follower.told)).isEqualTo(shown(Mirror.read(db, before)));
    assertThat(new Mirror(db).catchUp().contents()).isEqualTo(Databases.contents(db));
    assertThat(db.verify()).isEmpty();
  }

  /** Returns commits as text, without what may differ: names, and values that may have gone. */
  private static List<String> shown(List<CommittedChanges> commits) {
    return commits.stream()
        .map(
            commit ->
                commit.sequence()
                    + " "
                    + commit.time()
                    + " "
                    + commit.changes().stream()
                        .map(change -> change.keyspaceId() + " " + shown(change))
                        .toList())
        .toList();
  }

  private static String shown(Change change) {
    if (change instanceof Change.Put put) {
      return Databases.text(put.key()) + "=" + put.value().length();
    }
    if (change instanceof Change.Delete delete) {
      return "-" + Databases.text(delete.key());
    }
    return change.getClass().getSimpleName();
  }

  private static void write(LocalDatabase db, int writer, Seed seed) {
    for (int i = 0; i < COMMITS; i++) {
      Keyspace keyspace =
          db.keyspace("of " + seed.pick(List.of(StorageEngine.values())))
              .withDurability(Durability.values()[seed.between(0, 2)]);
      byte[] key = bytes("key" + seed.between(0, 40));
      int length = seed.oneIn(10) ? seed.between(600, 5_000) : seed.between(0, 100);
      byte[] value = bytes(("w" + writer + "-" + i + " ").repeat(length / 5 + 1));
      switch (seed.between(0, 23)) {
        case 0 -> keyspace.put(key, new ByteArrayInputStream(value));
        case 1 -> keyspace.delete(key);
        case 2 -> keyspace.getAndDelete(key);
        case 21 -> keyspace.deleteRange(KeyRange.prefix(bytes("key" + seed.between(1, 9))));
        case 22 ->
            db.transact(
                transaction -> {
                  transaction.put(keyspace, bytes("key8"), value);
                  transaction.deleteRange(
                      keyspace, seed.oneIn(4) ? KeyRange.all() : KeyRange.atLeast(bytes("key7")));
                  transaction.put(keyspace, bytes("key9"), value);
                });
        case 3 ->
            db.write(
                new WriteBatch()
                    .put(db.keyspace("of BTREE"), key, value)
                    .put(db.keyspace("of LSM"), key, value)
                    .delete(keyspace, bytes("key" + seed.between(0, 40))));
        case 4 -> {
          String name = "of writer " + writer + " at " + db.lastSequence() + " " + i;
          db.createKeyspace(name).put(key, value);
          if (seed.oneIn(2)) {
            db.renameKeyspace(name, "renamed " + name);
            db.dropKeyspace("renamed " + name);
          }
        }
        case 5 -> {
          if (seed.oneIn(5)) {
            db.flush();
          }
        }
        case 23 -> {
          String attribute = "of writer " + writer;
          String count = Integer.toString(i);
          db.alterKeyspace(
              keyspace.name(), options -> options.toBuilder().attribute(attribute, count).build());
        }
        case 6 -> {
          if (seed.oneIn(8)) {
            try (BulkLoad load = db.bulkLoad(keyspace)) {
              load.add(bytes("key1" + writer), value);
              load.add(bytes("key2" + writer), value);
              load.commit();
            }
          }
        }
        default -> keyspace.put(key, value);
      }
    }
  }
}
