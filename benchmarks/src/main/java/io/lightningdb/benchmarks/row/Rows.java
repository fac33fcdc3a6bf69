package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.KeyOrder;
import java.util.List;

/** All that can be measured. A new row is added here and nowhere else. */
public final class Rows {

  private static final LoadRow RANDOM_LOAD =
      new LoadRow("load-random", "Random load", KeyOrder.SCATTERED);

  private static final List<Row> ALL =
      List.of(
          new LoadRow("load-sequential", "Sequential load", KeyOrder.SEQUENTIAL),
          RANDOM_LOAD,
          new PutRow(
              "put-sequential", "One put a commit, in the order of the keys", KeyOrder.SEQUENTIAL),
          new PutRow("put-random", "One put a commit, at random", KeyOrder.SCATTERED),
          GetRow.ofPresent(1),
          GetRow.ofPresent(2),
          GetRow.ofAbsent(1),
          new RangeRow(),
          new ScanRow(),
          new CommitRow(1),
          new AppendRow(1, "commit-1"),
          new CommitRow(16),
          new AppendRow(16, "commit-16"));

  private Rows() {}

  /** Returns all, in the order in which reports show them. */
  public static List<Row> all() {
    return ALL;
  }

  /**
   * Returns the one called {@code id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Row named(String id) {
    return ALL.stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no row '"
                        + id
                        + "'; there are "
                        + ALL.stream().map(Row::id).toList()));
  }

  /** Loads the store of {@code context} at random, for the rows that read a loaded store. */
  public static void prepare(CaseContext context) {
    RANDOM_LOAD.prepare(context);
  }
}
