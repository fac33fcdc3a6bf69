package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.BulkLoad;
import io.lightningdb.Cursor;
import io.lightningdb.Expiry;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries that expire just when something else happens. */
class ExpiryRacesTest {

  private static final byte[] KEY = bytes("key");
  private static final Expiry IN_A_SECOND = Expiry.after(Duration.ofSeconds(1));

  private final MemoryDisk disk = new MemoryDisk();
  private long nowMicros = Databases.FIRST_MICROS;

  /** What happens just before somebody looks at the clock the next time. */
  private Runnable beforeClock = () -> {};

  private LocalDatabase db = open();

  private LocalDatabase open() {
    return Databases.openAt(disk, options(), new InlineScheduler(), this::clock);
  }

  private long clock() {
    Runnable before = beforeClock;
    beforeClock = () -> {};
    before.run();
    return nowMicros;
  }

  private static Options options() {
    return CrashWorkload.OPTIONS.toBuilder().logBytesKept(1L << 20).build();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void pass(Duration time) {
    nowMicros += TimeUnit.MICROSECONDS.convert(time);
  }

  private Keyspace create(StorageEngine engine) {
    return db.createKeyspace("k", KeyspaceOptions.builder().engine(engine).pageBytes(512).build());
  }

  /** The key is there at all times; so whoever reads finds it. */
  @ParameterizedTest
  @EnumSource
  void whatIsRenewedInTimeIsNeverGone(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    for (int i = 0; i < 3; i++) {
      keyspace.put(KEY, bytes("v"), IN_A_SECOND);
      if (i == 0) {
        db.flush();
      }
      renewBeforeClock(keyspace);
      assertThat(keyspace.get(KEY)).isNotNull();
      renewBeforeClock(keyspace);
      assertThat(keyspace.contains(KEY)).isTrue();
      renewBeforeClock(keyspace);
      assertThat(keyspace.getAll(List.of(KEY)).get(0)).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRenewedInTimeIsInEverySnapshot(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    keyspace.put(KEY, bytes("v"), IN_A_SECOND);
    renewBeforeClock(keyspace);
    try (Snapshot snapshot = db.snapshot()) {
      assertThat(snapshot.get(keyspace, KEY)).isNotNull();
    }
    renewBeforeClock(keyspace);
    try (Cursor cursor = keyspace.cursor()) {
      assertThat(cursor.next()).isTrue();
    }
  }

  private void renewBeforeClock(Keyspace keyspace) {
    beforeClock =
        () -> {
          keyspace.put(KEY, bytes("v"), Expiry.after(Duration.ofSeconds(1)));
          pass(Duration.ofMillis(900));
          keyspace.put(KEY, bytes("v"), Expiry.after(Duration.ofSeconds(1)));
          pass(Duration.ofMillis(900));
        };
  }

  @ParameterizedTest
  @EnumSource
  void aLoadMayHaveWhatExpiredAtTheBeginningOfTime(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.add(KEY, bytes("v"), Expiry.at(Instant.EPOCH.minusSeconds(1)));
      load.commit();
    }
    assertThat(keyspace.get(KEY)).isNull();
    assertThat(db.verify()).isEmpty();
    db.close();
    db = open();
    assertThat(db.verify()).isEmpty();
    assertThat(db.keyspace("k").get(KEY)).isNull();
    db.compact();
    assertThat(db.statistics().treeLiveBytes()).isZero();
  }

  /** A load over a store of which nothing is left. */
  @ParameterizedTest
  @EnumSource
  void aLoadThatHasExpiredOverWhatHasExpired(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    for (int i = 0; i < 3; i++) {
      keyspace.put(bytes("key" + i), bytes("v"), IN_A_SECOND);
    }
    db.flush();
    BulkLoad load = db.bulkLoad(keyspace);
    load.add(KEY, bytes("v"), IN_A_SECOND);
    pass(Duration.ofSeconds(2));
    load.commit();
    load.close();
    assertThat(Databases.contents(db).get("k")).isEmpty();
    assertThat(db.verify()).isEmpty();
    keyspace.put(bytes("a"), bytes("v"));
    db.flush();
    db.close();
    db = open();
    assertThat(db.verify()).isEmpty();
    assertThat(Databases.contents(db).get("k")).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyStoreAfterALoad(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    for (int i = 0; i < 3; i++) {
      keyspace.put(bytes("key" + i), bytes("v"), IN_A_SECOND);
    }
    db.flush();
    BulkLoad load = db.bulkLoad(keyspace);
    load.add(KEY, bytes("v"), IN_A_SECOND);
    pass(Duration.ofSeconds(2));
    load.commit();
    load.close();
    db.close();
    db = open();
    assertThat(db.verify()).isEmpty();
    assertThat(Databases.contents(db).get("k")).isEmpty();
    db.compact();
    db.dropKeyspace("k");
    db.flush();
  }

  /** Nobody can come between the reading and the writing that setting an expiry is. */
  @ParameterizedTest
  @EnumSource
  void readCommittedSetsTheExpiryOfTheValueThatIsThere(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    keyspace.put(KEY, bytes("v"), IN_A_SECOND);
    Thread other = new Thread(() -> keyspace.put(KEY, bytes("w"), Expiry.never()));
    try (Transaction transaction =
        db.begin(TransactionOptions.defaults().withIsolation(Isolation.READ_COMMITTED))) {
      // After the first of its two statements.
      beforeClock =
          () ->
              beforeClock =
                  () -> {
                    other.start();
                    awaitEndOrLock(other);
                  };
      assertThat(transaction.setExpiry(keyspace, KEY, Expiry.kept())).isTrue();
      transaction.commit();
    }
    beforeClock = () -> {};
    Threads.join(other);
    assertThat(keyspace.get(KEY)).isEqualTo(bytes("w"));
    assertThat(keyspace.expiresAt(KEY)).isNull();
  }

  private static void awaitEndOrLock(Thread thread) {
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  /** What others have found gone does not come back because somebody waited for a lock. */
  @ParameterizedTest
  @EnumSource
  void whoWaitedForALockFindsWhatHasExpiredMeanwhileGone(StorageEngine engine) {
    Keyspace keyspace = create(engine);
    keyspace.put(KEY, bytes("v"), IN_A_SECOND);
    AtomicReference<Object> got = new AtomicReference<>();
    Transaction holder = db.begin();
    holder.getForUpdate(keyspace, KEY);
    Thread setting =
        new Thread(() -> got.set(keyspace.setExpiry(KEY, Expiry.after(Duration.ofSeconds(60)))));
    setting.start();
    awaitEndOrLock(setting);
    pass(Duration.ofSeconds(2));
    assertThat(keyspace.get(KEY)).isNull();
    holder.rollback();
    Threads.join(setting);
    assertThat(got.get()).isEqualTo(false);
    assertThat(keyspace.get(KEY)).isNull();
  }

  /** The manifest tells when half of a table is over, whenever that is. */
  @ParameterizedTest
  @EnumSource
  void aTableKnowsThatItWasOverAtTheBeginningOfTime(StorageEngine engine) {
    db.close();
    db = Databases.openAt(disk, options(), new Uncompacted(), this::clock);
    Keyspace keyspace = create(engine);
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      load.add(KEY, bytes("v"), Expiry.at(Instant.EPOCH));
      load.commit();
    }
    assertThat(db.verify()).isEmpty();
    db.close();
    db = Databases.openAt(disk, options(), new Uncompacted(), this::clock);
    assertThat(db.verify()).isEmpty();
    db.close();
    db = open();
    assertThat(db.verify()).isEmpty();
    assertThat(db.statistics().treeLiveBytes()).isLessThan(100);
  }

  /** Does all background work at once but for compactions, which it never does. */
  private static final class Uncompacted implements Scheduler {
    private final InlineScheduler others = new InlineScheduler();

    @Override
    public int threads(Lane lane) {
      return others.threads(lane);
    }

    @Override
    public void execute(Lane lane, Runnable task) {
      if (lane != Lane.COMPACTION) {
        others.execute(lane, task);
      }
    }

    @Override
    public void repeat(Lane lane, Duration interval, Runnable task) {
      others.repeat(lane, interval, task);
    }

    @Override
    public void close() {
      others.close();
    }
  }
}
