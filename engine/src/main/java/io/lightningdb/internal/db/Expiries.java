package io.lightningdb.internal.db;

import io.lightningdb.Expiry;
import io.lightningdb.internal.base.ReadTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Times as users and as files have them, those above all at which entries expire. */
final class Expiries {

  /** Earlier times are this one: in files of tables, 0 is never. */
  private static final long MICROS_MIN = 1;

  /** Later times are never: a file has a bit less for them. */
  private static final long MICROS_MAX = Long.MAX_VALUE >> 1;

  private static final long NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);
  private static final long MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);

  private Expiries() {}

  /**
   * Returns when an entry expires, in microseconds since 1970, or {@link ReadTime#NEVER}.
   *
   * @param expiry anything but one that is kept
   */
  static long micros(Expiry expiry, long nowMicros) {
    Objects.requireNonNull(expiry, "expiry");
    if (expiry instanceof Expiry.At at) {
      return micros(at.time());
    }
    if (expiry instanceof Expiry.After after) {
      return micros(plus(instant(nowMicros), after.duration()));
    }
    if (expiry instanceof Expiry.Kept) {
      throw new IllegalArgumentException(
          "what is written here cannot keep the expiry of the entry that it replaces, which is not"
              + " read; use a transaction");
    }
    return ReadTime.NEVER;
  }

  private static Instant plus(Instant now, Duration duration) {
    try {
      return now.plus(duration);
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.MAX;
    }
  }

  private static long micros(Instant time) {
    if (time.isBefore(instant(MICROS_MIN))) {
      return MICROS_MIN;
    }
    if (!time.isBefore(instant(MICROS_MAX))) {
      return ReadTime.NEVER;
    }
    long nanos = time.getNano();
    return time.getEpochSecond() * MICROS_PER_SECOND
        + (nanos + NANOS_PER_MICRO - 1) / NANOS_PER_MICRO;
  }

  /** Returns a time in microseconds since 1970 as users have it. */
  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  /** Returns when an entry expires as users have it: null for never. */
  static @Nullable Instant instantOrNull(long expiresAt) {
    return expiresAt == ReadTime.NEVER ? null : instant(expiresAt);
  }
}
