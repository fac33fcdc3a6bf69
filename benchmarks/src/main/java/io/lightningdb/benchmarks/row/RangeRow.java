package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import org.HdrHistogram.Histogram;

/** One thread goes to an entry at random and reads on from there. */
final class RangeRow implements Row {

  @Override
  public String id() {
    return "range";
  }

  @Override
  public String heading() {
    return "Seek and read " + Ranges.LENGTH + " entries, all cached, 1 thread";
  }

  @Override
  public String operation() {
    return "range";
  }

  @Override
  public String timedCall() {
    return "a seek and the reading of " + Ranges.LENGTH + " entries";
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
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.reading(plan) + plan.warmUpMillis() / 1e3;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    try (Store store = context.open(survives())) {
      WarmUp.run(store, plan, 1);
      Ranges ranges = new Ranges(plan);
      try (StoreReader reader = store.reader()) {
        run(reader, ranges, plan.warmUpMillis());
        UsageMeter meter = new UsageMeter();
        meter.start();
        Histogram latencies = run(reader, ranges, plan.measureMillis());
        Usage usage = meter.stop();
        return Measurement.of(latencies.getTotalCount(), usage, Latency.of(latencies));
      }
    }
  }

  /** Scans until the time is over and returns how long each scan took. */
  static Histogram run(StoreReader reader, Ranges ranges, long millis) {
    Histogram latencies = Latency.histogram();
    Deadline deadline = Deadline.in(millis);
    do {
      byte[] from = ranges.choose();
      long started = System.nanoTime();
      reader.scan(from, Ranges.LENGTH, ranges);
      latencies.recordValue(System.nanoTime() - started);
      ranges.check();
    } while (!deadline.passed());
    return latencies;
  }
}
