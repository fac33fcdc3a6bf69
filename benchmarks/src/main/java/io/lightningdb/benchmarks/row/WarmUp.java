package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import java.util.Arrays;

/**
 * Brings a loaded store to the state in which reads are measured: a full scan, then gets of entries
 * in an order of their own, until the time for warming up is over. The scan checks every byte of
 * the store, and the gets what they get.
 */
final class WarmUp {

  private WarmUp() {}

  /** Warms up {@code store} with as many threads as it will be measured with. */
  static void run(Store store, Plan plan, int threads) {
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    try (StoreReader reader = store.reader()) {
      Contents.of(reader).check(Contents.expected(entries, plan.entries()));
    }
    Workers.run(threads, number -> new Getter(store.reader(), entries, plan, number));
  }

  /** Gets entries until the time is over. */
  private record Getter(StoreReader reader, Entries entries, Plan plan, int thread)
      implements Worker {

    @Override
    public void run() {
      RandomIndex indexes = new RandomIndex(plan.entries(), ~plan.seed(), thread);
      Deadline deadline = Deadline.in(plan.warmUpMillis());
      byte[] key = entries.newKey();
      byte[] expected = entries.newValue();
      while (!deadline.passed()) {
        long index = indexes.next();
        entries.fillKey(index, key);
        entries.fillValue(index, expected);
        if (!Arrays.equals(reader.get(key), expected)) {
          throw new StoreException("entry " + index + " is missing or not as written");
        }
      }
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
