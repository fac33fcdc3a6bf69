package io.lightningdb.benchmarks.report;

import java.util.Locale;

/** Writes numbers as tables show them. */
final class Numbers {

  private static final double MIB = 1024 * 1024;

  private Numbers() {}

  /** Returns {@code number} with three digits, or all of its whole part. */
  static String three(double number) {
    double size = Math.abs(number);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, number);
  }

  /**
   * Returns the median with smallest and largest, or the number alone if there is no spread;
   * nothing for a figure that there is not.
   */
  static String spread(Spread spread) {
    if (Double.isNaN(spread.median())) {
      return "";
    }
    if (spread.min() == spread.max()) {
      return three(spread.median());
    }
    return three(spread.median()) + " (" + three(spread.min()) + "–" + three(spread.max()) + ")";
  }

  /** Returns {@code bytes} in MiB. */
  static String mib(double bytes) {
    return three(bytes / MIB);
  }
}
