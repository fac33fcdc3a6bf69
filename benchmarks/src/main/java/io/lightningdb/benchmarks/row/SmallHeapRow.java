package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.HeapCollections;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import java.util.List;

/** A database that is many times as large as the heap is loaded and then read and written. */
final class SmallHeapRow implements Row {

  private static final int HEAP_MIB = 256;
  private static final int CACHE_MIB = 64;
  private static final int VALUE_BYTES = 1_000;
  private static final int PUTS_PER_COMMIT = 100;
  private static final long MIB = 1024 * 1024;

  /** What loading and checking a byte takes, in seconds. */
  private static final double LOADED_AND_CHECKED = 1 / 25e6;

  private static final String FULL_COLLECTIONS = "fullCollections";
  private static final String COLLECTING = "collectingShare";
  private static final String WRITES = "writesPerSecond";

  @Override
  public String id() {
    return "small-heap";
  }

  @Override
  public String heading() {
    return "A large database served from a heap of 256 MiB (not durable: no sync)";
  }

  @Override
  public String operation() {
    return "get";
  }

  @Override
  public String timedCall() {
    return "a get; writes are puts with a commit each";
  }

  @Override
  public List<Figure> columns() {
    return List.of(
        Figure.more("writes per second", Figure.Better.MORE, WRITES, 1),
        Figure.p50(),
        Figure.p99(),
        Figure.p999(),
        Figure.more("full collections", Figure.Better.LESS, FULL_COLLECTIONS, 1),
        Figure.more("% of the time in collections", Figure.Better.LESS, COLLECTING, 0.01),
        Figure.heapBytes("get and the writes beside it"));
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Plan plan(Plan plan) {
    return plan.toBuilder()
        .valueBytes(VALUE_BYTES)
        .entries(plan.servedMib() * MIB / (plan.keyBytes() + VALUE_BYTES))
        .putsPerCommit(PUTS_PER_COMMIT)
        .heapMib(HEAP_MIB)
        .cacheMib(CACHE_MIB)
        .build();
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter adapter && adapter.takesPartInLongRows();
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.JVM + plan.servedMillis() / 1e3 + plan.dataBytes() * LOADED_AND_CHECKED;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    Generations generations = Generations.first(plan.entries());
    Measurement measured;
    HeapCollections before =
        HeapCollections.now(); // the load is done from the same heap, so it counts too
    try (Store store = context.open(survives())) {
      new Filling(plan, KeyOrder.SCATTERED).fill(store, Latency.histogram(), Deadline.never());
      HeapCollections loaded = HeapCollections.now();
      ReaderAndWriters both =
          ReaderAndWriters.run(store, entries, generations, plan, plan.servedMillis());
      HeapCollections after = HeapCollections.now();
      measured =
          Measurement.of(both.reads().getTotalCount(), both.usage(), Latency.of(both.reads()))
              .with(WRITES, both.writes().getTotalCount() / both.usage().seconds())
              .with(FULL_COLLECTIONS, (double) (after.full() - before.full()))
              .with(COLLECTING, (after.millis() - loaded.millis()) / 1e3 / both.usage().seconds());
    }
    try (Store store = context.open(survives());
        StoreReader reader = store.reader()) {
      Contents.of(reader).check(Contents.expected(entries, generations));
    }
    return measured;
  }
}
