package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Cursor;
import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.LimitException;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.ReadView;
import io.lightningdb.Savepoint;
import io.lightningdb.Snapshot;
import io.lightningdb.SnapshotStatistics;
import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.Threads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many transactions there may be, and for how long they and snapshots may be open. */
@Timeout(60)
class LeasesTest {

  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong clock = new AtomicLong(-5); // any moment will do
  private final InlineScheduler scheduler = new InlineScheduler();

  private LocalDatabase open(Disk disk, Options options) {
    try {
      return Databases.openOrThrow(disk, options, scheduler, clock::get);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private LocalDatabase open(Options.Builder options) {
    return open(new SimulatedDisk(), options.build());
  }

  private static Engine engine(LocalDatabase db) {
    return ((Session) db).engine();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private static TransactionOptions with(Isolation isolation, Duration timeout) {
    return TransactionOptions.defaults().withIsolation(isolation).withTimeout(timeout);
  }

  private static void assertRefused(String said, List<ThrowingCallable> uses) {
    for (int i = 0; i < uses.size(); i++) {
      assertThatThrownBy(uses.get(i))
          .as("use number %d", i)
          .isInstanceOf(LimitException.class)
          .hasMessageContaining(said);
    }
  }

  private static List<ThrowingCallable> uses(Transaction transaction, Keyspace keyspace) {
    return List.of(
        () -> transaction.view(keyspace),
        () -> transaction.get(keyspace, KEY),
        () -> transaction.put(keyspace, KEY, VALUE),
        () -> transaction.put(keyspace, KEY, new ByteArrayInputStream(VALUE)),
        () -> transaction.delete(keyspace, KEY),
        transaction::savepoint,
        transaction::commit);
  }

  private static List<ThrowingCallable> uses(ReadView view) {
    return List.of(
        () -> view.get(KEY),
        () -> view.contains(KEY),
        () -> view.getAll(List.of(KEY)),
        () -> view.openValue(KEY),
        view::cursor);
  }

  private static List<ThrowingCallable> uses(Cursor cursor) {
    return List.of(
        cursor::next, cursor::previous, () -> cursor.seek(KEY), cursor::key, cursor::value);
  }

  @Test
  void aTransactionTooManyIsRefusedUntilAnotherOneHasEnded() {
    try (LocalDatabase db = open(Options.builder().openTransactionsMax(3))) {
      List<Transaction> open = new ArrayList<>();
      for (Isolation isolation : Isolation.values()) {
        open.add(db.begin(TransactionOptions.defaults().withIsolation(isolation)));
      }
      assertThat(db.statistics().transactions()).isEqualTo(3);
      assertRefused("openTransactionsMax=3", List.of(db::begin, () -> db.transact(any -> {})));
      for (Transaction each : List.copyOf(open)) {
        each.rollback();
        each.close();
        db.transact(any -> {});
        open.add(db.begin());
        assertThatThrownBy(db::begin).isInstanceOf(LimitException.class);
      }
      open.get(3).commit();
      open.get(4).commitAsync().toCompletableFuture().join();
      assertThat(db.statistics().transactions()).isEqualTo(1);
      open.get(5).close();
      assertThat(db.statistics().transactions()).isZero();
    }
  }

  @Test
  void thereAreNeverMoreTransactionsThanTheLimitHoweverManyThreadsBegin() {
    try (LocalDatabase db = open(Options.builder().openTransactionsMax(4))) {
      AtomicInteger open = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      Threads.run(
          8,
          thread -> {
            for (int i = 0; i < 5_000; i++) {
              try (Transaction transaction = db.begin()) {
                int now = open.incrementAndGet();
                most.accumulateAndGet(now, Math::max);
                open.decrementAndGet();
                assertThat(transaction.hasWrites()).isFalse();
              } catch (LimitException e) {
                Thread.onSpinWait();
              }
            }
          });
      assertThat(most.get()).isBetween(1, 4);
      assertThat(db.statistics().transactions()).isZero();
      assertThat(db.statistics().snapshots()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionThatIsOpenForTooLongIsRolledBackAndSaysSo(Isolation isolation) {
    try (LocalDatabase db = open(Options.builder())) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(KEY, VALUE);
      Transaction transaction = db.begin(with(isolation, SECOND));
      transaction.put(keyspace, new byte[] {2}, VALUE);
      ReadView view = transaction.view(keyspace);
      Savepoint savepoint = transaction.savepoint();
      Cursor cursor = view.cursor();
      assertThat(cursor.next()).isTrue();
      InputStream stream = view.openValue(KEY);

      pass(SECOND);
      scheduler.tick();
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      pass(Duration.ofMillis(1));
      scheduler.tick();

      DatabaseStatistics statistics = db.statistics();
      assertThat(statistics.transactions()).isZero();
      assertThat(statistics.snapshots()).isZero();
      assertThat(statistics.expired()).isEqualTo(1);
      assertThat(statistics.abandoned()).isZero();
      String said = "open for longer than its timeout of PT1S";
      assertRefused(said, uses(transaction, keyspace));
      assertRefused("rolled back", uses(view));
      assertRefused(said, uses(cursor));
      assertRefused(said, List.of(stream::read, stream::available));
      assertRefused(said, List.of(() -> transaction.rollbackTo(savepoint)));
      assertThat(transaction.commitAsync().toCompletableFuture()).isCompletedExceptionally();
      cursor.close();
      transaction.rollback();
      transaction.close();
      assertThatThrownBy(transaction::commit).isInstanceOf(LimitException.class);
      assertThat(keyspace.contains(new byte[] {2})).isFalse();
    }
  }

  @Test
  void itsOwnTimeoutGoesBeforeThatOfTheDatabase() {
    try (LocalDatabase db = open(Options.builder().transactionTimeout(SECOND))) {
      Transaction usual = db.begin();
      Transaction longer =
          db.begin(TransactionOptions.defaults().withTimeout(SECOND.multipliedBy(3)));
      Transaction endless = db.begin(TransactionOptions.defaults().withTimeout(Duration.ZERO));
      Keyspace keyspace = db.createKeyspace("k");
      pass(SECOND.multipliedBy(2));
      scheduler.tick();
      assertThatThrownBy(usual::commit).isInstanceOf(LimitException.class);
      longer.put(keyspace, KEY, VALUE);
      pass(SECOND.multipliedBy(2));
      scheduler.tick();
      assertThatThrownBy(longer::commit).isInstanceOf(LimitException.class);
      pass(Duration.ofDays(100_000));
      scheduler.tick();
      endless.put(keyspace, KEY, VALUE);
      endless.commit();
      assertThatThrownBy(() -> TransactionOptions.defaults().withTimeout(Duration.ofNanos(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatATransactionKeptIsGivenBackThoughItsOwnerNeverCallsAgain() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    Options options = Options.builder().treeSegmentBytes(16 * 1024).build();
    try (LocalDatabase db = open(disk, options)) {
      Keyspace keyspace = db.createKeyspace("k");
      putAll(db, keyspace, 0);
      db.flush();
      keyspace.put(KEY, VALUE);
      Transaction transaction = db.begin(with(Isolation.SNAPSHOT, SECOND));
      transaction.put(keyspace, KEY, new ByteArrayInputStream(new byte[100_000]));
      WeakReference<Object> writes =
          new WeakReference<>(((TransactionHandle) transaction).writes());
      WeakReference<Generation> memtables =
          new WeakReference<>(engine(db).timeline().view().active());
      for (int round = 1; round <= 4; round++) {
        putAll(db, keyspace, round);
        db.flush();
      }
      assertThat(engine(db).streams()).hasSize(1);
      DatabaseStatistics before = db.statistics();
      SnapshotStatistics oldest = before.oldestSnapshot();
      assertThat(oldest.fileBytes()).isBetween(10_000L, before.treeBytes());
      assertThat(oldest.memoryBytes()).isPositive();

      pass(SECOND.plusMillis(1));
      scheduler.tick();

      assertThat(engine(db).streams()).isEmpty();
      assertThat(db.statistics().oldestSnapshot()).isNull();
      assertThat(before.treeBytes() - db.statistics().treeBytes())
          .isGreaterThanOrEqualTo(oldest.fileBytes());
      putAll(db, keyspace, 5);
      db.flush();
      for (int i = 0; i < 200 && (memtables.get() != null || writes.get() != null); i++) {
        System.gc();
        Thread.sleep(10);
      }
      assertThat(writes.get()).as("what the transaction wrote").isNull();
      assertThat(memtables.get()).as("memtables that only the transaction saw").isNull();
      assertThatThrownBy(transaction::commit).isInstanceOf(LimitException.class);
      assertThat(db.verify()).isEmpty();
    }
  }

  private static void putAll(LocalDatabase db, Keyspace keyspace, int round) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 1_000; i++) {
      byte[] value = new byte[100];
      for (int j = 0; j < value.length; j++) {
        value[j] = (byte) (i * 31 + j * 17 * (i + 1) + round);
      }
      batch.put(keyspace, new byte[] {3, (byte) (i >> 8), (byte) i}, value);
    }
    db.write(batch);
  }

  /** A disk on which a test can hold up the syncs of the log. */
  private static final class GatedDisk extends ForwardingDisk {
    private final ReentrantLock gate = new ReentrantLock();

    GatedDisk() {
      super(new MemoryDisk());
    }

    @Override
    protected WritableFile wrap(String name, WritableFile file) {
      return new ForwardingFile(file) {
        @Override
        public void sync() throws IOException {
          gate.lock();
          try {
            super.sync();
          } finally {
            gate.unlock();
          }
        }
      };
    }
  }

  @Test
  void aCommitThatHasBegunIsNotBrokenOff() {
    GatedDisk disk = new GatedDisk();
    try (LocalDatabase db = open(disk, Options.defaults())) {
      Keyspace keyspace = db.createKeyspace("k");
      Transaction transaction = db.begin(with(Isolation.SNAPSHOT, SECOND));
      transaction.put(keyspace, KEY, VALUE);
      Thread committing;
      disk.gate.lock();
      try {
        committing = Threads.start(transaction::commit);
        while (!keyspace.contains(KEY)) {
          Threads.pause();
        }
        pass(SECOND.multipliedBy(10));
        engine(db).leases().sweep();
        assertThat(db.statistics().transactions()).isEqualTo(1);
      } finally {
        disk.gate.unlock();
      }
      Threads.join(committing);
      assertThat(db.statistics().transactions()).isZero();
      assertThat(db.statistics().expired()).isZero();
      assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
      assertThatThrownBy(transaction::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("over");
    }
  }

  @Test
  void whatASessionHasOpenEndsWithItThoughOthersGoOn() {
    try (LocalDatabase db = open(Options.builder())) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(KEY, VALUE);
      Session other = new Session(engine(db), () -> {});
      Keyspace ofOther = other.keyspace("k");
      List<Transaction> transactions = new ArrayList<>();
      for (Isolation isolation : Isolation.values()) {
        Transaction transaction =
            other.begin(TransactionOptions.defaults().withIsolation(isolation));
        transaction.put(ofOther, KEY, new ByteArrayInputStream(new byte[100_000]));
        transaction.view(ofOther).cursor();
        transactions.add(transaction);
      }
      other.snapshot();
      ofOther.cursor();
      assertThat(db.statistics().transactions()).isEqualTo(3);
      assertThat(db.statistics().snapshots()).isEqualTo(5);
      other.close();
      assertThat(db.statistics().transactions()).isZero();
      assertThat(db.statistics().snapshots()).isZero();
      assertThat(engine(db).streams()).isEmpty();
      for (Transaction each : transactions) {
        assertThatThrownBy(each::commit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed");
      }
      assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    }
  }

  @Test
  void aCommitThatHasBegunIsNotBrokenOffByTheEndOfItsSession() {
    try (LocalDatabase db = open(Options.builder())) {
      Keyspace keyspace = db.createKeyspace("k");
      byte[] value = new byte[100_000];
      Session other = new Session(engine(db), () -> {});
      Transaction transaction = other.begin();
      transaction.put(other.keyspace("k"), KEY, new ByteArrayInputStream(value));
      ReentrantLock changing = engine(db).timeline().changing();
      Thread committing;
      changing.lock();
      try {
        committing = Threads.start(transaction::commit);
        while (!changing.hasQueuedThread(committing)) {
          Threads.pause();
        }
        other.close();
      } finally {
        changing.unlock();
      }
      Threads.join(committing);
      db.flush();
      assertThat(keyspace.get(KEY)).isEqualTo(value);
      assertThat(db.verify()).isEmpty();
      assertThat(db.statistics().transactions()).isZero();
      assertThat(engine(db).streams()).isEmpty();
    }
  }

  @Test
  void snapshotsAndWhatSeesOneAreClosedWhenTheyAreTooOld() {
    try (LocalDatabase db = open(Options.builder().snapshotAgeMax(SECOND))) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(KEY, VALUE);
      Snapshot snapshot = db.snapshot();
      ReadView view = snapshot.view(keyspace);
      Cursor ofSnapshot = view.cursor();
      Cursor cursor = keyspace.cursor();
      InputStream stream = keyspace.openValue(KEY);
      Transaction transaction = db.begin();
      Transaction readCommitted = db.begin(with(Isolation.READ_COMMITTED, Duration.ZERO));
      Cursor ofReadCommitted = readCommitted.view(keyspace).cursor();
      assertThat(db.statistics().snapshots()).isEqualTo(5);
      pass(SECOND);
      scheduler.tick();
      assertThat(cursor.next()).isTrue();
      Snapshot younger = db.snapshot();
      pass(Duration.ofMillis(500));
      scheduler.tick();

      String said = "open for PT1.5S, which is longer than snapshotAgeMax=PT1S";
      assertRefused(said, List.of(() -> snapshot.view(keyspace)));
      assertRefused("the snapshot was open", uses(view));
      assertRefused(said, uses(ofSnapshot));
      assertRefused("the cursor was open", uses(cursor));
      assertRefused(said, List.of(stream::read, () -> stream.read(new byte[1], 0, 1)));
      assertRefused("the transaction was open", uses(transaction, keyspace));
      assertRefused(said, uses(ofReadCommitted));
      assertThat(db.statistics().expired()).isEqualTo(5);
      // Which sees what is there now, and keeps nothing.
      readCommitted.put(keyspace, KEY, new byte[] {3});
      readCommitted.commit();
      assertThat(younger.get(keyspace, KEY)).isEqualTo(VALUE);
      assertThat(db.statistics().snapshots()).isEqualTo(1);
      cursor.close();
      snapshot.close();
      younger.close();
    }
  }

  @Test
  void aVerificationTakesAsLongAsItTakes() {
    try (LocalDatabase db = open(Options.builder().snapshotAgeMax(SECOND))) {
      Engine engine = engine(db);
      OpenSnapshot snapshot = engine.openSnapshot((Session) db, Kind.VERIFICATION);
      pass(SECOND.multipliedBy(9));
      scheduler.tick();
      assertThat(snapshot.viewIfOpen()).isNotNull();
      assertThat(db.statistics().oldestSnapshot().kind()).isEqualTo(Kind.VERIFICATION);
      engine.closeSnapshot(snapshot);
    }
  }

  @Test
  void theOldestSnapshotIsShownWithItsOwnerAndWhatItKeeps() {
    try (LocalDatabase db = open(Options.builder())) {
      assertThat(db.statistics().oldestSnapshot()).isNull();
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(KEY, VALUE);
      List<AutoCloseable> opened = new ArrayList<>();
      Thread thread = new Thread(() -> opened.add(keyspace.cursor()), "a thread of mine");
      thread.start();
      Threads.join(thread);
      pass(SECOND);
      opened.add(db.begin());
      opened.add(db.snapshot());
      SnapshotStatistics first = db.statistics().oldestSnapshot();
      assertThat(first.kind()).isEqualTo(Kind.CURSOR);
      assertThat(first.thread()).isEqualTo("a thread of mine");
      assertThat(first.age()).isEqualTo(SECOND);
      assertThat(first.sequence()).isEqualTo(2);
      assertThat(first.openedAt()).isEmpty();
      assertThat(first.memoryBytes()).isZero();
      assertThat(first.fileBytes()).isZero();
      pass(SECOND);
      SnapshotStatistics again = db.statistics().oldestSnapshot();
      assertThat(again.number()).isEqualTo(first.number());
      assertThat(again.age()).isEqualTo(SECOND.multipliedBy(2));
      ((Cursor) opened.get(0)).close();
      SnapshotStatistics second = db.statistics().oldestSnapshot();
      assertThat(second.number()).isNotEqualTo(first.number());
      assertThat(second.age()).isEqualTo(SECOND);
      assertThat(second.thread()).isEqualTo(Thread.currentThread().getName());
      ((Transaction) opened.get(1)).close();
      ((Snapshot) opened.get(2)).close();
      assertThat(db.statistics().oldestSnapshot()).isNull();
    }
  }

  @Test
  void whereItWasOpenedIsShownIfThatIsNoted() {
    try (LocalDatabase db = open(Options.builder().trackTransactions(true));
        Snapshot snapshot = db.snapshot()) {
      assertThat(snapshot).isNotNull();
      assertThat(db.statistics().oldestSnapshot().openedAt())
          .anyMatch(frame -> frame.getMethodName().equals("whereItWasOpenedIsShownIfThatIsNoted"));
    }
  }

  /** A read meets the end of its snapshot at any moment: it is right, or it says why not. */
  @Test
  void aReadUnderWayIsRightOrRefusedWhenItsSnapshotIsClosed() {
    Options options =
        Options.builder().cacheBytes(0).treeSegmentBytes(16 * 1024).snapshotAgeMax(SECOND).build();
    try (LocalDatabase db = open(new MemoryDisk(), options)) {
      Keyspace keyspace = db.createKeyspace("k");
      byte[] key = {3, 1, 7};
      AtomicInteger right = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      for (int round = 0; round < 20; round++) {
        putAll(db, keyspace, round);
        db.flush();
        byte[] expected = keyspace.get(key);
        Snapshot snapshot = db.snapshot();
        ReadView view = snapshot.view(keyspace);
        List<Thread> readers = new ArrayList<>();
        AtomicInteger begun = new AtomicInteger();
        readers.add(
            Threads.start(() -> readAll(begun, right, refused, () -> view.get(key), expected)));
        readers.add(Threads.start(() -> walk(view, begun, refused)));
        while (begun.get() < 2) {
          Thread.onSpinWait();
        }
        putAll(db, keyspace, round + 1);
        db.flush();
        pass(SECOND.plusMillis(1));
        engine(db).leases().sweep();
        readers.forEach(Threads::join);
      }
      assertThat(refused).hasValue(40);
      assertThat(right).hasPositiveValue();
    }
  }

  private interface Read {
    byte[] get();
  }

  private static void readAll(
      AtomicInteger begun, AtomicInteger right, AtomicInteger refused, Read read, byte[] expected) {
    begun.incrementAndGet();
    while (true) {
      try {
        assertThat(read.get()).isEqualTo(expected);
        right.incrementAndGet();
      } catch (LimitException e) {
        refused.incrementAndGet();
        return;
      }
    }
  }

  private static void walk(ReadView view, AtomicInteger begun, AtomicInteger refused) {
    begun.incrementAndGet();
    try {
      while (true) {
        try (Cursor cursor = view.cursor()) {
          int count = 0;
          int sum = 0;
          byte[] before = null;
          while (cursor.next()) {
            if (before != null) {
              // The values of neighbours differ by what their numbers say, of one round.
              assertThat((byte) (cursor.value()[0] - before[0])).isEqualTo((byte) 31);
            }
            before = cursor.value();
            sum += before[0];
            count++;
          }
          assertThat(count).as("entries, whose values are %d together", sum).isEqualTo(1_000);
        }
      }
    } catch (LimitException e) {
      refused.incrementAndGet();
    }
  }
}
