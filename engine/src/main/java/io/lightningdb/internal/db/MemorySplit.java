package io.lightningdb.internal.db;

/*
 * Memory goes to where a byte more of it saves more time: reading, of blocks that a larger cache would
 * have had, or writing in the background that larger memtables would have made less of (after Luo and
 * Carey, "Breaking Down Memory Walls: Adaptive Memory Management in LSM-based Storage Systems", 2020).
 *
 * It moves in small steps, since a gain is known only for a little more or less memory, and only if
 * one gain is clearly greater than the other and worth it at all. That the cache would miss what it
 * gives away is not known before; so it is given a step, misses it, and takes it back. After each
 * such turn there is a pause, longer each time, or this would go on for ever.
 */
/**
 * How the memory of a database is divided between memtables and everything else, and what was
 * measured lately that it follows. Immutable.
 *
 * @param budgetBytes all there is to divide
 * @param memtableBytes the part of all memtables together
 * @param readNanos time spent in reading, per interval, that a cache of twice the size would save
 * @param writeNanos time spent in writing, per interval, that larger memtables would save: with a
 *     hundredth more of memory for them, a hundredth of it
 * @param direction where the last step went: 1 to the memtables, -1 from them, 0 if there was none
 * @param turns how often the direction changed
 * @param pause how many intervals there is to be no step
 */
record MemorySplit(
    long budgetBytes,
    long memtableBytes,
    double readNanos,
    double writeNanos,
    int direction,
    int turns,
    int pause) {

  /** The part of the budget that moves in a step. */
  private static final int STEP_PART = 50;

  /** The least and the most that memtables have, in hundredths of the budget. */
  private static final int PERCENT_MIN = 5;

  private static final int PERCENT_MAX = 60;

  /** The part of what is known that an interval replaces. */
  private static final double FORGETTING = 0.1;

  /** How many times greater a gain must be than the other for a step. */
  private static final double CLEARLY = 1.5;

  /** What a step has to save in an interval, at least. */
  private static final double WORTHWHILE_NANOS = 100_000;

  private static final int PAUSE_MIN = 4;
  private static final int PAUSE_DOUBLINGS_MAX = 6;

  /**
   * What was measured in an interval.
   *
   * @param readNanos as in {@link MemorySplit}
   * @param writeNanos the same
   * @param cacheBytes what the cache may hold
   */
  record Measured(double readNanos, double writeNanos, long cacheBytes) {}

  /** Returns how memory is divided before anything is known. */
  static MemorySplit of(long budgetBytes, long memtableBytes) {
    return new MemorySplit(budgetBytes, memtableBytes, 0, 0, 0, 0, 0);
  }

  /** Returns the least and the most that memtables may have of a budget. */
  static long clamp(long budgetBytes, long memtableBytes) {
    return Math.max(
        budgetBytes / 100 * PERCENT_MIN, Math.min(budgetBytes / 100 * PERCENT_MAX, memtableBytes));
  }

  /** Returns how memory is divided after another interval. */
  MemorySplit next(Measured measured) {
    double reads = readNanos + FORGETTING * (measured.readNanos - readNanos);
    double writes = writeNanos + FORGETTING * (measured.writeNanos - writeNanos);
    long step = budgetBytes / STEP_PART;
    double fromCache = step * reads / Math.max(1, measured.cacheBytes);
    double fromMemtables = step * writes / memtableBytes;
    int towards = towards(fromCache, fromMemtables);
    long moved = clamp(budgetBytes, memtableBytes + towards * step);
    if (pause > 0 || moved == memtableBytes) {
      return new MemorySplit(
          budgetBytes, memtableBytes, reads, writes, direction, turns, Math.max(0, pause - 1));
    }
    boolean turned = towards == -direction;
    int wait = turned ? PAUSE_MIN << Math.min(turns, PAUSE_DOUBLINGS_MAX) : 0;
    return new MemorySplit(
        budgetBytes, moved, reads, writes, towards, turned ? turns + 1 : turns, wait);
  }

  private static int towards(double fromCache, double fromMemtables) {
    if (fromMemtables > WORTHWHILE_NANOS && fromMemtables > CLEARLY * fromCache) {
      return 1;
    }
    return fromCache > WORTHWHILE_NANOS && fromCache > CLEARLY * fromMemtables ? -1 : 0;
  }
}
