package io.lightningdb.internal.io;

/*
 * What the system does not have in memory must come from the device, and then a system call is the better
 * way: it asks for all bytes at once, where a mapping asks for one page after the other, and for pages
 * around them that nobody wants; and the virtual machine, which has to stop all threads now and then, does
 * not wait for a thread in a system call, but for one that waits for a page.
 *
 * Nobody tells what the system has in memory, but the time tells. One in sixteen reads through memory is
 * timed, chosen by position, so that no counter is needed that all readers write to. One that takes too
 * long, because of the device or for another reason, lets system calls do the reading for a while. These
 * are timed all; after the while it goes on so if much of the time was spent in slow ones.
 */
/**
 * Decides by how long reading takes whether the files of a disk are read through memory. Any number
 * of threads may use it; lost updates do no harm.
 */
final class Pace {

  /** What devices hardly ever do, and memory nearly always. */
  static final long SHORT_NANOS_MAX = 40_000;

  /** How long system calls do the reading before it is looked again. */
  static final long PAUSE_NANOS = 20_000_000;

  /** The part of a pause that slow reads must take for another one to follow. */
  private static final int SLOW_SHARE = 4;

  private static final int TIMED_BITS = 4;
  private static final long HASH_MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final long shortNanosMax;
  private volatile boolean paused;
  private volatile long pauseEnd;
  private volatile long slowNanos;

  /**
   * @param shortNanosMax how long reading a short piece takes at most if its bytes are in memory
   */
  Pace(long shortNanosMax) {
    this.shortNanosMax = shortNanosMax;
  }

  /** Returns whether system calls are to do the reading. */
  boolean isPaused() {
    return paused;
  }

  /** Returns whether a read through memory is to be timed. */
  static boolean isTimed(long position) {
    return (position * HASH_MULTIPLIER) >>> (Long.SIZE - TIMED_BITS) == 0;
  }

  private boolean isSlow(long nanos, int length) {
    // A byte a nanosecond is slow for memory.
    return nanos > shortNanosMax + length;
  }

  /** Notes that a read through memory took from {@code begin} to {@code end}. */
  void readThroughMemory(long begin, long end, int length) {
    if (isSlow(end - begin, length)) {
      pause(end);
    }
  }

  private void pause(long now) {
    slowNanos = 0;
    pauseEnd = now + PAUSE_NANOS;
    paused = true;
  }

  /** Notes that a system call took from {@code begin} to {@code end}. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // a few that are lost do not matter
  void readBySystemCall(long begin, long end, int length) {
    if (isSlow(end - begin, length)) {
      slowNanos += end - begin;
    }
    if (paused && end - pauseEnd >= 0) {
      if (slowNanos > PAUSE_NANOS / SLOW_SHARE) {
        pause(end);
      } else {
        paused = false;
      }
    }
  }
}
