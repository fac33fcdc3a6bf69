package io.lightningdb.internal.base;

/** The time as of which somebody reads: it decides which entries have expired. */
@FunctionalInterface
public interface ReadTime {

  /** The time at which entries expire that never do, in microseconds since 1970. */
  long NEVER = Long.MAX_VALUE;

  /** A time at which nothing has expired yet. */
  ReadTime BEFORE_ALL = expiresAt -> false;

  /** Returns the time {@code micros} microseconds after the beginning of 1970. */
  static ReadTime of(long micros) {
    return expiresAt -> expiresAt <= micros;
  }

  /**
   * Returns whether what expires at some time has done so.
   *
   * @param expiresAt in microseconds since 1970, or {@link #NEVER}
   */
  boolean isPast(long expiresAt);
}
