package io.lightningdb.internal.db;

import io.lightningdb.internal.store.WritePace;
import java.util.function.BooleanSupplier;

/** A pace that tells how long it was waited for: by one thread at a time. */
final class TimedPace implements WritePace {

  private final WritePace pace;
  private long waitedNanos;

  TimedPace(WritePace pace) {
    this.pace = pace;
  }

  @Override
  public void await(int bytes, BooleanSupplier cancelled) {
    long start = System.nanoTime();
    pace.await(bytes, cancelled);
    waitedNanos += System.nanoTime() - start;
  }

  /** Returns how long all waits took, in nanoseconds. */
  long waitedNanos() {
    return waitedNanos;
  }
}
