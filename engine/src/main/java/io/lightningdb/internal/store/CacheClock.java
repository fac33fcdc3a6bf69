package io.lightningdb.internal.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/*
 * Who is used matters only when somebody has to go, so time is counted in what is read; where
 * everything fits, hardly any passes.
 */
/** The time of a cache: in a tick, an eighth of its content is read. */
final class CacheClock {

  static final int TICKS_PER_FILLING = 8;

  private static final int READS_PER_TICK_MIN = 16;

  private final LongSupplier entries;
  private final AtomicLong readsUntilTick = new AtomicLong(READS_PER_TICK_MIN);
  private volatile int now = 1;

  /**
   * @param entries tells how many entries the cache has
   */
  CacheClock(LongSupplier entries) {
    this.entries = entries;
  }

  /** Returns the tick that this is in, from 1 on. */
  int now() {
    return now;
  }

  /** Counts something that was read. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only whoever counts down to 0 changes it
  void countRead() {
    if (readsUntilTick.decrementAndGet() == 0) {
      now++;
      readsUntilTick.set(Math.max(READS_PER_TICK_MIN, entries.getAsLong() / TICKS_PER_FILLING));
    }
  }

  /** Returns how many ticks ago something was used; many if that is not known, for which 0 is. */
  int age(int notedAt) {
    return notedAt == 0 ? Integer.MAX_VALUE : now - notedAt;
  }
}
