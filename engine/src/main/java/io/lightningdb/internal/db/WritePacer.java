package io.lightningdb.internal.db;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/*
 * What is written is paid for in time, at a price for each byte that the state of the background work
 * sets. All writers pay into one account, which says until when it is paid for: a virtual scheduling
 * time as in the generic cell rate algorithm (ITU-T I.371). A writer waits until its own bytes are
 * paid for, but never long: there is always another writer, or the same one again.
 */
/** Slows writers down, each a little, so that background work keeps up with all of them. */
final class WritePacer {

  /** The longest that a writer waits. */
  static final long WAIT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * What is shorter is not worth giving up the processor for; it adds up and is waited for later.
   */
  private static final long WAIT_NANOS_MIN = TimeUnit.MICROSECONDS.toNanos(100);

  /** The time up to which everything is paid for, on the clock of {@link System#nanoTime}. */
  private final AtomicLong paidUntil = new AtomicLong(System.nanoTime());

  /** Waits for the price of {@code bytes}. An interrupt does not end that, and is kept. */
  void pace(long bytes, double nanosPerByte) {
    if (nanosPerByte <= 0) {
      return;
    }
    long now = System.nanoTime();
    long cost = (long) Math.min(bytes * nanosPerByte, (double) WAIT_NANOS_MAX);
    long until =
        paidUntil.accumulateAndGet(
            cost, (paid, added) -> now + Math.min(Math.max(paid - now, 0) + added, WAIT_NANOS_MAX));
    if (until - now >= WAIT_NANOS_MIN) {
      sleepUntil(until);
    }
  }

  private static void sleepUntil(long until) {
    boolean interrupted = false;
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
