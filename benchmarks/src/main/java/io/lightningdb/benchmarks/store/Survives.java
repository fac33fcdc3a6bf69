package io.lightningdb.benchmarks.store;

/** What a commit that returned has to survive. */
public enum Survives {
  /** The end of the process, {@code kill -9} included, but no power failure: nothing is synced. */
  PROCESS_END,

  /** A power failure: every commit is synced to the device before it returns. */
  POWER_FAILURE
}
