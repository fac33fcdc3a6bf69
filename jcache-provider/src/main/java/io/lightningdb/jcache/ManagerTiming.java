package io.lightningdb.jcache;

import java.time.InstantSource;

/**
 * What managers have to do with time.
 *
 * @param clock tells it
 * @param sweepPauseMillis how long to wait between looking for expired entries
 * @param retryMillisMin how long to wait before a pending write that failed is tried again
 * @param retryMillisMax how long to wait if it fails again and again
 * @param lookMillisMax how long to wait at most before looking for pending writes that are due
 */
record ManagerTiming(
    InstantSource clock,
    long sweepPauseMillis,
    long retryMillisMin,
    long retryMillisMax,
    long lookMillisMax) {

  static final ManagerTiming SYSTEM =
      new ManagerTiming(InstantSource.system(), 1_000, 1_000, 60_000, 1_000);
}
