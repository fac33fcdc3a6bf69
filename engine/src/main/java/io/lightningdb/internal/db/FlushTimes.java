package io.lightningdb.internal.db;

/*
 * A turn is the time from when there was something to flush, or the flush before had ended, to the end
 * of the flush. So the reclaiming of space between two flushes is in it, and what the garbage collector
 * and other processes take. A turn may take longer than the one before, and what is left of it is never
 * thought to be nothing: a writer that waits in proportion to what is left of memory uses less and less
 * of it, and does not come to its end.
 */
/** Foretells when the flush under way will have ended. */
final class FlushTimes {

  /** The part of a turn that is left at least, however long it takes already. */
  private static final int PART_LEFT_MIN = 16;

  /** How much of what was foretold stays, in quarters, where the last turn was shorter. */
  private static final int QUARTERS_KEPT = 3;

  /**
   * What is known.
   *
   * @param waiting whether a generation waits to be flushed
   * @param started when this turn began, if one waits
   * @param nanos how long a turn is thought to take; 0 if there was none
   */
  private record Turn(boolean waiting, long started, long nanos) {}

  private volatile Turn turn = new Turn(false, 0, 0);

  /** Notes that a generation was sealed. The caller holds the lock for changes. */
  void sealed(long now) {
    if (!turn.waiting) {
      turn = new Turn(true, now, turn.nanos);
    }
  }

  /**
   * Notes that a generation was flushed, if one waited. The caller holds the lock for changes.
   *
   * @param more whether another is waiting
   */
  void flushed(long now, boolean more) {
    if (!turn.waiting) {
      return;
    }
    long lasted = now - turn.started;
    turn = new Turn(more, now, Math.max(lasted, (QUARTERS_KEPT * turn.nanos + lasted) / 4));
  }

  /** Returns how long the flush under way is likely to take yet: of the first, as long again. */
  long nanosLeft(long now) {
    Turn current = turn;
    long lasts = now - current.started;
    return current.nanos == 0
        ? lasts
        : Math.max(current.nanos - lasts, current.nanos / PART_LEFT_MIN);
  }
}
