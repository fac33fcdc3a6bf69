package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Compress;
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

/** Threads get entries at random, all of which are there, or none. */
final class GetRow implements Row {

  /*
   * Two passes: one for the throughput, which asks for the time only once in many gets, and a
   * shorter one that times each get. Both check that a value came, and its first 8 bytes; the
   * warm-up has checked all the others.
   */
  private static final int GETS_PER_LOOK_AT_THE_CLOCK = 1_000;
  private static final int LATENCY_PASS_SHARE = 2;

  private static final String BEYOND_CACHE = "get-beyond-cache";
  private static final String BEYOND_CACHE_HEADING =
      "Random get, data of 13 times the cache, 400-byte values, 1 thread";
  private static final int LARGER_VALUE_BYTES = 400;
  private static final int DATA_PER_CACHE = 13;
  private static final int MIB = 1024 * 1024;

  private final String id;
  private final String heading;
  private final int threads;
  private final boolean present;
  private final Compress compress;

  private GetRow(String id, String heading, int threads, boolean present, Compress compress) {
    this.id = id;
    this.heading = heading;
    this.threads = threads;
    this.present = present;
    this.compress = compress;
  }

  /** All entries are in the stores' caches. */
  static GetRow cached(int threads) {
    return new GetRow(
        "get-cached-" + threads,
        "Random get, all cached, " + (threads == 1 ? "1 thread" : threads + " threads"),
        threads,
        true,
        Compress.AS_USUAL);
  }

  /** The keys are not there, but lie between those that are. */
  static GetRow absent() {
    return new GetRow("get-absent-1", "Get of absent keys, 1 thread", 1, false, Compress.AS_USUAL);
  }

  /** The data is many times as large as the stores' caches, but the operating system has it. */
  static GetRow beyondCache() {
    return new GetRow(BEYOND_CACHE, BEYOND_CACHE_HEADING, 1, true, Compress.WHERE_POSSIBLE);
  }

  /** The same without compression, for those that compress if nobody tells them not to. */
  static GetRow beyondCacheUncompressed() {
    return new GetRow(
        BEYOND_CACHE + "-uncompressed", BEYOND_CACHE_HEADING, 1, true, Compress.NOWHERE);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String heading() {
    return heading;
  }

  @Override
  public String section() {
    return compress == Compress.NOWHERE ? BEYOND_CACHE : id;
  }

  @Override
  public String label(Contender contender) {
    return compress == Compress.NOWHERE ? contender.title() + ", uncompressed" : contender.title();
  }

  @Override
  public Plan plan(Plan plan) {
    if (compress == Compress.AS_USUAL) {
      return plan;
    }
    Plan larger = plan.toBuilder().valueBytes(LARGER_VALUE_BYTES).compress(compress).build();
    long cacheMib = larger.dataBytes() / DATA_PER_CACHE / MIB;
    return larger.toBuilder().cacheMib((int) Math.max(1, cacheMib)).build();
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
  public Start start() {
    return Start.LOADED;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.reading(plan);
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof StoreAdapter adapter
        && (compress != Compress.NOWHERE || adapter.compressesAsUsual());
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    try (Store store = context.open(survives())) {
      WarmUp.run(store, plan, threads);
      return measure(store, entries, plan, threads, present);
    }
  }

  /** Measures the gets of one thread from a store that is warmed up, of entries that are there. */
  static Measurement measure(Store store, Entries entries, Plan plan) {
    return measure(store, entries, plan, 1, true);
  }

  private static Measurement measure(
      Store store, Entries entries, Plan plan, int threads, boolean present) {
    Workers<Untimed> untimed =
        Workers.run(threads, number -> new Untimed(store.reader(), entries, plan, number, present));
    Workers<Timed> timed =
        Workers.run(threads, number -> new Timed(store.reader(), entries, plan, number, present));
    Histogram latencies = Latency.histogram();
    timed.workers().forEach(worker -> latencies.add(worker.latencies));
    long gets = untimed.workers().stream().mapToLong(worker -> worker.gets).sum();
    return Measurement.of(gets, untimed.usage(), Latency.of(latencies));
  }

  private abstract static class Getter implements Worker {

    private final StoreReader reader;
    private final Entries entries;
    private final RandomIndex indexes;
    private final byte[] key;
    private final boolean present;
    private final long entryCount;
    private long found;
    private long foundTags;
    private long expectedTags;
    long gets;

    Getter(StoreReader reader, Entries entries, Plan plan, int thread, boolean present) {
      this.reader = reader;
      this.entries = entries;
      this.indexes = new RandomIndex(plan.entries(), plan.seed(), thread);
      this.key = entries.newKey();
      this.present = present;
      this.entryCount = plan.entries();
    }

    final void chooseKey() {
      long index = indexes.next();
      if (present) {
        entries.fillKey(index, key);
        expectedTags += entries.tag(index);
      } else {
        entries.fillKey(entryCount + index, key);
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
            gets
                + " gets found "
                + found
                + " values where "
                + expected
                + " are there, or wrong ones");
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
