package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Survives;

/** Something to measure of several contenders alike: a row of figures for each. */
public interface Row {

  /** Returns the name that stands in commands and files. */
  String id();

  /** Returns the heading of its figures; what is not durable is called so there. */
  String heading();

  /** Returns the id of the row whose table shows this row too. */
  default String section() {
    return id();
  }

  /** Returns how a contender is called in the table. */
  default String label(Contender contender) {
    return contender.title();
  }

  /** Returns what is counted, in the singular. */
  String operation();

  /** Returns what is counted, in the plural. */
  default String operations() {
    return operation() + "s";
  }

  /** Returns which call the latencies are of. */
  String timedCall();

  /** Returns what the commits of this row, or of the load before it, have to survive. */
  Survives survives();

  /** Returns whether the store is loaded beforehand, once for all repetitions. */
  default boolean readsLoadedStore() {
    return false;
  }

  /** Returns whether {@code contender} takes part. */
  boolean isFor(Contender contender);

  /**
   * Measures, and checks that every answer was right.
   *
   * @throws RuntimeException if anything failed or was not as written
   */
  Measurement measure(CaseContext context);
}
