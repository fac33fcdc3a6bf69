package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Machine;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.Survives;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One thread copies memory: what reading and writing can reach here at most. */
final class MemoryCopyRow implements Row {

  /** More than processors have in their caches. */
  private static final int BYTES = 128 << 20;

  private static final double GB = 1e9;

  @Override
  public String id() {
    return "memory-copy";
  }

  @Override
  public String heading() {
    return "The machine: copying memory";
  }

  @Override
  public String label(Contender contender) {
    return "memory";
  }

  @Override
  public String operation() {
    return "copy";
  }

  @Override
  public String operations() {
    return "copies";
  }

  @Override
  public String timedCall() {
    return "a copy of 128 MiB";
  }

  @Override
  public Figure headline() {
    return new Figure(
        "GB per second", Figure.Better.MORE, measurement -> measurement.perSecond() * BYTES / GB);
  }

  @Override
  public List<Figure> columns() {
    return List.of(Figure.p50Millis("p50 ms"), Figure.maxMillis("longest ms"));
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof Machine;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.writing(plan);
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    byte[] source = new byte[BYTES];
    byte[] target = new byte[BYTES];
    copy(source, target, plan.warmUpMillis());
    UsageMeter meter = new UsageMeter();
    meter.start();
    Histogram latencies = copy(source, target, plan.measureMillis());
    Measurement measured =
        Measurement.of(latencies.getTotalCount(), meter.stop(), Latency.of(latencies));
    if (!Arrays.equals(source, target)) {
      throw new StoreException("the copy is not like the original");
    }
    return measured;
  }

  private static Histogram copy(byte[] source, byte[] target, long millis) {
    Histogram latencies = Latency.histogram();
    Deadline deadline = Deadline.in(millis);
    byte number = 0;
    do {
      Arrays.fill(source, 0, 1, ++number); // so that no copy is like the one before
      long started = System.nanoTime();
      System.arraycopy(source, 0, target, 0, source.length);
      latencies.recordValue(System.nanoTime() - started);
    } while (!deadline.passed());
    return latencies;
  }
}
