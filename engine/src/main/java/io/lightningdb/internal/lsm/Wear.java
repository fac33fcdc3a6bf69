package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.ReadTime;
import java.util.Arrays;

/** Finds out when the entries of a table are mostly worth nothing. For one use by one thread. */
final class Wear {

  /** A table of which this part is worth nothing, one entry in so many, is worn. */
  static final int SHARE = 2;

  private static final int TIMES_FIRST = 64;

  private long[] times = new long[TIMES_FIRST];
  private int count;

  /**
   * Notes an entry.
   *
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}, which counts for
   *     nothing
   */
  void note(long expiresAt) {
    if (expiresAt != ReadTime.NEVER) {
      if (count == times.length) {
        times = Arrays.copyOf(times, count * 2);
      }
      times[count++] = expiresAt;
    }
  }

  /**
   * Returns when half of the entries are deletions or have expired, or {@link ReadTime#NEVER} if
   * that never comes, or comes without any of those that were noted.
   *
   * @param entries the number of all entries
   * @param deletions how many of them are deletions
   */
  long wornAt(long entries, long deletions) {
    long needed = (entries + SHARE - 1) / SHARE - deletions;
    if (needed <= 0 || needed > count) {
      return ReadTime.NEVER;
    }
    Arrays.sort(times, 0, count);
    return times[(int) needed - 1];
  }

  /** Forgets all that was noted. */
  void clear() {
    count = 0;
  }
}
