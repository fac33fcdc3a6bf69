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
import java.util.List;
import org.HdrHistogram.Histogram;

/** A store is opened again, after it was closed or after the process that had it was killed. */
final class ReopenRow implements Row {

  /*
   * What is opened is a copy each time, since the first opening after a kill leaves nothing for the
   * next to do. The files are in the operating system's cache, and the JVM has opened such a store
   * before: it is the store's own work that is measured.
   *
   * A store is open when it has answered: the first entry is read. Closing again is not measured.
   */
  private static final int OPENINGS_TO_WARM_UP = 2;
  private static final int OPENINGS = 5;

  private final boolean killed;

  private ReopenRow(boolean killed) {
    this.killed = killed;
  }

  static ReopenRow afterClose() {
    return new ReopenRow(false);
  }

  static ReopenRow afterKill() {
    return new ReopenRow(true);
  }

  /** Fills the store of {@code context}, and calls {@code written} while it is still open. */
  static void write(CaseContext context, Runnable written) {
    Filling filling = new Filling(context.plan(), KeyOrder.SCATTERED);
    try (Store store = context.open(Survives.PROCESS_END)) {
      filling.fill(store, Latency.histogram(), Deadline.never());
      written.run();
    }
  }

  @Override
  public String id() {
    return killed ? "reopen-killed" : "reopen-closed";
  }

  @Override
  public String heading() {
    return killed ? "Reopen after a kill, with all puts just made" : "Reopen after a clean close";
  }

  @Override
  public String operation() {
    return "opening";
  }

  @Override
  public String timedCall() {
    return "an opening and the first get";
  }

  @Override
  public Figure headline() {
    return Figure.p50Millis("ms to open");
  }

  @Override
  public List<Figure> columns() {
    return List.of(
        Figure.maxMillis("longest ms"), Figure.cpu(operation()), Figure.heapBytes(operation()));
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
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
    return Budget.JVM
        + 1.2 * Budget.filling(plan)
        + (OPENINGS_TO_WARM_UP + OPENINGS) * (killed ? 0.6 : 0.3);
  }

  @Override
  public Measurement measure(CaseContext context) {
    CaseContext original = context.in(Directories.empty(context.directory().resolve("original")));
    if (killed) {
      context.killedWriter().writeAndDie(original);
    } else {
      write(original, () -> {});
    }
    Path copy = context.directory().resolve("copy");
    for (int i = 0; i < OPENINGS_TO_WARM_UP; i++) {
      open(original, copy, Latency.histogram());
    }
    Histogram latencies = Latency.histogram();
    Usage all = new Usage(0, 0, 0);
    for (int i = 0; i < OPENINGS; i++) {
      all = all.plus(open(original, copy, latencies));
    }
    Filling filling = new Filling(context.plan(), KeyOrder.SCATTERED);
    try (Store store = original.open(survives())) {
      filling.check(store, context.plan().entries(), 0);
    }
    return Measurement.of(OPENINGS, all, Latency.of(latencies));
  }

  /** Opens a copy of the store and reads its first entry. */
  private Usage open(CaseContext original, Path copy, Histogram latencies) {
    Directories.empty(copy);
    Directories.copy(original.directory(), copy);
    Filling filling = new Filling(original.plan(), KeyOrder.SCATTERED);
    UsageMeter meter = new UsageMeter();
    meter.start();
    try (Store store = original.in(copy).open(survives())) {
      filling.checkFirst(store);
      Usage usage = meter.stop();
      latencies.recordValue(usage.nanos());
      return usage;
    }
  }
}
