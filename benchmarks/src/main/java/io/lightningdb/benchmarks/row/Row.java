package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import io.lightningdb.benchmarks.store.Survives;
import java.util.List;

/** Something to measure of several contenders alike: a row of figures for each. */
public interface Row {

  /** What a store is given at the start. */
  enum Start {
    /** An empty directory. */
    EMPTY,

    /** A store that was loaded once for all cases that ask for the same. It may only be read. */
    LOADED,

    /** A copy of such a store, to do with as the row likes. */
    COPY
  }

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

  /** Returns whom the others are compared with: Lightning, as it comes. */
  default Contender reference() {
    return Contenders.all().get(0);
  }

  /** Returns the number of entries as the axis of a plot shows it; empty where there is no such. */
  default String point() {
    return "";
  }

  /** Returns what is counted, in the singular. */
  String operation();

  /** Returns what is counted, in the plural. */
  default String operations() {
    return operation() + "s";
  }

  /** Returns which call the latencies are of. */
  String timedCall();

  /** Returns the figure in which contenders are compared. */
  default Figure headline() {
    return Figure.perSecond(operations());
  }

  /** Returns the figures that stand beside it. */
  default List<Figure> columns() {
    return List.of(
        Figure.p50(),
        Figure.p99(),
        Figure.p999(),
        Figure.cpu(operation()),
        Figure.heapBytes(operation()));
  }

  /** Returns what the commits of this row, or of the load before it, have to survive. */
  Survives survives();

  /** Returns what a store is given at the start. */
  default Start start() {
    return Start.EMPTY;
  }

  /** Returns the sizes that this row takes in a run of {@code plan}. */
  default Plan plan(Plan plan) {
    return plan;
  }

  /** Returns whether it is measured in the first repetition only, because it takes long. */
  default boolean once() {
    return false;
  }

  /**
   * Returns how long a case takes at about, for the budget that a run prints.
   *
   * @param plan the sizes of this row, as {@link #plan} gave them
   */
  double seconds(Plan plan);

  /** Returns whether {@code contender} takes part. */
  boolean isFor(Contender contender);

  /**
   * Measures, and checks that every answer was right.
   *
   * @throws RuntimeException if anything failed or was not as written
   */
  Measurement measure(CaseContext context);
}
