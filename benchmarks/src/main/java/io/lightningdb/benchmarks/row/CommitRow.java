package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.StoreWriter;
import io.lightningdb.benchmarks.store.Survives;
import org.HdrHistogram.Histogram;

/** Threads commit one put after another, each of which is on the device when it returns. */
final class CommitRow implements Row {

  private final int threads;

  CommitRow(int threads) {
    this.threads = threads;
  }

  @Override
  public String id() {
    return "commit-" + threads;
  }

  @Override
  public String heading() {
    return "Durable commits, " + (threads == 1 ? "1 thread" : threads + " threads");
  }

  @Override
  public String operation() {
    return "commit";
  }

  @Override
  public String timedCall() {
    return "a put and its commit";
  }

  @Override
  public Survives survives() {
    return Survives.POWER_FAILURE;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.writing(plan);
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    long[] committed = new long[threads];
    Measurement measured;
    try (Store store = context.open(survives())) {
      commit(store, entries, committed, plan.warmUpMillis());
      Workers<Committer> workers = commit(store, entries, committed, plan.measureMillis());
      Histogram latencies = Latency.histogram();
      workers.workers().forEach(worker -> latencies.add(worker.latencies));
      measured = Measurement.of(latencies.getTotalCount(), workers.usage(), Latency.of(latencies));
    }
    check(context, entries, committed);
    return measured;
  }

  private Workers<Committer> commit(Store store, Entries entries, long[] committed, long millis) {
    return Workers.run(
        threads, number -> new Committer(store.writer(), entries, committed, number, millis));
  }

  /** Opens the store again and looks for every commit that returned, and nothing else. */
  private void check(CaseContext context, Entries entries, long[] committed) {
    Contents expected = new Contents();
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    for (int thread = 0; thread < threads; thread++) {
      for (long i = 0; i < committed[thread]; i++) {
        long index = thread + threads * i;
        entries.fillKey(index, key);
        entries.fillValue(index, value);
        expected.add(key, value);
      }
    }
    try (Store store = context.open(survives());
        StoreReader reader = store.reader()) {
      Contents.of(reader).check(expected);
    }
  }

  private static final class Committer implements Worker {

    private final StoreWriter writer;
    private final Entries entries;
    private final long[] committed;
    private final int thread;
    private final long millis;
    private final Histogram latencies = Latency.histogram();

    Committer(StoreWriter writer, Entries entries, long[] committed, int thread, long millis) {
      this.writer = writer;
      this.entries = entries;
      this.committed = committed;
      this.thread = thread;
      this.millis = millis;
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      byte[] key = entries.newKey();
      byte[] value = entries.newValue();
      do {
        long index = thread + committed.length * committed[thread];
        entries.fillKey(index, key);
        entries.fillValue(index, value);
        long started = System.nanoTime();
        writer.put(key, value);
        writer.commit();
        latencies.recordValue(System.nanoTime() - started);
        committed[thread]++;
      } while (!deadline.passed());
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
