package io.lightningdb.benchmarks.row;

/**
 * The calls that one thread makes, over all stretches of a case. Each is prepared, made, and looked
 * at; only making it is timed. Used by one thread at a time.
 */
interface Calls {

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
}
