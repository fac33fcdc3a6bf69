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
import io.lightningdb.benchmarks.store.Survives;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The same work with more and more entries: a load at random, gets and short scans. */
final class GrowthRow implements Row {

  private static final String SECTION = "growth";
  private static final String GETS = "getsPerSecond";
  private static final String GET_P99 = "getP99Micros";
  private static final String SCANS = "scansPerSecond";
  private static final String BYTES_PER_BYTE = "bytesPerByte";

  /** Whose table all are shown in. */
  private static final int FIRST_FACTOR = 1;

  private final int factor;

  /** Measures with {@code factor} times as many entries as a plan has. */
  GrowthRow(int factor) {
    this.factor = factor;
  }

  @Override
  public String id() {
    return factor == FIRST_FACTOR ? SECTION : SECTION + "-" + factor;
  }

  @Override
  public String heading() {
    return "Growth: the same work with more entries (not durable: no sync)";
  }

  @Override
  public String section() {
    return SECTION;
  }

  @Override
  public String label(Contender contender) {
    return contender.title() + ", " + point();
  }

  @Override
  public String point() {
    return String.format(Locale.ROOT, "%d ×", factor);
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
    return List.of(
        Figure.p99(),
        Figure.more("gets per second", Figure.Better.MORE, GETS, 1),
        Figure.more("p99 µs of gets", Figure.Better.LESS, GET_P99, 1),
        Figure.more("scans of 100 per second", Figure.Better.MORE, SCANS, 1),
        Figure.more("bytes on disk a byte of data", Figure.Better.LESS, BYTES_PER_BYTE, 1));
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Plan plan(Plan plan) {
    return plan.toBuilder().entries(plan.entries() * factor).build();
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.JVM + Budget.filling(plan) + 2 * Budget.reading(plan);
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Filling filling = new Filling(plan, KeyOrder.SCATTERED);
    Histogram latencies = Latency.histogram();
    UsageMeter meter = new UsageMeter();
    Usage usage;
    try (Store store = context.open(survives())) {
      meter.start();
      filling.fill(store, latencies, Deadline.never());
      usage = meter.stop();
    }
    Measurement measured =
        Measurement.of(plan.entries(), usage, Latency.of(latencies))
            .with(
                BYTES_PER_BYTE, (double) Directories.bytes(context.directory()) / plan.dataBytes());
    try (Store store = context.open(survives())) {
      WarmUp.run(store, plan, 1);
      Entries entries = new Entries(plan, KeyOrder.SCATTERED);
      Measurement gets = GetRow.measure(store, entries, plan);
      measured = measured.with(GETS, gets.perSecond()).with(GET_P99, gets.latency().p99());
      Ranges ranges = new Ranges(plan);
      try (StoreReader reader = store.reader()) {
        RangeRow.run(reader, ranges, plan.warmUpMillis());
        long started = System.nanoTime();
        long scans = RangeRow.run(reader, ranges, plan.measureMillis()).getTotalCount();
        return measured.with(SCANS, scans / ((System.nanoTime() - started) / 1e9));
      }
    }
  }
}
