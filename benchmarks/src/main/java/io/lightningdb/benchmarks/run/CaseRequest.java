package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Plan;

/**
 * What a child JVM is to do.
 *
 * @param task what
 * @param contender the id of whom to do it with
 * @param row the id of the row to measure; empty where there is none
 * @param directory where the contender's files are
 * @param plan the sizes
 */
public record CaseRequest(Task task, String contender, String row, String directory, Plan plan) {

  /** What can be done in a child JVM. */
  public enum Task {
    /** Load the contender's native code and tell its version. */
    PROBE,

    /** Load the store for the rows that read it. */
    PREPARE,

    /** Measure a row. */
    MEASURE,

    /** Write to the store, tell when it is done, and wait to be killed. */
    WRITE
  }
}
