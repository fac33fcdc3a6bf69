package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lightningdb.ConflictException.Reason;
import io.lightningdb.internal.testing.Threads;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What locks do in every {@link Transaction} of a store that has them. */
abstract class LockContract extends Contract {

  private static final TransactionOptions AT_ONCE =
      TransactionOptions.defaults().withLockTimeout(Duration.ZERO);

  private Keyspace keyspace;

  @BeforeEach
  void createKeyspace() {
    assumeTrue(db.capabilities().locks());
    keyspace = db.createKeyspace("k");
  }

  private Transaction begin(Isolation isolation) {
    return db.begin(AT_ONCE.withIsolation(isolation));
  }

  private static void assertConflict(Reason reason, byte[] key, ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            ConflictException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.keyspace()).isEqualTo("k");
              assertThat(e.key()).isEqualTo(key);
            });
  }

  @ParameterizedTest
  @EnumSource
  void aLockedKeyIsReadAsItIsNow(Isolation isolation) {
    keyspace.put(KEY, VALUE);
    try (Transaction transaction = begin(isolation)) {
      ReadView early = transaction.view(keyspace);
      keyspace.put(KEY, OTHER);
      keyspace.put(OTHER, OTHER);
      settle(db);
      assertThat(transaction.getForUpdate(keyspace, KEY)).isEqualTo(OTHER);
      assertThat(transaction.get(keyspace, KEY)).isEqualTo(OTHER);
      assertThat(early.get(KEY)).isEqualTo(OTHER);
      assertThat(transaction.getForUpdate(keyspace, EMPTY)).isNull();
      transaction.put(keyspace, KEY, VALUE);
      assertThat(transaction.getForUpdate(keyspace, KEY)).isEqualTo(VALUE);
      transaction.commit();
    }
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  /** Each lock moves the moment on, and what was locked before is in it as it was. */
  @ParameterizedTest
  @EnumSource
  void whoReadsOnlyWhatItLockedMeetsNoConflict(Isolation isolation) {
    try (Transaction transaction = begin(isolation)) {
      for (int key = 0; key < 10; key++) {
        keyspace.put(new byte[] {(byte) key}, new byte[] {(byte) (key + 100)});
        assertThat(transaction.getForUpdate(keyspace, new byte[] {(byte) key}))
            .containsExactly(key + 100);
      }
      for (byte key = 0; key < 10; key++) {
        assertThat(transaction.get(keyspace, new byte[] {key})).containsExactly(key + 100);
        transaction.put(keyspace, new byte[] {key}, VALUE);
      }
      transaction.commit();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLockedNobodyElseLocksOrWrites(Isolation isolation) {
    keyspace.put(KEY, VALUE);
    try (Transaction holder = db.begin();
        Transaction other = begin(isolation);
        Transaction writer = begin(isolation)) {
      holder.getForUpdate(keyspace, KEY);
      assertConflict(Reason.LOCK_TIMEOUT, KEY, () -> other.getForUpdate(keyspace, KEY));
      assertConflict(Reason.LOCK_TIMEOUT, null, () -> other.lock(keyspace, KeyRange.all()));
      // It goes on without the lock.
      assertThat(other.getForUpdate(keyspace, OTHER)).isNull();
      writer.put(keyspace, KEY, OTHER);
      assertConflict(Reason.LOCK_TIMEOUT, KEY, writer::commit);
      assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    }
    try (Transaction other = begin(isolation)) {
      assertThat(other.getForUpdate(keyspace, KEY)).isEqualTo(VALUE);
    }
  }

  /** Patience is that of the call, be the transaction's own greater or less. */
  @Test
  void aLockCanBeAskedForWithATimeoutOfItsOwn() {
    TransactionOptions forLong = TransactionOptions.defaults().withLockTimeout(Duration.ofDays(1));
    try (Transaction patient = db.begin(forLong);
        Transaction hasty = db.begin(AT_ONCE);
        Transaction holder = db.begin()) {
      holder.getForUpdate(keyspace, KEY, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
      for (Duration timeout : List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofMillis(20))) {
        assertConflict(
            Reason.LOCK_TIMEOUT, KEY, () -> patient.getForUpdate(keyspace, KEY, timeout));
      }
      Thread waiter =
          Threads.start(
              () ->
                  assertThat(hasty.getForUpdate(keyspace, KEY, Duration.ofDays(1)))
                      .isEqualTo(OTHER));
      Threads.awaitState(waiter, Thread.State.TIMED_WAITING);
      holder.put(keyspace, KEY, OTHER);
      holder.commit();
      Threads.join(waiter);
      // What it has already it need not wait for.
      assertThat(hasty.getForUpdate(keyspace, KEY, Duration.ZERO)).isEqualTo(OTHER);
      assertConflict(
          Reason.LOCK_TIMEOUT, KEY, () -> patient.getForUpdate(keyspace, KEY, Duration.ZERO));
    }
  }

  /** Nobody waits in the way of somebody else who is before it. */
  @Test
  void whoWillNotWaitDoesNotOvertakeThoseWhoDo() {
    try (Transaction holder = db.begin();
        Transaction hasty = db.begin();
        Transaction other = db.begin()) {
      holder.getForUpdate(keyspace, bytes("b1"));
      Thread waiter = Threads.start(() -> other.lock(keyspace, KeyRange.prefix(bytes("b"))));
      Threads.awaitState(waiter, Thread.State.TIMED_WAITING);
      assertConflict(
          Reason.LOCK_TIMEOUT,
          bytes("b2"),
          () -> hasty.getForUpdate(keyspace, bytes("b2"), Duration.ZERO));
      holder.rollback();
      Threads.join(waiter);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionGoesOnWithoutTheLockThatItDidNotGet(Isolation isolation) {
    TransactionOptions options = TransactionOptions.defaults().withIsolation(isolation);
    keyspace.put(KEY, VALUE);
    keyspace.put(bytes("mine"), VALUE);
    try (Transaction transaction = db.begin(options)) {
      try (Transaction holder = db.begin()) {
        holder.getForUpdate(keyspace, KEY);
        holder.put(keyspace, KEY, OTHER);
        assertThat(transaction.getForUpdate(keyspace, bytes("mine"))).isEqualTo(VALUE);
        transaction.put(keyspace, bytes("mine"), OTHER);
        assertConflict(
            Reason.LOCK_TIMEOUT, KEY, () -> transaction.getForUpdate(keyspace, KEY, Duration.ZERO));
        // It skips what is locked, and takes what is not.
        assertThat(transaction.getForUpdate(keyspace, OTHER, Duration.ZERO)).isNull();
        transaction.put(keyspace, OTHER, VALUE);
        holder.commit();
      }
      // The moment is not held by what it did not get: the key can be had later, as it is then.
      assertThat(transaction.getForUpdate(keyspace, KEY, Duration.ZERO)).isEqualTo(OTHER);
      try (Transaction other = db.begin()) {
        for (byte[] key : List.of(KEY, OTHER, bytes("mine"))) {
          assertConflict(
              Reason.LOCK_TIMEOUT, key, () -> other.getForUpdate(keyspace, key, Duration.ZERO));
        }
      }
      transaction.put(keyspace, KEY, EMPTY);
      transaction.commit();
    }
    settle(db);
    assertThat(keyspace.get(KEY)).isEqualTo(EMPTY);
    assertThat(keyspace.get(OTHER)).isEqualTo(VALUE);
    assertThat(keyspace.get(bytes("mine"))).isEqualTo(OTHER);
  }

  /** A savepoint is as good after a refused lock as before. */
  @ParameterizedTest
  @EnumSource
  void aRefusedLockCanBeGoneBackBefore(Isolation isolation) {
    assumeTrue(db.capabilities().savepoints());
    try (Transaction holder = db.begin();
        Transaction transaction =
            db.begin(TransactionOptions.defaults().withIsolation(isolation))) {
      holder.getForUpdate(keyspace, KEY);
      transaction.put(keyspace, OTHER, VALUE);
      Savepoint savepoint = transaction.savepoint();
      transaction.put(keyspace, OTHER, EMPTY);
      assertConflict(
          Reason.LOCK_TIMEOUT, KEY, () -> transaction.getForUpdate(keyspace, KEY, Duration.ZERO));
      transaction.rollbackTo(savepoint);
      assertThat(transaction.get(keyspace, OTHER)).isEqualTo(VALUE);
      transaction.commit();
    }
    assertThat(keyspace.get(OTHER)).isEqualTo(VALUE);
  }

  /** A key that is locked and one that was changed are told apart, by who does not wait, too. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "READ_COMMITTED")
  void whatWasChangedIsNotTakenForLocked(Isolation isolation) {
    try (Transaction transaction = begin(isolation)) {
      transaction.get(keyspace, OTHER);
      keyspace.put(KEY, VALUE);
      assertConflict(
          Reason.CHANGED, KEY, () -> transaction.getForUpdate(keyspace, KEY, Duration.ZERO));
      // It has the lock, reads as before, and writes what was not changed.
      try (Transaction other = db.begin()) {
        assertConflict(
            Reason.LOCK_TIMEOUT, KEY, () -> other.getForUpdate(keyspace, KEY, Duration.ZERO));
      }
      assertThat(transaction.get(keyspace, OTHER)).isNull();
      transaction.put(keyspace, bytes("else"), VALUE);
      transaction.commit();
    }
    assertThat(keyspace.get(bytes("else"))).isEqualTo(VALUE);
    try (Transaction transaction = begin(isolation)) {
      transaction.get(keyspace, OTHER);
      keyspace.put(KEY, OTHER);
      assertConflict(
          Reason.CHANGED, KEY, () -> transaction.getForUpdate(keyspace, KEY, Duration.ZERO));
      transaction.put(keyspace, KEY, EMPTY);
      assertConflict(Reason.CHANGED, KEY, transaction::commit);
    }
  }

  @Test
  void readsDoNotWait() {
    keyspace.put(KEY, VALUE);
    try (Transaction holder = db.begin();
        Transaction reader = db.begin()) {
      holder.lock(keyspace, KeyRange.all());
      holder.put(keyspace, KEY, OTHER);
      assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
      assertThat(reader.get(keyspace, KEY)).isEqualTo(VALUE);
      assertThat(keyspace.compareAndSet(KEY, OTHER, EMPTY)).isFalse();
      assertThat(keyspace.replace(OTHER, EMPTY)).isFalse();
      reader.commit();
    }
  }

  @Test
  void eachWriteOutsideOfTransactionsWaitsForTheLock() {
    List<Runnable> writes =
        List.of(
            () -> keyspace.put(KEY, OTHER),
            () -> keyspace.put(KEY, InputStream.nullInputStream()),
            () -> keyspace.delete(KEY),
            () -> keyspace.getAndPut(KEY, OTHER),
            () -> keyspace.getAndDelete(KEY),
            () -> keyspace.compareAndSet(KEY, new byte[] {77}, OTHER),
            () -> keyspace.replace(KEY, OTHER),
            () -> db.write(new WriteBatch().put(keyspace, OTHER, OTHER).delete(keyspace, KEY)));
    for (Runnable write : writes) {
      keyspace.put(KEY, new byte[] {77});
      Transaction holder = db.begin();
      assertThat(holder.getForUpdate(keyspace, KEY)).containsExactly(77);
      Thread writer = Threads.start(write);
      Threads.awaitState(writer, Thread.State.TIMED_WAITING);
      // It stops nobody else, and has not happened.
      keyspace.put(new byte[] {99}, VALUE);
      assertThat(keyspace.get(KEY)).containsExactly(77);
      holder.rollback();
      Threads.join(writer);
      assertThat(keyspace.get(KEY)).isNotEqualTo(new byte[] {77});
    }
  }

  @Test
  void whatIsExpectedIsLookedAtAfterTheWait() {
    keyspace.put(KEY, VALUE);
    Transaction holder = db.begin();
    holder.getForUpdate(keyspace, KEY);
    Thread writer =
        Threads.start(() -> assertThat(keyspace.compareAndSet(KEY, VALUE, OTHER)).isFalse());
    Threads.awaitState(writer, Thread.State.TIMED_WAITING);
    holder.put(keyspace, KEY, EMPTY);
    holder.commit();
    Threads.join(writer);
    assertThat(keyspace.get(KEY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aLockedRangeStaysAsItIs(Isolation isolation) {
    keyspace.put(bytes("b1"), VALUE);
    try (Transaction holder = begin(isolation);
        Transaction inside = begin(isolation);
        Transaction outside = begin(isolation)) {
      keyspace.put(bytes("b2"), VALUE);
      holder.lock(keyspace, KeyRange.prefix(bytes("b")));
      inside.put(keyspace, bytes("b3"), VALUE);
      assertConflict(Reason.LOCK_TIMEOUT, bytes("b3"), inside::commit);
      outside.put(keyspace, bytes("c"), VALUE);
      outside.commit();
      int found = 0;
      try (Cursor cursor = holder.cursor(keyspace, KeyRange.prefix(bytes("b")))) {
        while (cursor.next()) {
          found++;
        }
      }
      assertThat(found).isEqualTo(2);
      // A cursor over what is locked does not hold the moment, once it is closed.
      keyspace.put(bytes("a"), OTHER);
      assertThat(holder.getForUpdate(keyspace, bytes("a"))).isEqualTo(OTHER);
      assertThat(holder.view(keyspace).getAll(List.of(bytes("b2"), bytes("a"))))
          .containsExactly(VALUE, OTHER);
      holder.put(keyspace, bytes("b9"), VALUE);
      holder.commit();
    }
    assertThat(keyspace.contains(bytes("b9"))).isTrue();
  }

  /** A way to read something that is not locked. */
  private interface Reading {
    void read(Transaction transaction);
  }

  /** Whoever has read something as of a moment keeps to that. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "READ_COMMITTED")
  void whatWasReadBeforeHoldsTheMoment(Isolation isolation) {
    KeyRange few = KeyRange.between(new byte[] {50}, new byte[] {60});
    List<Reading> readings =
        List.of(
            one -> one.get(keyspace, OTHER),
            one -> one.contains(keyspace, OTHER),
            one -> one.view(keyspace).getAll(List.of(OTHER)),
            one -> one.view(keyspace).openValue(OTHER),
            one -> one.cursor(keyspace, few).close(),
            one -> {
              one.lock(keyspace, few);
              one.cursor(keyspace, KeyRange.atLeast(new byte[] {50})).close();
            },
            // Of what is locked, but open.
            one -> {
              one.lock(keyspace, few);
              one.cursor(keyspace, few);
            });
    for (Reading reading : readings) {
      keyspace.put(KEY, VALUE);
      try (Transaction transaction = begin(isolation)) {
        reading.read(transaction);
        keyspace.put(KEY, OTHER);
        assertConflict(Reason.CHANGED, KEY, () -> transaction.getForUpdate(keyspace, KEY));
        // The lock is kept, and the conflict does not go away.
        assertConflict(Reason.CHANGED, KEY, () -> transaction.getForUpdate(keyspace, KEY));
        assertConflict(Reason.CHANGED, KEY, () -> transaction.lock(keyspace, KeyRange.only(KEY)));
        try (Transaction other = db.begin(AT_ONCE)) {
          assertConflict(Reason.LOCK_TIMEOUT, KEY, () -> other.getForUpdate(keyspace, KEY));
        }
        // What was not changed meanwhile can be locked.
        assertThat(transaction.getForUpdate(keyspace, bytes("else"))).isNull();
        assertThat(transaction.get(keyspace, KEY)).isEqualTo(VALUE);
      }
    }
  }

  /** What was written has not been read. */
  @ParameterizedTest
  @EnumSource
  void ownWritesDoNotHoldTheMoment(Isolation isolation) {
    try (Transaction transaction = begin(isolation)) {
      transaction.put(keyspace, OTHER, VALUE);
      assertThat(transaction.get(keyspace, OTHER)).isEqualTo(VALUE);
      keyspace.put(KEY, VALUE);
      assertThat(transaction.getForUpdate(keyspace, KEY)).isEqualTo(VALUE);
      transaction.commit();
    }
  }

  @Test
  void aKeyspaceThatWasCreatedLaterCanBeLocked() {
    try (Transaction transaction = db.begin()) {
      Keyspace later = db.createKeyspace("later");
      later.put(KEY, VALUE);
      assertThat(transaction.getForUpdate(later, KEY)).isEqualTo(VALUE);
    }
  }

  @Test
  void goingBackToASavepointKeepsLocks() {
    assumeTrue(db.capabilities().savepoints());
    try (Transaction transaction = db.begin();
        Transaction other = db.begin(AT_ONCE)) {
      Savepoint savepoint = transaction.savepoint();
      transaction.getForUpdate(keyspace, KEY);
      transaction.rollbackTo(savepoint);
      assertConflict(Reason.LOCK_TIMEOUT, KEY, () -> other.getForUpdate(keyspace, KEY));
      transaction.release(savepoint);
      assertConflict(Reason.LOCK_TIMEOUT, KEY, () -> other.getForUpdate(keyspace, KEY));
    }
  }

  @Test
  void locksEndWithTheirTransaction() {
    List<Reading> ends =
        List.of(
            Transaction::commit,
            Transaction::rollback,
            Transaction::close,
            one -> {
              one.put(keyspace, KEY, VALUE);
              one.commit();
            },
            one -> {
              one.put(keyspace, OTHER, VALUE);
              keyspace.put(OTHER, OTHER);
              assertConflict(Reason.CHANGED, OTHER, one::commit);
            });
    for (Reading end : ends) {
      Transaction transaction = db.begin();
      transaction.getForUpdate(keyspace, KEY);
      transaction.lock(keyspace, KeyRange.atLeast(new byte[] {100}));
      end.read(transaction);
      try (Transaction other = db.begin(AT_ONCE)) {
        other.lock(keyspace, KeyRange.all());
      }
    }
  }

  /** Two that would wait for each other: one of them is told so, and the other one goes on. */
  @Test
  void aDeadlockIsTold() {
    TransactionOptions patient = TransactionOptions.defaults().withLockTimeout(Duration.ofDays(1));
    try (Transaction one = db.begin(patient)) {
      one.getForUpdate(keyspace, KEY);
      Thread thread =
          Threads.start(
              () -> {
                try (Transaction two = db.begin(patient)) {
                  two.getForUpdate(keyspace, OTHER);
                  two.getForUpdate(keyspace, KEY);
                  two.commit();
                }
              });
      Threads.awaitState(thread, Thread.State.TIMED_WAITING);
      // Who does not wait closes no circle, and is told only that the key is locked.
      assertConflict(
          Reason.LOCK_TIMEOUT, OTHER, () -> one.getForUpdate(keyspace, OTHER, Duration.ZERO));
      assertThatThrownBy(() -> one.getForUpdate(keyspace, OTHER))
          .isInstanceOfSatisfying(
              ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLOCK))
          .hasMessageContaining(Thread.currentThread().getName())
          .hasMessageContaining(thread.getName());
      // It has what it had, and nobody waits for it because of what it was refused.
      assertThat(one.getForUpdate(keyspace, bytes("else"))).isNull();
      one.put(keyspace, KEY, VALUE);
      one.commit();
      Threads.join(thread);
    }
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void workIsRunAgainWhereALockIsNotToBeHad() {
    int[] runs = {0};
    Transaction holder = db.begin();
    holder.getForUpdate(keyspace, KEY);
    db.transact(
        AT_ONCE,
        transaction -> {
          if (++runs[0] == 4) {
            holder.close();
          }
          transaction.put(keyspace, KEY, VALUE);
          return transaction.getForUpdate(keyspace, KEY);
        });
    assertThat(runs[0]).isEqualTo(4);
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void anEmptyRangeLocksNothing() {
    try (Transaction one = db.begin();
        Transaction other = db.begin(AT_ONCE)) {
      one.lock(keyspace, KeyRange.between(KEY, KEY));
      one.lock(keyspace, KeyRange.between(OTHER, KEY));
      other.lock(keyspace, KeyRange.all());
    }
  }

  @Test
  void whatIsWrongIsRefused() {
    try (Transaction transaction = db.begin(AT_ONCE);
        Transaction other = db.begin(AT_ONCE)) {
      assertRefusesNull(
          List.of(
              () -> transaction.getForUpdate(null, KEY),
              () -> transaction.getForUpdate(keyspace, null),
              () -> transaction.getForUpdate(keyspace, KEY, null),
              () -> transaction.getForUpdate(keyspace, null, Duration.ZERO),
              () -> transaction.getForUpdate(null, KEY, Duration.ZERO),
              () -> transaction.lock(null, KeyRange.all()),
              () -> transaction.lock(keyspace, null)));
      assertThatThrownBy(() -> transaction.getForUpdate(keyspace, KEY, Duration.ofNanos(-1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PT-0.000000001S");
      assertThatThrownBy(() -> transaction.getForUpdate(keyspace, tooLongKey()))
          .isInstanceOf(LimitException.class);
      withForeignKeyspace(
          foreign -> {
            assertThatThrownBy(() -> transaction.getForUpdate(foreign, KEY))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> transaction.lock(foreign, KeyRange.all()))
                .isInstanceOf(IllegalArgumentException.class);
          });
      Keyspace dropped = db.createKeyspace("dropped");
      db.dropKeyspace("dropped");
      assertRefused(
          "dropped",
          List.of(
              () -> transaction.getForUpdate(dropped, KEY),
              () -> transaction.getForUpdate(dropped, KEY, Duration.ZERO),
              () -> transaction.lock(dropped, KeyRange.all())));
      other.lock(keyspace, KeyRange.all());
    }
    Transaction over = db.begin();
    over.commit();
    List<ThrowingCallable> uses =
        List.of(
            () -> over.getForUpdate(keyspace, KEY),
            () -> over.getForUpdate(keyspace, KEY, Duration.ZERO),
            () -> over.lock(keyspace, KeyRange.all()));
    assertRefused("over", uses);
    db.close();
    assertRefused("closed", uses);
  }

  @Test
  void aTimeoutIsNotNegative() {
    TransactionOptions defaults = TransactionOptions.defaults();
    assertThat(defaults.lockTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.withLockTimeout(Duration.ofDays(3)).lockTimeout())
        .isEqualTo(Duration.ofDays(3));
    assertThatThrownBy(() -> defaults.withLockTimeout(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
    TransactionOptions longest =
        defaults.withLockTimeout(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    try (Transaction transaction = db.begin(longest)) {
      transaction.getForUpdate(keyspace, KEY);
    }
  }

  @Test
  void closingTheDatabaseWakesThoseWhoWait() {
    Transaction holder = db.begin();
    holder.lock(keyspace, KeyRange.all());
    List<ThrowingCallable> uses =
        List.of(
            () -> keyspace.put(KEY, VALUE),
            () -> keyspace.putIfAbsent(KEY, VALUE),
            () -> db.transact(one -> one.getForUpdate(keyspace, KEY)),
            () -> db.transact(one -> one.lock(keyspace, KeyRange.all())),
            () -> db.transact(one -> one.put(keyspace, KEY, VALUE)));
    List<Thread> threads =
        uses.stream()
            .map(use -> Threads.start(() -> assertRefused("the database is closed", List.of(use))))
            .toList();
    threads.forEach(thread -> Threads.awaitState(thread, Thread.State.TIMED_WAITING));
    db.close();
    threads.forEach(Threads::join);
    assertRefused("closed", List.of(holder::commit));
    holder.close();
  }
}
