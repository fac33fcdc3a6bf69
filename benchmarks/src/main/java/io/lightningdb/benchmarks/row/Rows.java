package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.SqlAdapter;
import io.lightningdb.benchmarks.store.Survives;
import io.lightningdb.benchmarks.store.TransactionKind;
import java.util.List;
import java.util.stream.Stream;

/** All that can be measured. A new row is added here and nowhere else. */
public final class Rows {

  private static final LoadRow RANDOM_LOAD =
      new LoadRow("load-random", "Random load", KeyOrder.SCATTERED);

  private static final List<Row> ALL =
      List.of(
          new LoadRow("load-sequential", "Sequential load", KeyOrder.SEQUENTIAL),
          RANDOM_LOAD,
          GetRow.cached(1),
          GetRow.cached(2),
          GetRow.absent(),
          GetRow.beyondCache(),
          GetRow.beyondCacheUncompressed(),
          new ScanRow(),
          new RangeRow(),
          new PutRow(
              "put-sequential", "One put a commit, in the order of the keys", KeyOrder.SEQUENTIAL),
          new PutRow("put-random", "One put a commit, at random", KeyOrder.SCATTERED),
          new ReadWriteRow(),
          new CommitRow(1),
          new AppendRow(1, "commit-1"),
          new CommitRow(16),
          new AppendRow(16, "commit-16"),
          LargeValueRow.puts(),
          LargeValueRow.gets(),
          new SpaceRow(),
          ReopenRow.afterClose(),
          ReopenRow.afterKill(),
          new OverloadRow(),
          new ClockRow(),
          new SmallHeapRow(),
          new MemoryCopyRow());

  private static final List<Row> TRANSFERS =
      Stream.of(1, 4)
          .flatMap(threads -> Stream.of(transfers(threads, false), transfers(threads, true)))
          .flatMap(List::stream)
          .toList();

  private static List<Row> transfers(int threads, boolean contended) {
    return Stream.of(TransactionKind.values())
        .map(kind -> (Row) new TransferRow(threads, contended, kind))
        .toList();
  }

  private static final List<Row> CACHES =
      Stream.of(1, 2)
          .flatMap(
              threads ->
                  Stream.of(
                      CacheRow.gets(threads),
                      CacheRow.puts(threads),
                      CacheRow.invokes(threads),
                      CacheRow.getAlls(threads)))
          .map(Row.class::cast)
          .toList();

  private static final List<Row> SQL =
      List.of(
          SqlRow.select(1),
          SqlRow.select(2),
          SqlRow.preparedEachTime(),
          SqlRow.upsert(Survives.PROCESS_END),
          SqlRow.upsert(Survives.POWER_FAILURE),
          SqlRow.batch(),
          SqlRow.range(),
          SqlRow.transaction(),
          SqlRow.join(),
          SqlRow.aggregate(),
          SqlRow.groups());

  private static final List<Row> GROWTH =
      List.of(new GrowthRow(1), new GrowthRow(10), new GrowthRow(50));

  private Rows() {}

  /** Returns all, in the order in which reports show them. */
  public static List<Row> all() {
    return Stream.of(usual(), SQL, GROWTH).flatMap(List::stream).toList();
  }

  /** Returns those that a run measures if it is not told which. */
  public static List<Row> usual() {
    return Stream.of(ALL, TRANSFERS, CACHES).flatMap(List::stream).toList();
  }

  /** Returns those of SQL, for a run of its own. */
  public static List<Row> sql() {
    return SQL;
  }

  /** Returns those that show the cost of growth, for a run of its own. */
  public static List<Row> growth() {
    return GROWTH;
  }

  /**
   * Returns the one called {@code id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Row named(String id) {
    return all().stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no row '"
                        + id
                        + "'; there are "
                        + all().stream().map(Row::id).toList()));
  }

  /** Loads the store of {@code context} at random, for the rows that read a loaded store. */
  public static void prepare(CaseContext context) {
    if (context.contender() instanceof SqlAdapter) {
      SqlTables.load(context);
    } else {
      RANDOM_LOAD.prepare(context);
    }
  }

  /** Returns how long that takes at about, for the budget that a run prints. */
  public static double loadSeconds(Plan plan) {
    return Budget.JVM + Budget.filling(plan);
  }

  /**
   * Writes what a process writes that is killed then.
   *
   * @param written called when all of it is committed and the store is open yet
   */
  public static void write(CaseContext context, Runnable written) {
    ReopenRow.write(context, written);
  }
}
