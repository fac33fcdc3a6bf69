package io.lightningdb.internal.db;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/*
 * What has expired once must not be there again, least of all once its space was given back. So time
 * stands still where the machine's clock goes back.
 */
/** A clock that never goes back, whatever the one does that it follows. */
final class SteadyClock implements LongSupplier {

  private final LongSupplier clock;
  private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

  SteadyClock(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public long getAsLong() {
    long now = clock.getAsLong();
    long before = latest.get();
    while (now > before) {
      if (latest.compareAndSet(before, now)) {
        return now;
      }
      before = latest.get();
    }
    return before;
  }
}
