package io.lightningdb.benchmarks.row;

import javax.cache.Cache;

/**
 * The calls that one thread makes to a cache, over all stretches of a case. Each is prepared, made,
 * and looked at; only making it is timed. Used by one thread at a time.
 */
interface CacheCalls {

  /** Chooses what the next call is of. */
  void prepare();

  /** Makes the call. */
  void call();

  /** Looks at what the call gave back. */
  void look();

  /**
   * Checks all calls since the last check.
   *
   * @throws io.lightningdb.benchmarks.store.StoreException if an answer was wrong
   */
  void check();

  /** Makes the calls of a thread. */
  @FunctionalInterface
  interface Factory {

    /** Returns those of thread number {@code thread} of {@code threads}, from 0. */
    CacheCalls of(Cache<String, byte[]> cache, CacheEntries entries, int thread, int threads);
  }
}
