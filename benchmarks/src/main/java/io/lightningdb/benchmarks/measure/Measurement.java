package io.lightningdb.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * What one repetition of a case measured.
 *
 * @param operations the number of operations in the stretch that was measured
 * @param seconds how long they took
 * @param cpuNanosPerOperation processor time of the process for each
 * @param allocatedBytesPerOperation what Java threads allocated on the heap for each
 * @param latency the times of single calls
 * @param diskBytes the length of all files after a clean close, where the case wrote them
 * @param closeSeconds how long the clean close took that came after, where the case wrote
 */
public record Measurement(
    long operations,
    double seconds,
    double cpuNanosPerOperation,
    double allocatedBytesPerOperation,
    Latency latency,
    @Nullable Long diskBytes,
    @Nullable Double closeSeconds) {

  /** Returns a measurement of {@code operations} that took {@code usage}. */
  public static Measurement of(long operations, Usage usage, Latency latency) {
    return new Measurement(
        operations,
        usage.seconds(),
        (double) usage.cpuNanos() / operations,
        (double) usage.allocatedBytes() / operations,
        latency,
        null,
        null);
  }

  /** Returns this measurement with what a clean close took and left behind. */
  public Measurement withClose(double newCloseSeconds, long newDiskBytes) {
    return new Measurement(
        operations,
        seconds,
        cpuNanosPerOperation,
        allocatedBytesPerOperation,
        latency,
        newDiskBytes,
        newCloseSeconds);
  }

  /** Returns the number of operations in a second. */
  public double perSecond() {
    return operations / seconds;
  }
}
