package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import java.util.List;
import org.HdrHistogram.Histogram;

/*
 * Two passes, as for gets from stores: one for the throughput, which asks for the time only once in many
 * calls, and a shorter one that times each call.
 */
/** Makes calls for as long as a plan says, and measures them. */
final class CallPasses {

  private static final int CALLS_PER_LOOK_AT_THE_CLOCK = 100;
  private static final int LATENCY_PASS_SHARE = 2;

  private CallPasses() {}

  /** Measures calls of which many are made between two looks at the clock. */
  static Measurement measure(List<? extends Calls> calls, Plan plan) {
    return measure(calls, plan, CALLS_PER_LOOK_AT_THE_CLOCK, 1);
  }

  /**
   * Measures calls.
   *
   * @param calls what each thread calls
   * @param atOnce how many calls are made between two looks at the clock
   * @param operations how many operations a call is
   */
  static Measurement measure(List<? extends Calls> calls, Plan plan, int atOnce, long operations) {
    Workers.run(
        calls.size(), number -> new Untimed(calls.get(number), plan.warmUpMillis(), atOnce));
    Workers.run(calls.size(), number -> new Timed(calls.get(number), plan.warmUpMillis(), atOnce));
    Workers<Untimed> untimed =
        Workers.run(
            calls.size(), number -> new Untimed(calls.get(number), plan.measureMillis(), atOnce));
    Workers<Timed> timed =
        Workers.run(
            calls.size(),
            number ->
                new Timed(calls.get(number), plan.measureMillis() / LATENCY_PASS_SHARE, atOnce));
    Histogram latencies = Latency.histogram();
    timed.workers().forEach(worker -> latencies.add(worker.latencies));
    long made = untimed.workers().stream().mapToLong(worker -> worker.made).sum();
    return Measurement.of(made * operations, untimed.usage(), Latency.of(latencies));
  }

  private static final class Untimed implements Worker {

    private final Calls calls;
    private final long millis;
    private final int atOnce;
    private long made;

    Untimed(Calls calls, long millis, int atOnce) {
      this.calls = calls;
      this.millis = millis;
      this.atOnce = atOnce;
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      do {
        for (int i = 0; i < atOnce; i++) {
          calls.prepare();
          calls.call();
          calls.look();
          made++;
        }
      } while (!deadline.passed());
      calls.check();
    }

    @Override
    public void close() {}
  }

  private static final class Timed implements Worker {

    private final Calls calls;
    private final long millis;
    private final int atOnce;
    private final Histogram latencies = Latency.histogram();

    Timed(Calls calls, long millis, int atOnce) {
      this.calls = calls;
      this.millis = millis;
      this.atOnce = atOnce;
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      do {
        for (int i = 0; i < atOnce; i++) {
          calls.prepare();
          long started = System.nanoTime();
          calls.call();
          latencies.recordValue(System.nanoTime() - started);
          calls.look();
        }
      } while (!deadline.passed());
      calls.check();
    }

    @Override
    public void close() {}
  }
}
