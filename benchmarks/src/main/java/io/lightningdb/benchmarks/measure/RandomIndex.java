package io.lightningdb.benchmarks.measure;

/**
 * Draws entry numbers evenly, in a few nanoseconds. Not safe for use by several threads at once.
 */
public final class RandomIndex {

  private final long bound;
  private long state;

  /** Draws from 0 to {@code bound} less one, in an order that follows from seed and thread. */
  public RandomIndex(long bound, long seed, int thread) {
    this.bound = bound;
    this.state = Entries.mix(seed + thread);
  }

  /** Returns the next number. */
  public long next() {
    state += 0x9E3779B97F4A7C15L;
    // The upper half of a product is an even draw where a remainder would need a division.
    return Math.multiplyHigh(Entries.mix(state) >>> 1, bound << 1);
  }
}
