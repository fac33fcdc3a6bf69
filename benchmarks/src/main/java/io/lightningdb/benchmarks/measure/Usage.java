package io.lightningdb.benchmarks.measure;

/**
 * What a stretch of work took.
 *
 * @param nanos time on the clock
 * @param cpuNanos processor time of the whole process: native and background threads, garbage
 *     collector and compiler too
 * @param allocatedBytes what all Java threads that lived at its end had allocated on the heap
 */
public record Usage(long nanos, long cpuNanos, long allocatedBytes) {

  /** Returns the time on the clock in seconds. */
  public double seconds() {
    return nanos / 1e9;
  }

  /** Returns both stretches together. */
  public Usage plus(Usage other) {
    return new Usage(
        nanos + other.nanos, cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
  }
}
