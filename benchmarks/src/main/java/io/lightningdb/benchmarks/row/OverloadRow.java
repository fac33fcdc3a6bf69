package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Threads write as fast as they are let, for so long that no buffer hides what that costs. */
final class OverloadRow implements Row {

  /** So many times as many keys as in other rows are written to, over and over. */
  private static final int KEYS_FACTOR = 10;

  private static final int THREADS = 2;
  private static final double CHECK_PER_ENTRY = 2e-6;
  private static final String DISK_BYTES = "diskBytes";

  @Override
  public String id() {
    return "overload";
  }

  @Override
  public String heading() {
    return "Sustained overload by " + THREADS + " writers (not durable: no sync)";
  }

  @Override
  public String operation() {
    return "put";
  }

  @Override
  public String timedCall() {
    return "a put and its commit";
  }

  @Override
  public Figure headline() {
    return Figure.maxMillis("longest stop of a writer, ms");
  }

  @Override
  public List<Figure> columns() {
    return List.of(
        Figure.perSecond(operations()),
        Figure.p50(),
        Figure.p99(),
        Figure.p999(),
        Figure.cpu(operation()),
        Figure.mib("MiB on disk", DISK_BYTES));
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Plan plan(Plan plan) {
    return plan.toBuilder().entries(plan.entries() * KEYS_FACTOR).build();
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
    return Budget.JVM
        + (plan.warmUpMillis() + plan.overloadMillis()) / 1e3
        + plan.entries() * CHECK_PER_ENTRY;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    Generations generations = Generations.absent(plan.entries());
    Measurement measured;
    try (Store store = context.open(survives())) {
      run(store, entries, generations, plan, plan.warmUpMillis());
      Workers<Overwriter> writers = run(store, entries, generations, plan, plan.overloadMillis());
      Histogram latencies = Latency.histogram();
      writers.workers().forEach(writer -> latencies.add(writer.latencies()));
      measured = Measurement.of(latencies.getTotalCount(), writers.usage(), Latency.of(latencies));
    }
    long diskBytes = Directories.bytes(context.directory());
    try (Store store = context.open(survives());
        StoreReader reader = store.reader()) {
      Contents.of(reader).check(Contents.expected(entries, generations));
    }
    return measured.with(DISK_BYTES, (double) diskBytes);
  }

  private static Workers<Overwriter> run(
      Store store, Entries entries, Generations generations, Plan plan, long millis) {
    return Workers.run(
        THREADS,
        number ->
            new Overwriter(store.writer(), entries, generations, plan, number, THREADS, millis));
  }
}
