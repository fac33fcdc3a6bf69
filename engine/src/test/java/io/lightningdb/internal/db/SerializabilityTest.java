package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.lightningdb.ConflictException;
import io.lightningdb.ConflictException.Reason;
import io.lightningdb.Cursor;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.testing.CycleRule;
import io.lightningdb.internal.testing.ListHistory;
import io.lightningdb.internal.testing.ListHistory.Observed;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SharedDisk;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.Threads;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random transactions over lists, whose history is judged by {@link ListHistory}. */
@ExtendWith(Seeds.class)
@Timeout(300)
class SerializabilityTest {

  /** More of them for a longer search: {@code -Dlightning.isolation.transactions=10000000}. */
  private static final int TRANSACTIONS =
      Integer.getInteger("lightning.isolation.transactions", 100_000);

  private static final int THREADS = 4;
  private static final int PHASES = 10;

  /** So many lists are in use at a time, and after so many transactions others are. */
  private static final int LISTS_AT_A_TIME = 8;

  private static final int TRANSACTIONS_OF_LISTS = 200;

  private static final Options OPTIONS =
      Options.builder()
          .memtableBytes(256 * 1024)
          .logSegmentBytes(64 * 1024)
          .durability(Durability.SYNC)
          .build();

  /** What transactions lock of what they read. */
  private enum Locks {
    NOTHING,
    SOME,
    ALL
  }

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger elements = new AtomicInteger();
  private final AtomicInteger conflicts = new AtomicInteger();
  private final Map<Reason, Integer> reasons = new ConcurrentHashMap<>();
  private final ListHistory history = new ListHistory();

  /** Held by those who append, where the database would let appends be lost; one for each list. */
  private final List<ReentrantLock> appending =
      Stream.generate(ReentrantLock::new).limit(LISTS_AT_A_TIME).toList();

  private boolean locksLists;

  @ParameterizedTest
  @EnumSource
  void serializableTransactionsHappenOneAfterTheOther(StorageEngine engine, Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(engine, Isolation.SERIALIZABLE, TRANSACTIONS / StorageEngine.values().length, seed);
    assertThat(history.check(lists, CycleRule.SERIALIZABLE)).isEmpty();
    assertThat(conflicts).as("conflicts").hasPositiveValue();
  }

  @ParameterizedTest
  @EnumSource
  void inSnapshotsNothingButWritesIsSkewed(StorageEngine engine, Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(engine, Isolation.SNAPSHOT, TRANSACTIONS / StorageEngine.values().length, seed);
    assertThat(history.check(lists, CycleRule.SNAPSHOT)).isEmpty();
  }

  /** Whoever appends to a list keeps others from it, as users do who need no more than this. */
  @ParameterizedTest
  @EnumSource
  void readCommittedTransactionsReadWhatWasCommitted(StorageEngine engine, Seed seed) {
    locksLists = true;
    Map<Integer, List<Integer>> lists =
        run(engine, Isolation.READ_COMMITTED, TRANSACTIONS / StorageEngine.values().length, seed);
    assertThat(history.check(lists, CycleRule.READ_COMMITTED)).isEmpty();
    assertThat(conflicts).as("conflicts").hasValue(0);
    // The control: reads are skewed at this level, and that is found out.
    assertThat(history.check(lists, CycleRule.SNAPSHOT))
        .singleElement(as(STRING))
        .startsWith("a cycle:");
  }

  /** What is read and locked at any level is as good as what is checked. */
  @ParameterizedTest
  @EnumSource
  void whoLocksAllThatItReadsIsSerializableAtAnyLevel(Isolation isolation, Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(StorageEngine.BTREE, isolation, Locks.ALL, TRANSACTIONS / 4, seed);
    assertThat(history.check(lists, CycleRule.SERIALIZABLE)).isEmpty();
    assertThat(reasons.keySet())
        .as("reasons")
        .contains(Reason.DEADLOCK)
        .doesNotContain(Reason.CHANGED, Reason.LOCK_TIMEOUT);
  }

  /** Those who lock and those who are checked may be the same, and do each other no harm. */
  @ParameterizedTest
  @EnumSource
  void serializableTransactionsMayLockWhatTheyLike(StorageEngine engine, Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(engine, Isolation.SERIALIZABLE, Locks.SOME, TRANSACTIONS / 4, seed);
    assertThat(history.check(lists, CycleRule.SERIALIZABLE)).isEmpty();
    assertThat(reasons.keySet()).as("reasons").contains(Reason.DEADLOCK, Reason.CHANGED);
    assertThat(reasons.keySet()).as("reasons").doesNotContain(Reason.LOCK_TIMEOUT);
  }

  @Test
  void inSnapshotsNothingButWritesIsSkewedWithSomeLocksEither(Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(StorageEngine.LSM, Isolation.SNAPSHOT, Locks.SOME, TRANSACTIONS / 4, seed);
    assertThat(history.check(lists, CycleRule.SNAPSHOT)).isEmpty();
  }

  /** The control: without the check of what was read, as at this level, it is found out. */
  @Test
  void writeSkewIsFoundOut(Seed seed) {
    Map<Integer, List<Integer>> lists = run(StorageEngine.BTREE, Isolation.SNAPSHOT, 20_000, seed);
    assertThat(history.check(lists, CycleRule.SERIALIZABLE))
        .singleElement(as(STRING))
        .startsWith("a cycle:");
  }

  /** The control: lost updates, as at this level, are found out. */
  @Test
  void lostUpdatesAreFoundOut(Seed seed) {
    Map<Integer, List<Integer>> lists =
        run(StorageEngine.BTREE, Isolation.READ_COMMITTED, 20_000, seed);
    assertThat(history.check(lists, CycleRule.SNAPSHOT)).isNotEmpty();
  }

  /**
   * Runs transactions in several threads, a part of them at a time; after each part the power fails
   * or the database is closed, and it is opened again.
   *
   * @return what is in the lists in the end
   */
  private Map<Integer, List<Integer>> run(
      StorageEngine engine, Isolation isolation, int transactions, Seed seed) {
    return run(engine, isolation, Locks.NOTHING, transactions, seed);
  }

  private Map<Integer, List<Integer>> run(
      StorageEngine engine, Isolation isolation, Locks locks, int transactions, Seed seed) {
    SharedDisk disk = new SharedDisk();
    for (int phase = 1; phase <= PHASES; phase++) {
      int end = transactions / PHASES * phase;
      LocalDatabase db = Databases.open(disk, OPTIONS, new ThreadScheduler("test"));
      Keyspace lists = db.openKeyspace("lists", KeyspaceOptions.builder().engine(engine).build());
      Seed phaseSeed = seed.fork("phase" + phase);
      Threads.run(
          THREADS,
          number -> {
            Seed threadSeed = phaseSeed.fork("thread" + number);
            while (begun.get() < end) {
              transaction(db, lists, isolation, locks, threadSeed);
              disturb(db, threadSeed);
            }
          });
      Survival survival = phaseSeed.pick(List.of(Survival.values()));
      assertThat(((Session) db).engine().locks().isEmpty()).isTrue();
      SimulatedDisk image = disk.afterPowerFailure(survival, phaseSeed);
      db.close();
      disk = phaseSeed.oneIn(2) ? new SharedDisk(image) : disk;
    }
    Map<Integer, List<Integer>> found = new HashMap<>();
    try (LocalDatabase db = Databases.open(disk, OPTIONS);
        Cursor cursor = db.keyspace("lists").cursor()) {
      while (cursor.next()) {
        found.put(ByteBuffer.wrap(cursor.key()).getInt(), decode(cursor.value()));
      }
      assertThat(db.verify()).isEmpty();
    }
    return found;
  }

  private static void disturb(LocalDatabase db, Seed seed) {
    if (seed.oneIn(500)) {
      db.flush();
    } else if (seed.oneIn(2_000)) {
      db.compact();
    }
  }

  /** What a transaction is going to do with a list. */
  private record Step(int kind, int list) {

    static final int APPEND_MIN = 3;

    boolean isAppend() {
      return kind >= APPEND_MIN;
    }
  }

  private void transaction(
      LocalDatabase db, Keyspace lists, Isolation isolation, Locks locks, Seed seed) {
    int first = begun.getAndIncrement() / TRANSACTIONS_OF_LISTS * LISTS_AT_A_TIME;
    List<Step> steps = new ArrayList<>();
    for (int operations = seed.between(1, 5); operations > 0; operations--) {
      steps.add(new Step(seed.between(0, 5), first + seed.between(0, LISTS_AT_A_TIME - 1)));
    }
    List<ReentrantLock> held =
        steps.stream()
            .filter(step -> locksLists && step.isAppend())
            .map(step -> step.list % LISTS_AT_A_TIME)
            .distinct()
            .sorted()
            .map(appending::get)
            .toList();
    held.forEach(ReentrantLock::lock);
    Observed observed = new Observed();
    try (Transaction transaction =
        db.begin(TransactionOptions.defaults().withIsolation(isolation))) {
      for (Step step : steps) {
        boolean locking = locks == Locks.ALL || (locks == Locks.SOME && seed.oneIn(2));
        if (step.isAppend()) {
          append(transaction, lists, step.list, locking, observed);
        } else if (step.kind == 0) {
          scan(transaction, lists, step.list, first + LISTS_AT_A_TIME, locking, observed);
        } else {
          read(transaction, lists, step.list, locking, observed);
        }
      }
      transaction.commit();
      history.add(observed);
    } catch (ConflictException e) {
      conflicts.incrementAndGet();
      reasons.merge(e.reason(), 1, Integer::sum);
    } finally {
      held.forEach(ReentrantLock::unlock);
    }
  }

  private static List<Integer> elements(
      Transaction transaction, Keyspace lists, int list, boolean locking) {
    return decode(
        locking ? transaction.getForUpdate(lists, key(list)) : transaction.get(lists, key(list)));
  }

  private static void read(
      Transaction transaction, Keyspace lists, int list, boolean locking, Observed observed) {
    observed.read(list, elements(transaction, lists, list, locking));
  }

  /** Reads lists from one on, and what is not there as well. */
  private static void scan(
      Transaction transaction,
      Keyspace lists,
      int from,
      int to,
      boolean locking,
      Observed observed) {
    int next = from;
    KeyRange range = KeyRange.between(key(from), key(to));
    if (locking) {
      transaction.lock(lists, range);
    }
    try (Cursor cursor = transaction.view(lists).cursor(range)) {
      while (cursor.next()) {
        int list = ByteBuffer.wrap(cursor.key()).getInt();
        while (next < list) {
          observed.read(next++, List.of());
        }
        observed.read(next++, decode(cursor.value()));
      }
    }
    while (next < to) {
      observed.read(next++, List.of());
    }
  }

  private void append(
      Transaction transaction, Keyspace lists, int list, boolean locking, Observed observed) {
    List<Integer> before = elements(transaction, lists, list, locking);
    observed.read(list, before);
    int element = elements.incrementAndGet();
    ByteBuffer value = ByteBuffer.allocate(4 * (before.size() + 1));
    before.forEach(value::putInt);
    transaction.put(lists, key(list), value.putInt(element).array());
    observed.append(list, element);
  }

  private static byte[] key(int list) {
    return ByteBuffer.allocate(4).putInt(list).array();
  }

  private static List<Integer> decode(byte @Nullable [] value) {
    List<Integer> elements = new ArrayList<>();
    if (value != null) {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      while (bytes.hasRemaining()) {
        elements.add(bytes.getInt());
      }
    }
    return elements;
  }
}
