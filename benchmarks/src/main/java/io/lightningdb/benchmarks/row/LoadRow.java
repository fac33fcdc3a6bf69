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
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.StoreWriter;
import io.lightningdb.benchmarks.store.Survives;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** One thread fills an empty store, many puts to a commit, without a sync. */
final class LoadRow implements Row {

  /** A load is over so soon that its code has to be compiled before: others warm up less. */
  private static final long WARM_UP_FACTOR = 3;

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
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public Measurement measure(CaseContext context) {
    warmUp(context);
    Plan plan = context.plan();
    Histogram latencies = Latency.histogram();
    UsageMeter meter = new UsageMeter();
    long closing;
    Usage usage;
    try (Store store = context.open(survives())) {
      meter.start();
      load(store, plan, latencies, Deadline.never());
      usage = meter.stop();
      closing = System.nanoTime();
    }
    double closeSeconds = (System.nanoTime() - closing) / 1e9;
    long diskBytes = Directories.bytes(context.directory());
    check(context);
    return Measurement.of(plan.entries(), usage, Latency.of(latencies))
        .withClose(closeSeconds, diskBytes);
  }

  /** Fills the store of {@code context}, closes it, and checks what is in it. */
  void prepare(CaseContext context) {
    try (Store store = context.open(survives())) {
      load(store, context.plan(), Latency.histogram(), Deadline.never());
    }
    check(context);
  }

  /** Fills stores that are thrown away, until the time for warming up is over. */
  private void warmUp(CaseContext context) {
    Path scratch = context.directory().resolve("warm-up");
    Plan plan = context.plan();
    Deadline deadline = Deadline.in(WARM_UP_FACTOR * plan.warmUpMillis());
    do {
      Directories.empty(scratch);
      try (Store store = context.adapter().open(scratch, survives(), plan)) {
        load(store, plan, Latency.histogram(), deadline);
      }
    } while (!deadline.passed());
    Directories.delete(scratch);
  }

  /** Puts all entries, or as many as there is time for. */
  private void load(Store store, Plan plan, Histogram latencies, Deadline deadline) {
    Entries entries = new Entries(plan, order);
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    try (StoreWriter writer = store.writer()) {
      long index = 0;
      while (index < plan.entries() && !deadline.passed()) {
        long started = System.nanoTime();
        long batchEnd = Math.min(plan.entries(), index + plan.putsPerCommit());
        for (; index < batchEnd; index++) {
          entries.fillKey(index, key);
          entries.fillValue(index, value);
          writer.put(key, value);
        }
        writer.commit();
        latencies.recordValue(System.nanoTime() - started);
      }
    }
  }

  private void check(CaseContext context) {
    Entries entries = new Entries(context.plan(), order);
    try (Store store = context.open(survives());
        StoreReader reader = store.reader()) {
      Contents.of(reader).check(Contents.expected(entries, context.plan().entries()));
    }
  }
}
