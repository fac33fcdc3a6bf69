package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;

/**
 * How long the parts of cases take at about, in seconds, on a machine with 2 processors and over
 * all stores: the slowest take several times as long, the fastest hardly any. A run tells how far
 * it was off.
 */
final class Budget {

  /** A JVM starts, opens a store and ends. */
  static final double JVM = 1.0;

  private static final double SCAN_AND_CHECK_PER_ENTRY = 1.2e-6;
  private static final double PUT_PER_ENTRY = 6e-6;

  private Budget() {}

  /** A case that warms up a loaded store, and measures it in two passes. */
  static double reading(Plan plan) {
    return JVM + plan.entries() * SCAN_AND_CHECK_PER_ENTRY + millis(plan, 1, 1.5);
  }

  /** A case that writes for as long as it is measured, and checks what it wrote. */
  static double writing(Plan plan) {
    return JVM + 2 * millis(plan, 1, 1);
  }

  /** A case that fills a cache, warms it up for longer than others, and measures in two passes. */
  static double caching(Plan plan, int warmUps) {
    return JVM + filling(plan) + 2 * checking(plan) + millis(plan, warmUps, 1.5);
  }

  /** All entries of a plan are put and checked. */
  static double filling(Plan plan) {
    return plan.entries() * (PUT_PER_ENTRY + SCAN_AND_CHECK_PER_ENTRY);
  }

  /** All entries of a plan are looked for. */
  static double checking(Plan plan) {
    return plan.entries() * SCAN_AND_CHECK_PER_ENTRY;
  }

  private static double millis(Plan plan, double warmUps, double measurements) {
    return (warmUps * plan.warmUpMillis() + measurements * plan.measureMillis()) / 1e3;
  }
}
