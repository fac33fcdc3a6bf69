package io.lightningdb.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one repetition of a case measured.
 *
 * @param operations the number of operations in the stretch that was measured
 * @param seconds how long they took
 * @param cpuNanosPerOperation processor time of the process for each
 * @param allocatedBytesPerOperation what Java threads allocated on the heap for each
 * @param latency the times of single calls
 * @param more further figures of the row, by name
 */
public record Measurement(
    long operations,
    double seconds,
    double cpuNanosPerOperation,
    double allocatedBytesPerOperation,
    Latency latency,
    Map<String, Double> more) {

  public Measurement {
    more = Map.copyOf(more);
  }

  /** Returns a measurement of {@code operations} that took {@code usage}. */
  public static Measurement of(long operations, Usage usage, Latency latency) {
    return new Measurement(
        operations,
        usage.seconds(),
        (double) usage.cpuNanos() / operations,
        (double) usage.allocatedBytes() / operations,
        latency,
        Map.of());
  }

  /** Returns this measurement with one more figure. */
  public Measurement with(String name, double figure) {
    Map<String, Double> figures = new LinkedHashMap<>(more);
    figures.put(name, figure);
    return new Measurement(
        operations, seconds, cpuNanosPerOperation, allocatedBytesPerOperation, latency, figures);
  }

  /** Returns the number of operations in a second. */
  public double perSecond() {
    return operations / seconds;
  }

  /** Returns a further figure, or NaN where there is none of this name. */
  public double more(String name) {
    return more.getOrDefault(name, Double.NaN);
  }
}
