package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.measure.Workers;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import org.HdrHistogram.Histogram;

/**
 * What a reader and a writer did to the same entries at the same time.
 *
 * @param reads how long each get took
 * @param writes how long each put and its commit took
 * @param usage what both took together
 */
record ReaderAndWriters(Histogram reads, Histogram writes, Usage usage) {

  /** Lets a reader and a writer loose on entries that are all there. */
  static ReaderAndWriters run(
      Store store, Entries entries, Generations generations, Plan plan, long millis) {
    Workers<Worker> workers =
        Workers.run(
            2,
            number ->
                number == 0
                    ? new Getter(store.reader(), entries, plan, millis)
                    : new Overwriter(store.writer(), entries, generations, plan, 0, 1, millis));
    Histogram reads = Latency.histogram();
    Histogram writes = Latency.histogram();
    for (Worker worker : workers.workers()) {
      if (worker instanceof Getter getter) {
        reads.add(getter.latencies);
      } else if (worker instanceof Overwriter overwriter) {
        writes.add(overwriter.latencies());
      }
    }
    return new ReaderAndWriters(reads, writes, workers.usage());
  }

  private static final class Getter implements Worker {

    private final StoreReader reader;
    private final Entries entries;
    private final RandomIndex indexes;
    private final long millis;
    private final Histogram latencies = Latency.histogram();

    Getter(StoreReader reader, Entries entries, Plan plan, long millis) {
      this.reader = reader;
      this.entries = entries;
      this.indexes = new RandomIndex(plan.entries(), ~plan.seed(), 0);
      this.millis = millis;
    }

    @Override
    public void run() {
      Deadline deadline = Deadline.in(millis);
      byte[] key = entries.newKey();
      do {
        long index = indexes.next();
        entries.fillKey(index, key);
        long started = System.nanoTime();
        byte[] value = reader.get(key);
        latencies.recordValue(System.nanoTime() - started);
        if (value == null || Entries.head(value) != entries.tag(index)) {
          throw new StoreException("entry " + index + " is missing or not as written");
        }
      } while (!deadline.passed());
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
