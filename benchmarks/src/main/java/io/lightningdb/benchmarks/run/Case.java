package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Compress;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.row.Row;
import io.lightningdb.benchmarks.store.Contender;

/**
 * A row to measure of a contender.
 *
 * @param row the row
 * @param contender the contender
 * @param repetition from 1
 * @param plan the sizes that the row takes
 */
record Case(Row row, Contender contender, int repetition, Plan plan) {

  String name() {
    return row.id() + "-" + contender.id() + "-" + repetition;
  }

  double seconds() {
    return row.seconds(plan);
  }

  /** Returns whether the row needs a store that was loaded. */
  boolean needsLoad() {
    return row.start() != Row.Start.EMPTY;
  }

  /** Returns the load that the case needs. Cases with the same name share it. */
  Load load(Plan runPlan) {
    // It is loaded with the memory that all have: a row with little of it is about reading.
    Plan loadPlan =
        runPlan.toBuilder()
            .entries(plan.entries())
            .valueBytes(plan.valueBytes())
            .compress(plan.compress())
            .build();
    String name =
        "loaded-"
            + contender.id()
            + "-"
            + plan.entries()
            + "x"
            + plan.valueBytes()
            + (plan.compress() == Compress.AS_USUAL ? "" : "-" + plan.compress());
    return new Load(contender, name, loadPlan);
  }

  /**
   * A store that is loaded once for all cases that read it.
   *
   * @param contender whose
   * @param name what its directory is called
   * @param plan the sizes
   */
  record Load(Contender contender, String name, Plan plan) {}
}
