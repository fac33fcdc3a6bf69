package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.ZipfIndex;
import java.util.Arrays;
import java.util.List;
import javax.cache.Cache;

/** Puts to entries that are there, each with a value that no other put has. */
final class CachePuts implements CacheCalls {

  private final Cache<String, byte[]> cache;
  private final CacheEntries entries;
  private final ZipfIndex draws;
  private final int threads;

  /** Of each entry, which value this thread wrote last; 0 where it wrote none. */
  private final int[] generations;

  private final byte[] value;
  private int generation;
  private int index;

  CachePuts(Cache<String, byte[]> cache, CacheEntries entries, int thread, int threads) {
    this.cache = cache;
    this.entries = entries;
    this.draws = entries.draws(thread);
    this.threads = threads;
    this.generations = new int[entries.count()];
    this.value = entries.newValue();
    this.generation = thread;
  }

  @Override
  public void prepare() {
    index = draws.next();
    generation += threads;
    // One array for all puts: a cache that kept it would be found out.
    entries.fillValue(index, generation, value);
  }

  @Override
  public void call() {
    cache.put(entries.key(index), value);
  }

  @Override
  public void look() {
    generations[index] = generation;
  }

  @Override
  public void check() {
    // What was put is looked at when all threads are done.
  }

  /**
   * Checks that each entry of {@code cache} has what one of the threads wrote to it last.
   *
   * @throws io.lightningdb.benchmarks.store.StoreException if not
   */
  static void checkAll(
      Cache<String, byte[]> cache, CacheEntries entries, List<? extends CacheCalls> calls) {
    byte[] expected = entries.newValue();
    for (int index = 0; index < entries.count(); index++) {
      byte[] found = entries.valueOf(cache, index);
      boolean right = false;
      boolean overwritten = false;
      for (CacheCalls each : calls) {
        int last = ((CachePuts) each).generations[index];
        if (last != 0) {
          overwritten = true;
          entries.fillValue(index, last, expected);
          right |= Arrays.equals(found, expected);
        }
      }
      entries.fillValue(index, 0, expected);
      if (!right && (overwritten || !Arrays.equals(found, expected))) {
        throw entries.wrong(index);
      }
    }
  }
}
