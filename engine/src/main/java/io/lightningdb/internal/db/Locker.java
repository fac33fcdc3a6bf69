package io.lightningdb.internal.db;

import io.lightningdb.internal.txn.LockOwner;
import io.lightningdb.internal.txn.LockTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * It gets an owner in the table with the first lock only: most transactions, and most commits outside
 * of them, never need one.
 */
/**
 * Takes locks for a transaction, or for a commit outside of one, and keeps them until it is closed.
 */
final class Locker implements AutoCloseable {

  private static final String OVER = "the transaction is over";

  private final Session session;
  private final Engine engine;
  private final @Nullable Lease transaction;
  private final String thread;
  private final long timeoutNanos;
  private volatile @Nullable LockOwner owner;
  private volatile boolean closed;

  private Locker(Session session, @Nullable Lease transaction, Duration timeout) {
    this.session = session;
    this.engine = session.engine();
    this.transaction = transaction;
    this.thread = Thread.currentThread().getName();
    this.timeoutNanos = nanos(timeout);
  }

  /**
   * Makes one for a transaction that the present thread begins.
   *
   * @param lease the transaction's
   */
  static Locker ofTransaction(Lease lease, Duration timeout) {
    return new Locker(lease.session(), lease, timeout);
  }

  /** Makes one for a commit outside of transactions, which the present thread makes. */
  static Locker ofCommit(Session session, Duration timeout) {
    return new Locker(session, null, timeout);
  }

  /** Returns a duration in nanoseconds, the longest there is for what is longer: 292 years. */
  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  Session session() {
    return session;
  }

  /** Returns whose locks these are, or null if it has asked for none yet. */
  @Nullable LockOwner owner() {
    return owner;
  }

  /**
   * Takes a lock, and waits until it is to be had, for as long as this waits for each.
   *
   * @throws io.lightningdb.ConflictException if it was not to be had in time, or without a deadlock
   * @throws IllegalStateException if this was closed, or the session, or is meanwhile
   */
  void acquire(LockTarget target) {
    acquire(target, timeoutNanos);
  }

  private void acquire(LockTarget target, long nanos) {
    boolean acquired = engine.locks().acquire(ownerToBe(), target, nanos);
    // It may have been let go only because the session is being closed.
    session.checkOpen();
    if (!acquired) {
      checkOpen();
    }
  }

  void acquire(List<LockTarget> targets) {
    targets.forEach(this::acquire);
  }

  /*
   * A commit looks for locks in its turn. So if it did not see this one, it was made before this
   * comes to its turn, and is seen by whoever reads after that.
   */
  /**
   * Takes a lock as {@link #acquire} does, with a time-out of its own. Whoever reads at the moment
   * that is returned, or later, sees all that was committed of what is locked, and nobody commits
   * any more of that until this is closed.
   */
  Moment acquireToRead(LockTarget target, Duration timeout) {
    acquire(target, nanos(timeout));
    return engine.timeline().afterPresentChange();
  }

  private LockOwner ownerToBe() {
    LockOwner present = owner;
    if (present == null) {
      present =
          transaction == null
              ? engine.locks().newCommit(thread)
              : engine.locks().newTransaction(engine.leases().numberOf(transaction), thread);
      owner = present;
      engine.lockers().add(this);
      if (closed || !session.isOpen()) {
        // Whoever closed it may not have seen the owner, and who closed the database not this.
        close();
      }
    }
    return present;
  }

  /**
   * Checks that nothing was given up yet of what was locked.
   *
   * @throws IllegalStateException if it was
   * @throws io.lightningdb.LimitException if the engine has done that
   */
  void checkOpen() {
    if (closed) {
      session.checkOpen();
      if (transaction != null) {
        transaction.checkOpen(OVER);
      }
      throw new IllegalStateException(OVER);
    }
  }

  /** Gives up all locks, and lets the thread go on that waits for one. Any thread may call this. */
  @Override
  public void close() {
    closed = true;
    LockOwner present = owner;
    if (present != null) {
      engine.locks().end(present);
      engine.lockers().remove(this);
    }
  }
}
