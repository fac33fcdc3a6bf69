package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.EntryVisitor;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import org.HdrHistogram.Histogram;

/** One thread reads all entries in the order of their keys, again and again. */
final class ScanRow implements Row {

  private static final int ENTRIES_PER_LOOK_AT_THE_CLOCK = 1_000;
  private static final int LATENCY_PASS_SHARE = 2;

  @Override
  public String id() {
    return "scan";
  }

  @Override
  public String heading() {
    return "Full scan, all cached, 1 thread";
  }

  @Override
  public String operation() {
    return "entry";
  }

  @Override
  public String operations() {
    return "entries";
  }

  @Override
  public String timedCall() {
    return "1,000 entries on end";
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Start start() {
    return Start.LOADED;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.reading(plan) + plan.warmUpMillis() / 1e3;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    try (Store store = context.open(survives())) {
      WarmUp.run(store, plan, 1);
      long expectedHeads = expectedHeads(plan);
      try (StoreReader reader = store.reader()) {
        // The code of a scan is not compiled yet after the one scan of the warm-up.
        scan(reader, plan, plan.warmUpMillis(), expectedHeads);
        UsageMeter meter = new UsageMeter();
        meter.start();
        long entries = scan(reader, plan, plan.measureMillis(), expectedHeads);
        Usage usage = meter.stop();
        return Measurement.of(entries, usage, latency(reader, plan));
      }
    }
  }

  /** Scans until the time is over and returns how many entries came. */
  private static long scan(StoreReader reader, Plan plan, long millis, long expectedHeads) {
    Deadline deadline = Deadline.in(millis);
    long entries = 0;
    do {
      Heads heads = new Heads();
      reader.scan(heads);
      if (heads.count != plan.entries() || heads.sum != expectedHeads) {
        throw new StoreException(
            "a scan found " + heads.count + " of " + plan.entries() + " entries, or wrong ones");
      }
      entries += heads.count;
    } while (!deadline.passed());
    return entries;
  }

  private static Latency latency(StoreReader reader, Plan plan) {
    Deadline deadline = Deadline.in(plan.measureMillis() / LATENCY_PASS_SHARE);
    Histogram latencies = Latency.histogram();
    Stopwatch stopwatch = new Stopwatch(latencies);
    do {
      reader.scan(stopwatch);
    } while (!deadline.passed());
    return Latency.of(latencies);
  }

  private static long expectedHeads(Plan plan) {
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    Heads heads = new Heads();
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    for (long index = 0; index < plan.entries(); index++) {
      entries.fillKey(index, key);
      entries.fillValue(index, value);
      heads.visit(key, key.length, value, value.length);
    }
    return heads.sum;
  }

  /** Counts entries and adds up the first bytes of their keys and values. */
  private static final class Heads implements EntryVisitor {

    private long count;
    private long sum;

    @Override
    public void visit(byte[] key, int keyLength, byte[] value, int valueLength) {
      count++;
      sum += Entries.head(key) ^ Entries.head(value);
    }
  }

  /** Takes the time of every 1,000 entries, from one scan to the next too. */
  private static final class Stopwatch implements EntryVisitor {

    private final Histogram latencies;
    private int count;
    private long started = System.nanoTime();

    Stopwatch(Histogram latencies) {
      this.latencies = latencies;
    }

    @Override
    public void visit(byte[] key, int keyLength, byte[] value, int valueLength) {
      if (++count == ENTRIES_PER_LOOK_AT_THE_CLOCK) {
        long now = System.nanoTime();
        latencies.recordValue(now - started);
        started = now;
        count = 0;
      }
    }
  }
}
