package io.lightningdb.internal.txn;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request for a lock that one thread waits for. All but the state is guarded by the table's lock.
 */
final class LockWaiter {

  /** What has become of a request. */
  enum State {
    WAITING,
    GRANTED,
    /** Its owner has ended meanwhile. */
    ENDED
  }

  final LockOwner owner;
  final LockTarget target;
  final KeyspaceLocks keyspace;

  /** Requests are granted in this order where they conflict. */
  final long ticket;

  private final Thread thread;
  private volatile State state = State.WAITING;

  /**
   * The requests for the same key, where it is one for a key: the one before, and the one after.
   */
  @Nullable LockWaiter previous;

  @Nullable LockWaiter next;

  LockWaiter(LockOwner owner, LockTarget target, KeyspaceLocks keyspace, long ticket) {
    this.owner = owner;
    this.target = target;
    this.keyspace = keyspace;
    this.ticket = ticket;
    this.thread = Thread.currentThread();
  }

  State state() {
    return state;
  }

  /** Lets the thread go on. */
  void resolve(State newState) {
    owner.waiting = null;
    state = newState;
    LockSupport.unpark(thread);
  }
}
