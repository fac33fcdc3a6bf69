package io.lightningdb.benchmarks.row;

import javax.cache.Cache;

/** The calls that one thread makes to a cache. */
interface CacheCalls extends Calls {

  /** Makes the calls of a thread. */
  @FunctionalInterface
  interface Factory {

    /** Returns those of thread number {@code thread} of {@code threads}, from 0. */
    CacheCalls of(Cache<String, byte[]> cache, CacheEntries entries, int thread, int threads);
  }
}
