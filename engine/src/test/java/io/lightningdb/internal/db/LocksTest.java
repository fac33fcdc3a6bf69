package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lightningdb.BulkLoad;
import io.lightningdb.ConflictException;
import io.lightningdb.ConflictException.Reason;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LimitException;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.BlockingDisk;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.internal.txn.LockTarget;
import io.lightningdb.internal.txn.Write;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks in a whole database: with whom they get on, and that nothing is left of them. */
@ExtendWith(Seeds.class)
@Timeout(120)
class LocksTest {

  private static final byte[] X = {1};
  private static final byte[] Y = {2};
  private static final byte[] Z = {3};

  private static final TransactionOptions AT_ONCE =
      TransactionOptions.defaults().withLockTimeout(Duration.ZERO);

  private final Session db = open(new MemoryDisk());
  private final Engine engine = db.engine();
  private final Keyspace keyspace = db.createKeyspace("k");

  private static Session open(MemoryDisk disk) {
    return (Session) Databases.open(disk, Options.defaults(), new ThreadScheduler("locks"));
  }

  @AfterEach
  void nothingIsLeft() {
    if (db.isOpen()) {
      assertThat(db.statistics().snapshots()).isZero();
      db.close();
    }
    assertThat(engine.locks().isEmpty()).isTrue();
    assertThat(engine.lockers()).isEmpty();
    assertThat(engine.snapshots().size()).isZero();
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static long number(byte[] value) {
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  private static Thread waiting(Runnable work) {
    Thread thread = Threads.start(work);
    Threads.awaitState(thread, Thread.State.TIMED_WAITING);
    return thread;
  }

  @Test
  void aTransactionIsToldWhoIsInItsWay() {
    try (Transaction holder = db.begin();
        Transaction other = db.begin(AT_ONCE)) {
      holder.getForUpdate(keyspace, X);
      String thread = Thread.currentThread().getName();
      assertThatThrownBy(() -> other.getForUpdate(keyspace, X))
          .hasMessage(
              "key 0x01 of keyspace 'k' is locked by transaction 1 (" + thread + "); run it again");
      other.put(keyspace, X, Y);
      assertThatThrownBy(other::commit)
          .hasMessage(
              "key 0x01 of keyspace 'k' is locked by transaction 1 (" + thread + "); run it again");
    }
  }

  @Test
  void whoWaitedIsToldForHowLongItWas() {
    try (Transaction holder = db.begin();
        Transaction other = db.begin()) {
      holder.getForUpdate(keyspace, X);
      String thread = Thread.currentThread().getName();
      String locked = "key 0x01 of keyspace 'k' is locked by transaction 1 (" + thread + ")";
      assertThatThrownBy(() -> other.getForUpdate(keyspace, X, Duration.ZERO))
          .hasMessage(locked + "; run it again");
      assertThatThrownBy(() -> other.getForUpdate(keyspace, X, Duration.ofMillis(30)))
          .hasMessage(
              locked
                  + ", and was not to be had by transaction 2 ("
                  + thread
                  + ") within 30 ms; run it again");
    }
  }

  /** A range that is deleted is a write of all its keys, be it a plain write or a transaction's. */
  @Test
  void deletingARangeWaitsForWhatIsLockedInIt() {
    keyspace.put(X, X);
    keyspace.put(Y, Y);
    try (Transaction holder = db.begin()) {
      holder.getForUpdate(keyspace, Y);
      try (Transaction other = db.begin(AT_ONCE)) {
        other.deleteRange(keyspace, KeyRange.all());
        assertThatThrownBy(other::commit)
            .isInstanceOf(ConflictException.class)
            .hasMessageContaining("is locked by transaction");
      }
      keyspace.deleteRange(KeyRange.only(X));
      Thread waiter = waiting(() -> keyspace.deleteRange(KeyRange.atMost(Y)));
      holder.put(keyspace, Y, X);
      holder.deleteRange(keyspace, KeyRange.between(Y, Z));
      holder.put(keyspace, Y, Z);
      assertThat(keyspace.get(Y)).isEqualTo(Y);
      holder.commit();
      Threads.join(waiter);
    }
    assertThat(keyspace.get(X)).isNull();
    assertThat(keyspace.get(Y)).isNull();
  }

  /** Whoever has waited for a key it reads as of before has waited in vain if it was changed. */
  @Test
  void whoWaitsToCommitIsCheckedAfterwards() {
    for (boolean changes : new boolean[] {true, false}) {
      Transaction holder = db.begin();
      holder.getForUpdate(keyspace, X);
      Thread writer =
          waiting(
              () -> {
                try (Transaction transaction = db.begin()) {
                  transaction.put(keyspace, X, bytes(1));
                  if (changes) {
                    assertThatThrownBy(transaction::commit)
                        .isInstanceOfSatisfying(
                            ConflictException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED));
                  } else {
                    transaction.commit();
                  }
                }
              });
      if (changes) {
        holder.put(keyspace, X, bytes(7));
      }
      holder.commit();
      Threads.join(writer);
      assertThat(number(keyspace.get(X))).isEqualTo(changes ? 7 : 1);
    }
  }

  @Test
  void whoCannotCommitAnywayDoesNotWait() {
    try (Transaction holder = db.begin();
        Transaction late = db.begin()) {
      late.put(keyspace, X, Y);
      late.put(keyspace, Y, Y);
      keyspace.put(Y, X);
      holder.getForUpdate(keyspace, X);
      assertThatThrownBy(late::commit)
          .isInstanceOfSatisfying(
              ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED));
    }
  }

  /** A batch keeps what it has waited for until it is made, and so may be in a deadlock. */
  @Test
  void aBatchIsAnOwnerWhileItIsCommitted() {
    Transaction one = db.begin();
    one.getForUpdate(keyspace, X);
    Transaction two = db.begin();
    two.getForUpdate(keyspace, Y);
    WriteBatch writes =
        new WriteBatch().put(keyspace, Y, Y).put(keyspace, X, Y).put(keyspace, Z, Y);
    Thread batch =
        waiting(
            () ->
                assertThatThrownBy(() -> db.write(writes))
                    .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DEADLOCK))
                    .hasMessageContaining("a write outside of transactions (")
                    .hasMessageContaining(
                        "waits for key 0x02 of keyspace 'k', which transaction 2"));
    Thread behind = waiting(() -> two.getForUpdate(keyspace, X));
    // The batch gets this key, and then asks for the other one.
    one.rollback();
    Threads.join(batch);
    Threads.join(behind);
    assertThat(keyspace.get(X)).isNull();
    assertThat(keyspace.get(Z)).isNull();
    two.close();
    db.write(writes);
    assertThat(keyspace.get(X)).isEqualTo(Y);
  }

  private boolean isFree(byte[] key) {
    return engine
        .locks()
        .heldByOthers(null, List.of(new Write(((KeyspaceHandle) keyspace).id(), key, null)))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aBulkLoadWaitsForLocksBetweenItsKeys(StorageEngine storage) {
    Keyspace loaded =
        db.createKeyspace("loaded", KeyspaceOptions.builder().engine(storage).build());
    Transaction inside = db.begin();
    Transaction outside = db.begin();
    inside.getForUpdate(loaded, bytes(500));
    outside.lock(loaded, KeyRange.between(bytes(1_000), bytes(2_000)));
    Thread loading =
        Threads.start(
            () -> {
              try (BulkLoad load = db.bulkLoad(loaded)) {
                for (long key = 0; key < 1_000; key++) {
                  load.add(bytes(key), bytes(key));
                }
                load.commit();
              }
            });
    Threads.awaitState(loading, Thread.State.TIMED_WAITING);
    // Neither others' commits nor flushes wait meanwhile.
    loaded.put(bytes(-1), X);
    db.flush();
    assertThat(loaded.get(bytes(1))).isNull();
    inside.put(loaded, bytes(500), X);
    inside.commit();
    Threads.join(loading);
    assertThat(number(loaded.get(bytes(500)))).isEqualTo(500);
    assertThat(number(loaded.get(bytes(999)))).isEqualTo(999);
    assertThat(db.verify()).isEmpty();
    outside.close();
  }

  @Test
  void aBulkLoadThatDoesNotGetItsLocksIsOver() {
    Transaction holder = db.begin();
    holder.getForUpdate(keyspace, bytes(5));
    Thread loading =
        Threads.start(
            () -> {
              try (BulkLoad load = db.bulkLoad(keyspace)) {
                load.add(bytes(1), X);
                load.add(bytes(9), X);
                assertThatThrownBy(load::commit).isInstanceOf(IllegalStateException.class);
              }
            });
    Threads.awaitState(loading, Thread.State.TIMED_WAITING);
    db.close();
    Threads.join(loading);
  }

  /** Others may go on as soon as they see the commit, and need not wait until it is synced. */
  @Test
  void locksEndWhenTheCommitIsSeen() {
    BlockingDisk disk = new BlockingDisk(new MemoryDisk());
    try (LocalDatabase slow =
        Databases.open(disk, Options.defaults(), new ThreadScheduler("slow"))) {
      Keyspace counters = slow.createKeyspace("k");
      Transaction first = slow.begin();
      first.getForUpdate(counters, X);
      first.put(counters, X, bytes(1));
      disk.blockSyncs();
      Thread committing = Threads.start(first::commit);
      disk.awaitBlocked();
      try (Transaction second =
          slow.begin(TransactionOptions.defaults().withDurability(Durability.ASYNC))) {
        assertThat(number(second.getForUpdate(counters, X))).isEqualTo(1);
        second.put(counters, X, bytes(2));
        second.commit();
      } finally {
        disk.unblock();
      }
      Threads.join(committing);
      assertThat(number(counters.get(X))).isEqualTo(2);
    }
  }

  /**
   * A commit that is in its turn may have looked for locks before this one was there, so it has to
   * be seen by whoever gets the lock.
   */
  @ParameterizedTest
  @EnumSource
  void whoGetsALockReadsAfterTheCommitUnderWay(Isolation isolation) {
    ReentrantLock changing = engine.timeline().changing();
    Thread locking;
    changing.lock();
    try {
      locking =
          Threads.start(
              () ->
                  db.transact(
                      TransactionOptions.defaults().withIsolation(isolation),
                      one -> one.getForUpdate(keyspace, X)));
      while (isFree(X) && locking.isAlive()) {
        Threads.pause();
      }
      Threads.awaitState(locking, Thread.State.WAITING);
    } finally {
      changing.unlock();
    }
    Threads.join(locking);
  }

  /** Reads that are locked are not checked, so they have to be locked until the commit. */
  @Test
  void aTransactionWhoseLocksWereTakenFromItDoesNotCommit() {
    Lease lease = engine.leases().beginTransaction(db, Duration.ZERO);
    Locker locker = Locker.ofTransaction(lease, Duration.ofSeconds(1));
    LockTarget target = LockTarget.key(((KeyspaceHandle) keyspace).id(), X);
    locker.acquireToRead(target, Duration.ofSeconds(10));
    long sequence = engine.timeline().now().sequence();
    // As closing a session does, from another thread, while the transaction is about to commit.
    locker.close();
    List<Write> writes = List.of(new Write(target.keyspace(), Y, Y));
    assertThatThrownBy(
            () -> engine.committer().commit(locker, writes, sequence, null, Durability.ASYNC))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the transaction is over");
    assertThat(keyspace.get(Y)).isNull();
    assertThatThrownBy(() -> locker.acquire(target)).isInstanceOf(IllegalStateException.class);
    engine.leases().forget(lease);
  }

  /** Whoever forgets a transaction, or waits in it for too long, keeps nobody waiting. */
  @Test
  void aTransactionThatIsOpenForTooLongLosesItsLocksAndItsWaits() {
    TransactionOptions brief = TransactionOptions.defaults().withTimeout(Duration.ofMillis(50));
    Transaction holder = db.begin(brief);
    holder.getForUpdate(keyspace, X);
    try (Transaction next = db.begin()) {
      next.getForUpdate(keyspace, X);
      try (Transaction waiting = db.begin(brief)) {
        assertThatThrownBy(() -> waiting.getForUpdate(keyspace, X))
            .isInstanceOf(LimitException.class)
            .hasMessageContaining("rolled back");
      }
      next.put(keyspace, X, X);
      next.commit();
    }
    assertThatThrownBy(() -> holder.put(keyspace, X, Y)).isInstanceOf(LimitException.class);
    holder.close();
    assertThat(keyspace.get(X)).isEqualTo(X);
  }

  /** A session that shares the engine with others ends what it has, and nothing of theirs. */
  @Test
  void closingASessionEndsItsLocksAndItsWaits() {
    Session other = new Session(engine, () -> {});
    Keyspace same = other.keyspace("k");
    Transaction theirs = other.begin();
    Transaction ours = db.begin();
    theirs.getForUpdate(same, X);
    theirs.getForUpdate(same, Z);
    ours.getForUpdate(keyspace, Y);
    Thread waitsForOurs =
        waiting(
            () ->
                assertThatThrownBy(() -> same.put(Y, Y))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the database is closed"));
    Thread waitsForTheirs = waiting(() -> keyspace.put(X, Y));
    other.close();
    Threads.join(waitsForOurs);
    Threads.join(waitsForTheirs);
    assertThat(keyspace.get(X)).isEqualTo(Y);
    assertThat(keyspace.get(Y)).isNull();
    assertThatThrownBy(() -> theirs.getForUpdate(same, X)).hasMessage("the database is closed");
    assertThatThrownBy(theirs::commit).hasMessage("the database is closed");
    ours.put(keyspace, Y, X);
    ours.commit();
    assertThat(keyspace.get(Y)).isEqualTo(X);
  }

  /** Those who have locks give them up one after the other, and nobody gets one because of that. */
  @Test
  void nobodyIsLetInBecauseTheSessionIsClosed() {
    int count = 16;
    Session other = new Session(engine, () -> {});
    Keyspace same = other.keyspace("k");
    List<Transaction> holders = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key = bytes(i);
      Transaction holder = other.begin();
      holders.add(holder); // not to be taken for lost
      holder.getForUpdate(same, key);
      threads.add(
          waiting(
              () ->
                  assertThatThrownBy(() -> same.putIfAbsent(key, X))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessage("the database is closed")));
    }
    other.close();
    threads.forEach(Threads::join);
    for (int i = 0; i < count; i++) {
      assertThat(keyspace.contains(bytes(i))).isFalse();
    }
    holders.forEach(Transaction::close);
  }

  /**
   * The moment moves on while the session is being closed: no snapshot may be forgotten, though
   * nobody ends the transaction.
   */
  @Test
  void nothingIsLeftOfATransactionWhoseSessionIsClosedWhileItsMomentMoves() {
    for (int round = 0; round < 300; round++) {
      Session other = new Session(engine, () -> {});
      Keyspace same = other.keyspace("k");
      CountDownLatch begun = new CountDownLatch(2);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        byte[] own = bytes(i);
        threads.add(
            Threads.start(
                () -> {
                  Transaction transaction = other.begin();
                  begun.countDown();
                  try {
                    for (long key = 100; ; key++) {
                      keyspace.withDurability(Durability.ASYNC).put(own, bytes(key));
                      transaction.getForUpdate(
                          same, ByteBuffer.allocate(16).put(own).putLong(key).array());
                    }
                  } catch (IllegalStateException e) {
                    // Which of the two is seen first depends on the moment.
                    assertThat(e).hasMessageMatching("the .* is (closed|over)");
                  }
                }));
      }
      try {
        begun.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      other.close();
      threads.forEach(Threads::join);
      assertThat(engine.snapshots().size()).isZero();
      assertThat(engine.locks().isEmpty()).isTrue();
    }
  }

  @Test
  void aTransactionHasOneSnapshotHoweverOftenItsMomentMoves() {
    try (Transaction transaction = db.begin()) {
      for (long i = 0; i < 10; i++) {
        keyspace.put(X, bytes(i));
        transaction.getForUpdate(keyspace, bytes(i));
        assertThat(engine.snapshots().size()).isEqualTo(1);
        assertThat(engine.snapshots().oldestTransaction())
            .isEqualTo(engine.timeline().now().sequence());
      }
    }
  }

  @Test
  void whatWasLoadedIntoALockedRangeIsAConflictForWhoHasReadBefore() {
    try (Transaction transaction = db.begin()) {
      transaction.get(keyspace, X);
      try (BulkLoad load = db.bulkLoad(keyspace)) {
        load.add(bytes(1), X);
        load.add(bytes(9), X);
        load.commit();
      }
      assertThatThrownBy(() -> transaction.getForUpdate(keyspace, bytes(5)))
          .isInstanceOfSatisfying(
              ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED));
      assertThatThrownBy(() -> transaction.lock(keyspace, KeyRange.between(bytes(7), bytes(8))))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("the locked range of keyspace 'k' was changed");
      assertThat(transaction.getForUpdate(keyspace, bytes(10))).isNull();
    }
  }

  @Test
  void whoIsTooOldToBeCheckedIsToldSo() {
    try (Transaction old = db.begin()) {
      old.get(keyspace, Y);
      for (int i = 0; i < 4; i++) {
        keyspace.put(Z, bytes(i));
        db.flush();
      }
      assertThatThrownBy(() -> old.getForUpdate(keyspace, X))
          .isInstanceOfSatisfying(
              ConflictException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.TOO_OLD);
                assertThat(e.keyspace()).isEqualTo("k");
                assertThat(e.key()).isNull();
              });
    }
  }

  /** Whoever reads only what it locked is never too old: its moment moves on. */
  @Test
  void whoLocksAllThatItReadsIsNeverTooOld() {
    try (Transaction transaction = db.begin()) {
      for (int i = 0; i < 5; i++) {
        transaction.put(keyspace, Y, bytes(i));
        keyspace.put(Z, bytes(i));
        db.flush();
        transaction.getForUpdate(keyspace, bytes(i));
      }
      transaction.commit();
    }
    assertThat(number(keyspace.get(Y))).isEqualTo(4);
  }

  /** The classic: each reads a counter and writes one more. */
  @ParameterizedTest
  @EnumSource
  void nobodyWhoLocksItsCounterMeetsAConflict(Isolation isolation, Seed seed) {
    int counters = 100;
    int increments = 5_000;
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        4,
        number -> {
          Seed own = seed.fork("thread" + number);
          TransactionOptions options =
              TransactionOptions.defaults()
                  .withIsolation(isolation)
                  .withDurability(Durability.ASYNC);
          for (int i = 0; i < increments; i++) {
            byte[] counter = bytes(own.between(0, counters - 1));
            try (Transaction transaction = db.begin(options)) {
              runs.incrementAndGet();
              long value = number(transaction.getForUpdate(keyspace, counter));
              transaction.put(keyspace, counter, bytes(value + 1));
              transaction.commit();
            }
          }
        });
    assertThat(sum(counters)).isEqualTo(4L * increments);
    assertThat(runs).hasValue(4 * increments);
  }

  private long sum(int counters) {
    long sum = 0;
    for (int i = 0; i < counters; i++) {
      sum += number(keyspace.get(bytes(i)));
    }
    return sum;
  }

  /** Some lock, some are checked, some compare and set; all of them count. */
  @Test
  void nothingIsLostWhereSomeLockAndSomeDoNot(Seed seed) {
    int counters = 10;
    int increments = 3_000;
    Keyspace fast = keyspace.withDurability(Durability.ASYNC);
    TransactionOptions options = TransactionOptions.defaults().withDurability(Durability.ASYNC);
    Threads.run(
        6,
        number -> {
          Seed own = seed.fork("thread" + number);
          for (int i = 0; i < increments; i++) {
            byte[] counter = bytes(own.between(0, counters - 1));
            switch (number % 3) {
              case 0 ->
                  db.transact(
                      options,
                      one -> {
                        long value = number(one.getForUpdate(keyspace, counter));
                        one.put(keyspace, counter, bytes(value + 1));
                        return true;
                      });
              case 1 ->
                  db.transact(
                      options,
                      one -> {
                        long value = number(one.get(keyspace, counter));
                        one.put(keyspace, counter, bytes(value + 1));
                        return true;
                      });
              default -> {
                byte[] value;
                do {
                  value = fast.get(counter);
                } while (!fast.compareAndSet(counter, value, bytes(number(value) + 1)));
              }
            }
          }
        });
    assertThat(sum(counters)).isEqualTo(6L * increments);
  }

  @Test
  void aThreadThatWaitsStopsNobodyElse() {
    Transaction holder = db.begin();
    holder.getForUpdate(keyspace, X);
    Thread waiting = waiting(() -> keyspace.put(X, X));
    Thread transaction = waiting(() -> db.transact(one -> one.getForUpdate(keyspace, X)));
    for (long i = 0; i < 1_000; i++) {
      keyspace.withDurability(Durability.ASYNC).put(bytes(i), X);
    }
    db.transact(one -> one.getForUpdate(keyspace, Y));
    db.flush();
    db.createKeyspace("another");
    assertThat(waiting.isAlive() && transaction.isAlive()).isTrue();
    holder.close();
    Threads.join(waiting);
    Threads.join(transaction);
  }

  /** More of them than there could be threads wait at once; carriers are not kept. */
  @Test
  void virtualThreadsMayWait() throws ReflectiveOperationException {
    assumeTrue(Runtime.version().feature() >= 21);
    int count = 500;
    try {
      ExecutorService threads =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      Transaction holder = db.begin();
      holder.getForUpdate(keyspace, X);
      AtomicInteger begun = new AtomicInteger();
      for (int i = 0; i < count; i++) {
        threads.execute(
            () ->
                db.transact(
                    one -> {
                      begun.incrementAndGet();
                      long value = number(one.getForUpdate(keyspace, X));
                      one.put(keyspace, X, bytes(value + 1));
                    }));
      }
      while (begun.get() < count) {
        Threads.pause();
      }
      holder.close();
      while (number(keyspace.get(X)) < count) {
        Threads.pause();
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    } catch (InvocationTargetException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
