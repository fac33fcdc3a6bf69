package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One thread puts large values, or gets them. */
final class LargeValueRow implements Row {

  private static final int VALUE_BYTES = 64 * 1024;
  private static final int ENTRIES_SHARE = 1_000;
  private static final int ENTRIES_MIN = 16;
  private static final double MB = 1e6;

  private final boolean puts;

  private LargeValueRow(boolean puts) {
    this.puts = puts;
  }

  static LargeValueRow puts() {
    return new LargeValueRow(true);
  }

  static LargeValueRow gets() {
    return new LargeValueRow(false);
  }

  @Override
  public String id() {
    return puts ? "large-put" : "large-get";
  }

  @Override
  public String heading() {
    return puts
        ? "Put of 64 KiB values, one a commit (not durable: no sync)"
        : "Get of 64 KiB values, all cached, 1 thread";
  }

  @Override
  public String operation() {
    return puts ? "put" : "get";
  }

  @Override
  public String timedCall() {
    return puts ? "a put and its commit" : "a get";
  }

  @Override
  public Figure headline() {
    return new Figure(
        "MB per second",
        Figure.Better.MORE,
        measurement -> measurement.perSecond() * VALUE_BYTES / MB);
  }

  @Override
  public List<Figure> columns() {
    return List.of(
        Figure.p50(),
        Figure.p99(),
        Figure.p999(),
        Figure.maxMillis("longest ms"),
        Figure.cpu(operation()));
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Plan plan(Plan plan) {
    return plan.toBuilder()
        .valueBytes(VALUE_BYTES)
        .entries(Math.max(ENTRIES_MIN, plan.entries() / ENTRIES_SHARE))
        .putsPerCommit(1)
        .build();
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.writing(plan) + plan.dataBytes() / 100e6;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    Generations generations = Generations.first(plan.entries());
    Measurement measured;
    try (Store store = context.open(survives())) {
      new Filling(plan, KeyOrder.SCATTERED).fill(store, Latency.histogram(), Deadline.never());
      if (puts) {
        put(store, entries, generations, plan, plan.warmUpMillis());
        measured = put(store, entries, generations, plan, plan.measureMillis());
      } else {
        get(store, entries, plan, plan.warmUpMillis());
        measured = get(store, entries, plan, plan.measureMillis());
      }
    }
    try (Store store = context.open(survives());
        StoreReader reader = store.reader()) {
      Contents.of(reader).check(Contents.expected(entries, generations));
    }
    return measured;
  }

  private static Measurement put(
      Store store, Entries entries, Generations generations, Plan plan, long millis) {
    UsageMeter meter = new UsageMeter();
    try (Overwriter writer =
        new Overwriter(store.writer(), entries, generations, plan, 0, 1, millis)) {
      meter.start();
      writer.run();
      Usage usage = meter.stop();
      return Measurement.of(
          writer.latencies().getTotalCount(), usage, Latency.of(writer.latencies()));
    }
  }

  private static Measurement get(Store store, Entries entries, Plan plan, long millis) {
    RandomIndex indexes = new RandomIndex(plan.entries(), plan.seed(), 0);
    Histogram latencies = Latency.histogram();
    UsageMeter meter = new UsageMeter();
    byte[] key = entries.newKey();
    try (StoreReader reader = store.reader()) {
      meter.start();
      Deadline deadline = Deadline.in(millis);
      do {
        long index = indexes.next();
        entries.fillKey(index, key);
        long started = System.nanoTime();
        byte[] value = reader.get(key);
        latencies.recordValue(System.nanoTime() - started);
        if (value == null
            || value.length != VALUE_BYTES
            || Entries.head(value) != entries.tag(index)) {
          throw new StoreException("entry " + index + " is missing or not as written");
        }
      } while (!deadline.passed());
      return Measurement.of(latencies.getTotalCount(), meter.stop(), Latency.of(latencies));
    }
  }
}
