package io.lightningdb.internal.db;

import io.lightningdb.internal.store.WritePace;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/*
 * A merge that writes as fast as it can fills the device's queue, and commits that sync wait behind it;
 * then it ends, and the device has nothing to do until the next one. So merges write at a rate, and it
 * is the urgency of merging that sets it: what falls behind becomes more urgent, and faster, until it
 * keeps up. Where it is so urgent that writers are about to be slowed down for it, nothing holds it
 * back. All merges have one account, of the kind that WritePacer has. What a flush writes is put down
 * in it too: a flush waits for nobody, and merges make room for it.
 */
/** Lets all merges together write evenly, and the faster the more urgent they are. */
final class MergePacer implements WritePace {

  /** The rate where there is just enough to merge that it is worth the work: 32 MB in a second. */
  private static final double NANOS_PER_BYTE_MAX = 1e9 / 32e6;

  /** How many times faster the rate is where it is almost as urgent as not to be held back. */
  private static final double RANGE = 16;

  /** How urgent merging is where nothing holds it back, a little before writers are slowed down. */
  private static final double URGENCY_MAX = 1.75;

  /** The time for which to be ahead of the rate, so that little is merged at once. */
  static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What a single write or the flushes can make a merge wait, at most. */
  static final long BEHIND_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long to wait until looking again whether it has become more urgent. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private volatile double nanosPerByte;

  /** The time that what was written takes, on the clock of {@link System#nanoTime}. */
  private final AtomicLong takenUntil = new AtomicLong(System.nanoTime());

  /** Notes how urgent merging is: 1 where it is just worth the work. */
  void noteUrgency(double urgency) {
    nanosPerByte = nanosPerByte(urgency);
  }

  /** Returns the time that a byte is to take. */
  static double nanosPerByte(double urgency) {
    double part = Math.max(0, (urgency - 1) / (URGENCY_MAX - 1));
    return part >= 1 ? 0 : NANOS_PER_BYTE_MAX * Math.pow(RANGE, -part);
  }

  @Override
  public void await(int bytes, BooleanSupplier cancelled) {
    long until = take(System.nanoTime(), bytes) - AHEAD_NANOS;
    boolean interrupted = false;
    for (long left = until - System.nanoTime();
        left > 0 && nanosPerByte > 0 && !cancelled.getAsBoolean();
        left = until - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the pace of flushes, which never wait and go before merges. */
  WritePace ofFlushes() {
    return (bytes, cancelled) -> take(System.nanoTime(), bytes);
  }

  /** Puts down what is written, and returns until when it takes. */
  private long take(long now, int bytes) {
    long nanos = (long) (bytes * nanosPerByte);
    return takenUntil.accumulateAndGet(
        nanos, (until, more) -> now + Math.min(Math.max(until - now, 0) + more, BEHIND_NANOS_MAX));
  }
}
