package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.measure.Worker;
import io.lightningdb.benchmarks.store.StoreWriter;
import org.HdrHistogram.Histogram;

/** Writes entries at random, each with another value than it had, one put a commit. */
final class Overwriter implements Worker {

  private final StoreWriter writer;
  private final Entries entries;
  private final Generations generations;
  private final RandomIndex indexes;
  private final int first;
  private final int step;
  private final long millis;
  private final Histogram latencies = Latency.histogram();

  /**
   * Makes a worker that writes entry {@code first} and each {@code step}th after it.
   *
   * @param millis for how long
   */
  Overwriter(
      StoreWriter writer,
      Entries entries,
      Generations generations,
      Plan plan,
      int first,
      int step,
      long millis) {
    this.writer = writer;
    this.entries = entries;
    this.generations = generations;
    this.first = first;
    this.step = step;
    this.indexes = new RandomIndex(plan.entries() / step, plan.seed(), generations.nextRound());
    this.millis = millis;
  }

  @Override
  public void run() {
    Deadline deadline = Deadline.in(millis);
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    do {
      long index = first + step * indexes.next();
      int generation = generations.next(index);
      entries.fillKey(index, key);
      entries.fillValue(index, generation, value);
      long started = System.nanoTime();
      writer.put(key, value);
      writer.commit();
      latencies.recordValue(System.nanoTime() - started);
      generations.set(index, generation);
    } while (!deadline.passed());
  }

  /** Returns how long each put and its commit took, in nanoseconds. */
  Histogram latencies() {
    return latencies;
  }

  @Override
  public void close() {
    writer.close();
  }
}
