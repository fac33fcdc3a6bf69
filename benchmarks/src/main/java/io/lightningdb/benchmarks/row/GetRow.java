package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import org.HdrHistogram.Histogram;

/**
 * Threads get entries at random, all of which are there and in memory, or none of which is there.
 */
final class GetRow implements Row {

  /*
   * Two passes: one for the throughput, which asks for the time only once in many gets, and a
   * shorter one that times each get. Both check that a value came, and its first 8 bytes; the
   * warm-up has checked all the others.
   */
  private static final int GETS_PER_LOOK_AT_THE_CLOCK = 1_000;
  private static final int LATENCY_PASS_SHARE = 2;

  private final int threads;
  private final boolean present;

  private GetRow(int threads, boolean present) {
    this.threads = threads;
    this.present = present;
  }

  /** Makes the row of gets of entries that are there. */
  static GetRow ofPresent(int threads) {
    return new GetRow(threads, true);
  }

  /** Makes the row of gets of keys that lie between those that are there. */
  static GetRow ofAbsent(int threads) {
    return new GetRow(threads, false);
  }

  @Override
  public String id() {
    return (present ? "get-cached-" : "get-absent-") + threads;
  }

  @Override
  public String heading() {
    return (present ? "Random get, all cached, " : "Get of absent keys, ")
        + (threads == 1 ? "1 thread" : threads + " threads");
  }

  @Override
  public String operation() {
    return "get";
  }

  @Override
  public String timedCall() {
    return "a get";
  }

  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  @Override
  public boolean readsLoadedStore() {
    return true;
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    try (Store store = context.open(survives())) {
      WarmUp.run(store, plan, threads);
      Workers<Untimed> untimed =
          Workers.run(
              threads, number -> new Untimed(store.reader(), entries, plan, number, present));
      Workers<Timed> timed =
          Workers.run(threads, number -> new Timed(store.reader(), entries, plan, number, present));
      Histogram latencies = Latency.histogram();
      timed.workers().forEach(worker -> latencies.add(worker.latencies));
      long gets = untimed.workers().stream().mapToLong(worker -> worker.gets).sum();
      return Measurement.of(gets, untimed.usage(), Latency.of(latencies));
    }
  }

  private abstract static class Getter implements Worker {

    private final StoreReader reader;
    private final Entries entries;
    private final RandomIndex indexes;
    private final byte[] key;
    private final long entryCount;
    private final boolean present;
    private long found;
    private long foundTags;
    private long expectedTags;
    long gets;

    Getter(StoreReader reader, Entries entries, Plan plan, int thread, boolean present) {
      this.reader = reader;
      this.entries = entries;
      this.indexes = new RandomIndex(plan.entries(), plan.seed(), thread);
      this.key = entries.newKey();
      this.entryCount = plan.entries();
      this.present = present;
    }

    final void chooseKey() {
      long index = indexes.next();
      if (present) {
        entries.fillKey(index, key);
        expectedTags += entries.tag(index);
      } else {
        entries.fillKey(index + entryCount, key);
      }
    }

    final void get() {
      byte[] value = reader.get(key);
      gets++;
      if (value != null) {
        found++;
        foundTags += Entries.head(value);
      }
    }

    final void check() {
      long expected = present ? gets : 0;
      if (found != expected || foundTags != expectedTags) {
        throw new StoreException(
            gets + " gets found " + found + " values instead of " + expected + ", or wrong ones");
      }
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  private static final class Untimed extends Getter {

    private final long millis;

    Untimed(StoreReader reader, Entries entries, Plan plan, int thread, boolean present) {
      super(reader, entries, plan, thread, present);
      this.millis = plan.measureMillis();
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      do {
        for (int i = 0; i < GETS_PER_LOOK_AT_THE_CLOCK; i++) {
          chooseKey();
          get();
        }
      } while (!deadline.passed());
      check();
    }
  }

  private static final class Timed extends Getter {

    private final long millis;
    private final Histogram latencies = Latency.histogram();

    Timed(StoreReader reader, Entries entries, Plan plan, int thread, boolean present) {
      super(reader, entries, plan, thread, present);
      this.millis = plan.measureMillis() / LATENCY_PASS_SHARE;
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      do {
        for (int i = 0; i < GETS_PER_LOOK_AT_THE_CLOCK; i++) {
          chooseKey();
          long started = System.nanoTime();
          get();
          latencies.recordValue(System.nanoTime() - started);
        }
      } while (!deadline.passed());
      check();
    }
  }
}
