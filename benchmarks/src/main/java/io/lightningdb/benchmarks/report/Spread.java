package io.lightningdb.benchmarks.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How a figure came out over the repetitions.
 *
 * @param median the one in the middle, or the mean of the two
 * @param min the smallest
 * @param max the largest
 */
record Spread(double median, double min, double max) {

  /**
   * Returns the spread of {@code figure} over {@code repetitions}, of which there is at least one.
   */
  static <T> Spread of(List<T> repetitions, ToDoubleFunction<T> figure) {
    double[] sorted = repetitions.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
