package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.Survives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One thread fills an empty store, many puts to a commit, without a sync. */
final class LoadRow implements Row {

  /** A load is over so soon that its code has to be compiled before: others warm up less. */
  private static final long WARM_UP_FACTOR = 3;

  private static final String ENTRIES = "entries";
  private static final String DISK_BYTES = "diskBytes";
  private static final String CLOSE_SECONDS = "closeSeconds";
  private static final double CLOSE_AND_CHECK_MICROS_PER_ENTRY = 2;

  private final String id;
  private final String title;
  private final KeyOrder order;

  LoadRow(String id, String title, KeyOrder order) {
    this.id = id;
    this.title = title;
    this.order = order;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String heading() {
    return title + " (not durable: no sync)";
  }

  @Override
  public String operation() {
    return "put";
  }

  @Override
  public String timedCall() {
    return "a batch of puts and its commit";
  }

  @Override
  public List<Figure> columns() {
    List<Figure> columns = new ArrayList<>(Row.super.columns());
    columns.add(Figure.more("entries loaded", Figure.Better.MORE, ENTRIES, 1));
    columns.add(Figure.mib("MiB on disk", DISK_BYTES));
    columns.add(Figure.more("seconds to close", Figure.Better.LESS, CLOSE_SECONDS, 1));
    return columns;
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public double seconds(Plan plan) {
    double loading = Math.min(plan.loadMillisMax() / 2e3, plan.entries() * 5e-6);
    return Budget.JVM
        + WARM_UP_FACTOR * plan.warmUpMillis() / 1e3
        + loading
        + plan.entries() * CLOSE_AND_CHECK_MICROS_PER_ENTRY / 1e6;
  }

  @Override
  public Measurement measure(CaseContext context) {
    warmUp(context);
    Plan plan = context.plan();
    Filling filling = new Filling(plan, order);
    Histogram latencies = Latency.histogram();
    UsageMeter meter = new UsageMeter();
    long count;
    long closing;
    Usage usage;
    try (Store store = context.open(survives())) {
      meter.start();
      count = filling.fill(store, latencies, Deadline.in(plan.loadMillisMax()));
      usage = meter.stop();
      closing = System.nanoTime();
    }
    double closeSeconds = (System.nanoTime() - closing) / 1e9;
    long diskBytes = Directories.bytes(context.directory());
    check(context, filling, count);
    return Measurement.of(count, usage, Latency.of(latencies))
        .with(ENTRIES, (double) count)
        .with(DISK_BYTES, (double) diskBytes)
        .with(CLOSE_SECONDS, closeSeconds);
  }

  /** Fills the store of {@code context}, closes it, and checks what is in it. */
  void prepare(CaseContext context) {
    Filling filling = new Filling(context.plan(), order);
    try (Store store = context.open(survives())) {
      filling.fill(store, Latency.histogram(), Deadline.never());
    }
    check(context, filling, context.plan().entries());
  }

  /** Fills stores that are thrown away, until the time for warming up is over. */
  private void warmUp(CaseContext context) {
    Path scratch = context.directory().resolve("warm-up");
    Filling filling = new Filling(context.plan(), order);
    Deadline deadline = Deadline.in(WARM_UP_FACTOR * context.plan().warmUpMillis());
    do {
      Directories.empty(scratch);
      try (Store store = context.in(scratch).open(survives())) {
        filling.fill(store, Latency.histogram(), deadline);
      }
    } while (!deadline.passed());
    Directories.delete(scratch);
  }

  private void check(CaseContext context, Filling filling, long count) {
    try (Store store = context.open(survives())) {
      filling.check(store, count, 0);
    }
  }
}
