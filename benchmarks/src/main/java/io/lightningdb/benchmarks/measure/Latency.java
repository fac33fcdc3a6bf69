package io.lightningdb.benchmarks.measure;

import org.HdrHistogram.Histogram;

/**
 * How long single calls took, in microseconds.
 *
 * @param calls the number of calls timed
 * @param p50 the time that half of them did not exceed
 * @param p99 the time that 99 of 100 did not exceed
 * @param p999 the time that 999 of 1,000 did not exceed
 * @param max the longest
 */
public record Latency(long calls, double p50, double p99, double p999, double max) {

  private static final double NANOS_PER_MICRO = 1_000;
  private static final int DIGITS = 3;

  /** Returns what {@code histogram} holds, which is in nanoseconds. */
  public static Latency of(Histogram histogram) {
    return new Latency(
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50) / NANOS_PER_MICRO,
        histogram.getValueAtPercentile(99) / NANOS_PER_MICRO,
        histogram.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
        histogram.getMaxValue() / NANOS_PER_MICRO);
  }

  /** Returns an empty histogram for nanoseconds, to be filled by one thread. */
  public static Histogram histogram() {
    return new Histogram(DIGITS);
  }
}
