package io.lightningdb.internal.txn;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.ConflictException;
import io.lightningdb.ConflictException.Reason;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * One short-held lock around everything, because a commit asks only if there are locks at all, and
 * whoever takes one has a transaction to pay for. Those who wait are parked, and hold nothing here.
 */
/**
 * Exclusive locks of keys and ranges. Where one is not to be had, its requester waits in the order
 * of requests, for at most as long as it says, and never in a deadlock. Any number of threads may
 * use it; an owner serves one at a time, but may be ended by another.
 */
public final class LockTable {

  private final ReentrantLock locking = new ReentrantLock();
  private final Function<KeyspaceId, String> names;

  /** The keyspaces in which something is locked or waited for. */
  @GuardedBy("locking")
  private final Map<KeyspaceId, KeyspaceLocks> keyspaces = new HashMap<>();

  @GuardedBy("locking")
  private long lastTicket;

  /** Changed under the lock, and read without by those who want to know whether they need it. */
  private volatile boolean empty = true;

  /**
   * @param names tells the names of keyspaces, for messages
   */
  public LockTable(Function<KeyspaceId, String> names) {
    this.names = names;
  }

  /** Returns a new owner for a transaction that was begun by a thread. */
  public LockOwner newTransaction(long number, String thread) {
    return new LockOwner("transaction " + number, thread);
  }

  /** Returns a new owner for a commit outside of transactions. */
  public LockOwner newCommit(String thread) {
    return new LockOwner("a write outside of transactions", thread);
  }

  /** Returns whether nothing is locked, nor waited for. */
  public boolean isEmpty() {
    return empty;
  }

  /**
   * Takes a lock, unless its owner has it already, and waits until it is to be had. An interrupt
   * does not end the wait; the thread's status is kept.
   *
   * @param timeoutNanos how long to wait at most
   * @return whether {@code owner} has the lock now: false if it ended meanwhile, or before
   * @throws ConflictException if the lock was not to be had in that time, or not without a deadlock
   */
  public boolean acquire(LockOwner owner, LockTarget target, long timeoutNanos) {
    LockWaiter waiter;
    locking.lock();
    try {
      if (owner.hasEnded()) {
        return false;
      }
      KeyspaceLocks locks = keyspaces.computeIfAbsent(target.keyspace(), id -> new KeyspaceLocks());
      empty = false;
      if (locks.holds(owner, target)) {
        return true;
      }
      waiter = new LockWaiter(owner, target, locks, ++lastTicket);
      locks.enqueue(waiter);
      if (locks.grantIfFree(waiter)) {
        return true;
      }
      waitOrThrow(waiter, timeoutNanos);
    } finally {
      locking.unlock();
    }
    return await(waiter, timeoutNanos);
  }

  /** Lets a request that is in its queue be waited for, or takes it out and fails. */
  @GuardedBy("locking")
  private void waitOrThrow(LockWaiter waiter, long timeoutNanos) {
    LockOwner owner = waiter.owner;
    ConflictException refusal = null;
    if (owner.waiting != null) {
      remove(waiter);
      throw new IllegalStateException(owner + " is used by two threads at once");
    }
    if (timeoutNanos <= 0) {
      refusal = timedOut(waiter, timeoutNanos);
    } else {
      Deadlock deadlock = Deadlock.find(waiter);
      if (deadlock != null) {
        refusal = conflict(Reason.DEADLOCK, waiter, "a deadlock: " + deadlock.describe(this::show));
      }
    }
    if (refusal != null) {
      remove(waiter);
      throw refusal;
    }
    owner.waiting = waiter;
  }

  private boolean await(LockWaiter waiter, long timeoutNanos) {
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (waiter.state() == LockWaiter.State.WAITING) {
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
          giveUp(waiter, timeoutNanos);
        } else {
          LockSupport.parkNanos(this, left);
          interrupted |= Thread.interrupted();
        }
      }
      return waiter.state() == LockWaiter.State.GRANTED;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void giveUp(LockWaiter waiter, long timeoutNanos) {
    locking.lock();
    try {
      if (waiter.state() == LockWaiter.State.WAITING) {
        ConflictException refusal = timedOut(waiter, timeoutNanos);
        waiter.owner.waiting = null;
        remove(waiter);
        throw refusal;
      }
    } finally {
      locking.unlock();
    }
  }

  /** Takes a request out of its queue, and lets those go on whom it was in the way. */
  @GuardedBy("locking")
  private void remove(LockWaiter waiter) {
    waiter.keyspace.dequeue(waiter);
    grantAround(waiter.target.keyspace(), List.of(waiter.target));
  }

  @GuardedBy("locking")
  private void grantAround(KeyspaceId keyspace, List<LockTarget> freed) {
    KeyspaceLocks locks = keyspaces.get(keyspace);
    if (locks != null) {
      locks.grantAround(freed, waiter -> waiter.resolve(LockWaiter.State.GRANTED));
      if (locks.isUnused()) {
        keyspaces.remove(keyspace);
        empty = keyspaces.isEmpty();
      }
    }
  }

  /**
   * Ends an owner: it has no locks any more, and gets none. If a thread waits for one for it, that
   * goes on. Any thread may call this, and more than once.
   */
  public void end(LockOwner owner) {
    locking.lock();
    try {
      if (owner.hasEnded()) {
        return;
      }
      owner.markEnded();
      Map<KeyspaceId, List<LockTarget>> freed = new HashMap<>();
      for (LockTarget target : owner.held) {
        freed.computeIfAbsent(target.keyspace(), id -> new ArrayList<>()).add(target);
        locksOf(target).release(target);
      }
      owner.held.clear();
      LockWaiter waiter = owner.waiting;
      if (waiter != null) {
        waiter.resolve(LockWaiter.State.ENDED);
        waiter.keyspace.dequeue(waiter);
        freed.computeIfAbsent(waiter.target.keyspace(), id -> new ArrayList<>()).add(waiter.target);
      }
      for (Map.Entry<KeyspaceId, List<LockTarget>> entry : freed.entrySet()) {
        grantAround(entry.getKey(), entry.getValue());
      }
    } finally {
      locking.unlock();
    }
  }

  @GuardedBy("locking")
  private KeyspaceLocks locksOf(LockTarget target) {
    KeyspaceLocks locks = keyspaces.get(target.keyspace());
    if (locks == null) {
      throw new IllegalStateException("a lock is not in the table");
    }
    return locks;
  }

  /**
   * Returns the keys and ranges of {@code writes} of which somebody else than {@code owner} has
   * locked any, sorted.
   */
  public List<LockTarget> heldByOthers(@Nullable LockOwner owner, List<Write> writes) {
    List<LockTarget> held = new ArrayList<>();
    locking.lock();
    try {
      for (Write write : writes) {
        KeyspaceLocks locks = keyspaces.get(write.keyspace());
        if (locks == null) {
          continue;
        }
        if (write.isRange()) {
          LockTarget range = LockTarget.of(write);
          if (locks.visitHolders(owner, range, (holder, holds) -> true)) {
            held.add(range);
          }
        } else if (locks.isHeldByAnother(owner, write.key())) {
          held.add(LockTarget.of(write));
        }
      }
    } finally {
      locking.unlock();
    }
    // In one order, so that those who write the same keys do not meet in a deadlock.
    held.sort(
        Comparator.comparingInt((LockTarget target) -> target.keyspace().value())
            .thenComparing(LockTarget::from, Keys::compare));
    return held;
  }

  /** Returns whether somebody else than {@code owner} has something of {@code target}. */
  public boolean isHeldByAnother(@Nullable LockOwner owner, LockTarget target) {
    locking.lock();
    try {
      KeyspaceLocks locks = keyspaces.get(target.keyspace());
      return locks != null && locks.visitHolders(owner, target, (holder, holds) -> true);
    } finally {
      locking.unlock();
    }
  }

  private ConflictException timedOut(LockWaiter waiter, long timeoutNanos) {
    StringBuilder text = new StringBuilder(show(waiter.target)).append(" is ");
    waiter.keyspace.visitBlockers(
        waiter,
        (blocker, holds) -> {
          text.append(holds ? "locked by " : "waited for by ").append(blocker);
          return true;
        });
    if (timeoutNanos > 0) {
      text.append(", and was not to be had by ")
          .append(waiter.owner)
          .append(" within ")
          .append(Duration.ofNanos(timeoutNanos).toMillis())
          .append(" ms");
    }
    return conflict(Reason.LOCK_TIMEOUT, waiter, text.toString());
  }

  private ConflictException conflict(Reason reason, LockWaiter waiter, String what) {
    LockTarget target = waiter.target;
    return new ConflictException(
        reason,
        what + "; run it again",
        names.apply(target.keyspace()),
        target.isKey() ? target.from() : null);
  }

  private String show(LockTarget target) {
    return target.show(names.apply(target.keyspace()));
  }
}
