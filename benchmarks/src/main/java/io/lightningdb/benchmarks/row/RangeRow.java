package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.EntryVisitor;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.Survives;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One thread goes to an entry at random and reads it and those behind it, again and again. */
final class RangeRow implements Row {

  private static final int ENTRIES = 100;
  private static final int RANGES_PER_LOOK_AT_THE_CLOCK = 50;
  private static final int LATENCY_PASS_SHARE = 2;

  @Override
  public String id() {
    return "range";
  }

  @Override
  public String heading() {
    return "Seek and read 100 entries, all cached, 1 thread";
  }

  @Override
  public String operation() {
    return "range";
  }

  @Override
  public String timedCall() {
    return "a range";
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
    try (Store store = context.open(survives())) {
      WarmUp.run(store, plan, 1);
      try (StoreReader reader = store.reader()) {
        Ranges ranges = new Ranges(reader, plan);
        ranges.run(plan.warmUpMillis(), Latency.histogram());
        UsageMeter meter = new UsageMeter();
        meter.start();
        long count = ranges.run(plan.measureMillis(), null);
        Usage usage = meter.stop();
        Histogram latencies = Latency.histogram();
        ranges.run(plan.measureMillis() / LATENCY_PASS_SHARE, latencies);
        return Measurement.of(count, usage, Latency.of(latencies));
      }
    }
  }

  private static final class Ranges {

    private final StoreReader reader;
    private final Entries entries;
    private final RandomIndex indexes;
    private final long entryCount;
    private final byte[] key;

    Ranges(StoreReader reader, Plan plan) {
      this.reader = reader;
      this.entries = new Entries(plan, KeyOrder.SCATTERED);
      this.indexes = new RandomIndex(plan.entries(), plan.seed(), 0);
      this.entryCount = plan.entries();
      this.key = entries.newKey();
    }

    /** Reads ranges until the time is over, and returns how many these were. */
    long run(long millis, @Nullable Histogram latencies) {
      Deadline deadline = Deadline.in(millis);
      long ranges = 0;
      long found = 0;
      do {
        for (int i = 0; i < RANGES_PER_LOOK_AT_THE_CLOCK; i++) {
          long index = indexes.next();
          entries.fillKey(index, key);
          Range range = new Range();
          long started = latencies == null ? 0 : System.nanoTime();
          reader.scan(key, ENTRIES, range);
          if (latencies != null) {
            latencies.recordValue(System.nanoTime() - started);
          }
          range.check(key, entries.tag(index));
          found += range.count;
          ranges++;
        }
      } while (!deadline.passed());
      checkCount(ranges, found);
      return ranges;
    }

    /** Only ranges that begin less than a range before the last entry may be shorter. */
    private void checkCount(long ranges, long found) {
      double shortShare = Math.min(1, 2.0 * ENTRIES / entryCount);
      double most = (double) ranges * ENTRIES;
      if (found > most || found < most * (1 - shortShare) - 20.0 * ENTRIES) {
        throw new StoreException(ranges + " ranges had " + found + " entries");
      }
    }
  }

  /** What a range gave. */
  private static final class Range implements EntryVisitor {

    private byte @Nullable [] firstKey;
    private byte[] lastKey = {};
    private long firstHead;
    private int count;
    private boolean inOrder = true;

    @Override
    public void visit(byte[] key, byte[] value) {
      if (count == 0) {
        firstKey = key;
        firstHead = Entries.head(value);
      } else {
        inOrder &= Arrays.compareUnsigned(lastKey, key) < 0;
      }
      lastKey = key;
      count++;
    }

    void check(byte[] expectedKey, long expectedHead) {
      if (!inOrder || !Arrays.equals(firstKey, expectedKey) || firstHead != expectedHead) {
        throw new StoreException("a range is out of order or does not begin where it should");
      }
    }
  }
}
