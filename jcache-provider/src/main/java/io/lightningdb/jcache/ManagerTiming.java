package io.lightningdb.jcache;

import java.time.InstantSource;

/**
 * What managers have to do with time.
 *
 * @param clock tells it
 * @param sweepPauseMillis how long to wait between looking for expired entries
 */
record ManagerTiming(InstantSource clock, long sweepPauseMillis) {

  static final ManagerTiming SYSTEM = new ManagerTiming(InstantSource.system(), 1_000);
}
