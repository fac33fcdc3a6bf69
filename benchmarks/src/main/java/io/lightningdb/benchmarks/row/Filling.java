package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.StoreWriter;
import org.HdrHistogram.Histogram;

/** Puts all entries of a plan into a store, many to a commit, by one thread. */
final class Filling {

  /** A prime, so that its multiples go through all entries in an order of their own. */
  private static final long STEP = 2_147_483_647;

  private final Plan plan;
  private final Entries entries;

  Filling(Plan plan, KeyOrder order) {
    this.plan = plan;
    this.entries = new Entries(plan, order);
  }

  /** Puts the first values of all entries, or of as many as there is time for; returns how many. */
  long fill(Store store, Histogram latencies, Deadline deadline) {
    return put(store, 0, latencies, deadline);
  }

  /** Overwrites all entries with the values of a {@code generation}, in an order of its own. */
  void overwrite(Store store, int generation, Histogram latencies) {
    put(store, generation, latencies, Deadline.never());
  }

  private long put(Store store, int generation, Histogram latencies, Deadline deadline) {
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    long count = 0;
    try (StoreWriter writer = store.writer()) {
      while (count < plan.entries() && !deadline.passed()) {
        long started = System.nanoTime();
        long batchEnd = Math.min(plan.entries(), count + plan.putsPerCommit());
        for (; count < batchEnd; count++) {
          long index = generation == 0 ? count : count * STEP % plan.entries();
          entries.fillKey(index, key);
          entries.fillValue(index, generation, value);
          writer.put(key, value);
        }
        writer.commit();
        latencies.recordValue(System.nanoTime() - started);
      }
    }
    return count;
  }

  /** Checks that the first entry is there. */
  void checkFirst(Store store) {
    byte[] key = entries.newKey();
    entries.fillKey(0, key);
    try (StoreReader reader = store.reader()) {
      byte[] value = reader.get(key);
      if (value == null || Entries.head(value) != entries.tag(0)) {
        throw new StoreException("the first entry that was written is missing or another");
      }
    }
  }

  /** Checks that {@code store} holds the first {@code count} entries of a generation, no others. */
  void check(Store store, long count, int generation) {
    Contents expected = new Contents();
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    for (long index = 0; index < count; index++) {
      entries.fillKey(index, key);
      entries.fillValue(index, generation, value);
      expected.add(key, value);
    }
    try (StoreReader reader = store.reader()) {
      Contents.of(reader).check(expected);
    }
  }
}
