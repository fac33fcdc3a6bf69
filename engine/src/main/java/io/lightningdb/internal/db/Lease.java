package io.lightningdb.internal.db;

import io.lightningdb.LimitException;
import io.lightningdb.SnapshotStatistics.Kind;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 * The engine holds leases, and users hold handles; a handle leads to its lease, and nothing that leads
 * from a lease leads to the handle. So once a user has lost the handle, the garbage collector finds
 * that out and tells the queue of the reference that the lease has to it. Where the lease is over, the
 * engine forgets it, and the reference with it, which is then never put into the queue.
 *
 * Owner and engine may want to end a lease at the same moment. Who does is decided in one step, and so
 * is whether a commit begins before the engine has ended its transaction.
 */
/**
 * What somebody has open: a transaction, a snapshot, a cursor or a stream. Any thread may end it.
 */
final class Lease {

  /**
   * How a lease stands that is not just open.
   *
   * @param limit why the engine ended it, or null
   */
  private record State(boolean over, @Nullable String limit) {}

  private static final State COMMITTING = new State(false, null);
  private static final State ENDED = new State(true, null);

  /** Leads from a handle that nobody can reach any more to its lease. */
  private static final class HandleReference extends PhantomReference<Object> {
    private final Lease lease;

    HandleReference(Object handle, ReferenceQueue<Object> queue, Lease lease) {
      super(handle, queue);
      this.lease = lease;
    }
  }

  private final Session session;
  private final Kind kind;
  private final long openedNanos;
  private final long timeoutNanos;
  private final String thread;
  private final @Nullable Throwable openedAt;
  private final AtomicReference<@Nullable State> state = new AtomicReference<>();
  private final AtomicLong number = new AtomicLong();
  private volatile @Nullable Runnable release;
  private volatile @Nullable HandleReference handle;

  /**
   * Makes the lease of something that the calling thread opens.
   *
   * @param timeoutNanos how long it may be open; 0 for as long as it likes
   * @param openedAt has the stack that opens it, if that is wanted
   */
  Lease(
      Session session,
      Kind kind,
      long openedNanos,
      long timeoutNanos,
      @Nullable Throwable openedAt) {
    this.session = session;
    this.kind = kind;
    this.openedNanos = openedNanos;
    this.timeoutNanos = timeoutNanos;
    this.thread = Thread.currentThread().getName();
    this.openedAt = openedAt;
  }

  Session session() {
    return session;
  }

  Kind kind() {
    return kind;
  }

  /** Returns how long the lease may last, in nanoseconds; 0 for as long as it likes. */
  long timeoutNanos() {
    return timeoutNanos;
  }

  String thread() {
    return thread;
  }

  @Nullable Throwable openedAt() {
    return openedAt;
  }

  /** Returns the stack that opened it, or nothing if that was not noted. */
  List<StackTraceElement> stack() {
    return openedAt == null ? List.of() : List.of(openedAt.getStackTrace());
  }

  long ageNanos(long nowNanos) {
    return nowNanos - openedNanos;
  }

  /** Returns how old the lease is, to the millisecond. */
  Duration age(long nowNanos) {
    return Duration.ofNanos(Math.max(0, ageNanos(nowNanos))).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Returns a number that no other lease has.
   *
   * @param numbers gives one, if nobody has asked before: opening is not to wait for a counter
   */
  long number(AtomicLong numbers) {
    if (number.get() == 0) {
      number.compareAndSet(0, numbers.incrementAndGet());
    }
    return number.get();
  }

  /**
   * Lets the lease be ended by the engine, and by its owner's losing the handle.
   *
   * @param owned what its owner holds, to which nothing leads from {@code onEnd}
   * @param onEnd gives back what the lease keeps; may be called several times, by any thread
   */
  void give(Object owned, ReferenceQueue<Object> unreachable, Runnable onEnd) {
    release = onEnd;
    handle = new HandleReference(owned, unreachable, this);
  }

  /** Returns the lease whose handle was lost next, or null if there is none. */
  static @Nullable Lease nextLost(ReferenceQueue<Object> unreachable) {
    return unreachable.poll() instanceof HandleReference reference ? reference.lease : null;
  }

  /** Begins a commit, which the engine does not break off, and returns whether it may begin. */
  boolean beginCommit() {
    return state.compareAndSet(null, COMMITTING);
  }

  /** Ends the lease for its owner, unless it is over. */
  void end() {
    end(ENDED);
  }

  /** Ends the lease for the reason for which another one was ended, unless it is over. */
  void endAs(Lease other) {
    State others = other.state.get();
    end(others != null && others.over ? others : ENDED);
  }

  private void end(State newState) {
    if (state.compareAndSet(null, newState) || state.compareAndSet(COMMITTING, newState)) {
      forgetHandle();
    }
  }

  /**
   * Ends the lease and gives back what it keeps, unless it is over, or being committed.
   *
   * @param limit what its owner is told who uses it all the same
   * @return whether it was ended
   */
  boolean revoke(String limit) {
    return endIfOpen(new State(true, limit));
  }

  /** Ends the lease for its owner and gives back what it keeps, unless it is being committed. */
  void endUnlessCommitting() {
    endIfOpen(ENDED);
  }

  private boolean endIfOpen(State newState) {
    Runnable onEnd = release;
    if (onEnd == null || !state.compareAndSet(null, newState)) {
      return false;
    }
    forgetHandle();
    onEnd.run();
    return true;
  }

  private void forgetHandle() {
    HandleReference reference = handle;
    if (reference != null) {
      reference.clear();
    }
  }

  boolean isOver() {
    State current = state.get();
    return current != null && current.over;
  }

  /**
   * Checks that the lease is not over.
   *
   * @param ended what to say if its owner has ended it
   * @throws LimitException if the engine has
   */
  void checkOpen(String ended) {
    State current = state.get();
    if (current == null || !current.over) {
      return;
    }
    String limit = current.limit;
    throw limit == null ? new IllegalStateException(ended) : new LimitException(limit);
  }
}
