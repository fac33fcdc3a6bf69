package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Machine;
import io.lightningdb.benchmarks.store.Survives;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Threads do nothing but look at the clock: what passes from one look to the next is how long a
 * thread that wants to run has to wait for a processor here, whatever it does.
 */
final class ClockRow implements Row {

  /**
   * As many as are busy in a store in overload: two that write, one that flushes, one that merges.
   */
  private static final int THREADS = 4;

  private static final int OVERLOAD_SHARE = 3;

  @Override
  public String id() {
    return "clock";
  }

  @Override
  public String heading() {
    return "The machine: " + THREADS + " threads that look at the clock";
  }

  @Override
  public String label(Contender contender) {
    return "processors";
  }

  @Override
  public String operation() {
    return "look";
  }

  @Override
  public String operations() {
    return "looks";
  }

  @Override
  public String timedCall() {
    return "the time from one look to the next";
  }

  @Override
  public Figure headline() {
    return Figure.maxMillis("longest stop of a thread, ms");
  }

  @Override
  public List<Figure> columns() {
    return List.of(Figure.p999());
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
    return contender instanceof Machine;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.JVM + (plan.warmUpMillis() + millis(plan)) / 1e3;
  }

  private static long millis(Plan plan) {
    return plan.overloadMillis() / OVERLOAD_SHARE;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    run(plan.warmUpMillis());
    Workers<Looker> lookers = run(millis(plan));
    Histogram latencies = Latency.histogram();
    lookers.workers().forEach(looker -> latencies.add(looker.latencies));
    return Measurement.of(latencies.getTotalCount(), lookers.usage(), Latency.of(latencies));
  }

  private static Workers<Looker> run(long millis) {
    return Workers.run(THREADS, number -> new Looker(millis));
  }

  private static final class Looker implements Worker {

    private final long millis;
    private final Histogram latencies = Latency.histogram();

    Looker(long millis) {
      this.millis = millis;
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      long last = System.nanoTime();
      do {
        long now = System.nanoTime();
        latencies.recordValue(now - last);
        last = now;
      } while (!deadline.passed());
    }

    @Override
    public void close() {}
  }
}
