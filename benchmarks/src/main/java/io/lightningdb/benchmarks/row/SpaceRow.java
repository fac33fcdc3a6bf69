package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Compress;
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
import java.util.List;
import org.HdrHistogram.Histogram;

/** A store is loaded at random and then overwritten whole, in another random order. */
final class SpaceRow implements Row {

  private static final String AS_IT_STANDS = "bytesPerByte";
  private static final String COMPACTED = "bytesPerByteCompacted";
  private static final String COMPACT_SECONDS = "compactSeconds";

  @Override
  public String id() {
    return "space";
  }

  @Override
  public String heading() {
    return "Bytes on disk after a load and a whole overwrite, both at random";
  }

  @Override
  public String operation() {
    return "overwrite";
  }

  @Override
  public String timedCall() {
    return "a batch of overwrites and its commit";
  }

  @Override
  public Figure headline() {
    return Figure.more("bytes on disk a byte of data", Figure.Better.LESS, AS_IT_STANDS, 1);
  }

  @Override
  public List<Figure> columns() {
    return List.of(
        Figure.more("the same, compacted", Figure.Better.LESS, COMPACTED, 1),
        Figure.more("seconds to compact", Figure.Better.LESS, COMPACT_SECONDS, 1),
        Figure.perSecond(operations()),
        Figure.p99());
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public Plan plan(Plan plan) {
    return plan.toBuilder().compress(Compress.WHERE_POSSIBLE).build();
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
    return Budget.JVM + 3.5 * Budget.filling(plan);
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Filling filling = new Filling(plan, KeyOrder.SCATTERED);
    Histogram latencies = Latency.histogram();
    UsageMeter meter = new UsageMeter();
    Usage usage;
    try (Store store = context.open(survives())) {
      filling.fill(store, Latency.histogram(), Deadline.never());
      meter.start();
      filling.overwrite(store, 1, latencies);
      usage = meter.stop();
    }
    Measurement measured =
        Measurement.of(plan.entries(), usage, Latency.of(latencies))
            .with(AS_IT_STANDS, bytesPerByte(context));
    long compacting = System.nanoTime();
    if (context.adapter().compact(context.directory(), plan)) {
      measured =
          measured
              .with(COMPACT_SECONDS, (System.nanoTime() - compacting) / 1e9)
              .with(COMPACTED, bytesPerByte(context));
    }
    try (Store store = context.open(survives())) {
      filling.check(store, plan.entries(), 1);
    }
    return measured;
  }

  private static double bytesPerByte(CaseContext context) {
    return (double) Directories.bytes(context.directory()) / context.plan().dataBytes();
  }
}
