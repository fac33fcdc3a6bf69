package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import java.util.Arrays;

/**
 * Brings a loaded store to the state in which reads are measured: a full scan, then gets of all
 * entries, again and again until the time for warming up is over. Checks every byte on the way.
 */
final class WarmUp {

  private WarmUp() {}

  /** Warms up {@code store} with as many threads as it will be measured with. */
  static void run(Store store, Plan plan, int threads) {
    Entries entries = new Entries(plan, KeyOrder.SCATTERED);
    Deadline deadline = Deadline.in(plan.warmUpMillis());
    try (StoreReader reader = store.reader()) {
      Contents.of(reader).check(Contents.expected(entries, plan.entries()));
    }
    do {
      Workers.run(
          threads, number -> new GetAll(store.reader(), entries, number, threads, plan.entries()));
    } while (!deadline.passed());
  }

  /** Gets every entry whose number belongs to a thread. */
  private record GetAll(StoreReader reader, Entries entries, int first, int step, long entryCount)
      implements Worker {

    @Override
    public void run() {
      byte[] key = entries.newKey();
      byte[] expected = entries.newValue();
      for (long index = first; index < entryCount; index += step) {
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
