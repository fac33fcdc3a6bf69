package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Directories;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreWriter;
import io.lightningdb.benchmarks.store.Survives;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** One thread fills an empty store, one put to a commit, without a sync. */
final class PutRow implements Row {

  private static final int PUTS_PER_LOOK_AT_THE_CLOCK = 20;
  private static final int WARM_UP_FACTOR = 2;

  /** Of the time that a load may take, so that the slowest do not take too much of a run. */
  private static final int TIME_SHARE = 2;

  private final String id;
  private final String title;
  private final KeyOrder order;

  PutRow(String id, String title, KeyOrder order) {
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
    return "a put and its commit";
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
    return Budget.JVM
        + (WARM_UP_FACTOR * plan.warmUpMillis() + millisMax(plan) * 0.7) / 1e3
        + Budget.checking(plan);
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    warmUp(context);
    Histogram latencies = Latency.histogram();
    UsageMeter meter = new UsageMeter();
    Usage usage;
    long puts;
    try (Store store = context.open(survives())) {
      meter.start();
      puts = put(store, plan, latencies, Deadline.in(millisMax(plan)));
      usage = meter.stop();
    }
    try (Store store = context.open(survives())) {
      new Filling(plan, order).check(store, puts, 0);
    }
    return Measurement.of(puts, usage, Latency.of(latencies));
  }

  private static long millisMax(Plan plan) {
    return Math.max(1, plan.loadMillisMax() / TIME_SHARE);
  }

  private void warmUp(CaseContext context) {
    Path scratch = context.directory().resolve("warm-up");
    Plan plan = context.plan();
    Deadline deadline = Deadline.in(WARM_UP_FACTOR * plan.warmUpMillis());
    do {
      Directories.empty(scratch);
      try (Store store = context.in(scratch).open(survives())) {
        put(store, plan, Latency.histogram(), deadline);
      }
    } while (!deadline.passed());
    Directories.delete(scratch);
  }

  /** Puts until the time is over or all entries are there, and returns how many these are. */
  private long put(Store store, Plan plan, Histogram latencies, Deadline deadline) {
    Entries entries = new Entries(plan, order);
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    long index = 0;
    try (StoreWriter writer = store.writer()) {
      do {
        long end = Math.min(plan.entries(), index + PUTS_PER_LOOK_AT_THE_CLOCK);
        for (; index < end; index++) {
          entries.fillKey(index, key);
          entries.fillValue(index, value);
          long started = System.nanoTime();
          writer.put(key, value);
          writer.commit();
          latencies.recordValue(System.nanoTime() - started);
        }
      } while (index < plan.entries() && !deadline.passed());
    }
    return index;
  }
}
