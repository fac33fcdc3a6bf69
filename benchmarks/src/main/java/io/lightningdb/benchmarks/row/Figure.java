package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Measurement;
import java.util.function.ToDoubleFunction;

/**
 * A figure that tables show of a measurement.
 *
 * @param title what heads its column; has the unit in it
 * @param better which is better
 * @param of reads it off a measurement; NaN where there is none
 */
public record Figure(String title, Better better, ToDoubleFunction<Measurement> of) {

  /** Which of two figures is better. */
  public enum Better {
    /** The larger. */
    MORE,

    /** The smaller. */
    LESS
  }

  private static final double MIB = 1024 * 1024;
  private static final double MICROS_PER_MILLI = 1_000;

  static Figure perSecond(String operations) {
    return new Figure(operations + " per second", Better.MORE, Measurement::perSecond);
  }

  /** A further figure of the measurement, divided by {@code unit}. */
  static Figure more(String title, Better better, String name, double unit) {
    return new Figure(title, better, measurement -> measurement.more(name) / unit);
  }

  /** A number of bytes among the further figures, in MiB. */
  static Figure mib(String title, String name) {
    return more(title, Better.LESS, name, MIB);
  }

  static Figure p50() {
    return new Figure("p50 µs", Better.LESS, measurement -> measurement.latency().p50());
  }

  static Figure p99() {
    return new Figure("p99 µs", Better.LESS, measurement -> measurement.latency().p99());
  }

  static Figure p999() {
    return new Figure("p99.9 µs", Better.LESS, measurement -> measurement.latency().p999());
  }

  static Figure p50Millis(String title) {
    return new Figure(
        title, Better.LESS, measurement -> measurement.latency().p50() / MICROS_PER_MILLI);
  }

  static Figure maxMillis(String title) {
    return new Figure(
        title, Better.LESS, measurement -> measurement.latency().max() / MICROS_PER_MILLI);
  }

  static Figure cpu(String operation) {
    return new Figure(
        "CPU µs per " + operation,
        Better.LESS,
        measurement -> measurement.cpuNanosPerOperation() / 1_000);
  }

  static Figure heapBytes(String operation) {
    return new Figure(
        "heap bytes per " + operation, Better.LESS, Measurement::allocatedBytesPerOperation);
  }
}
