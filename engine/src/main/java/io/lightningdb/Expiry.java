package io.lightningdb;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Until when an entry is there. After that it is as if it had been deleted, for every read and
 * every condition; its space comes back in the background.
 *
 * <p>Each snapshot, transaction, cursor and read judges by one time, that of its beginning: what it
 * sees neither comes nor goes while it lasts. A transaction that is {@link
 * Isolation#READ_COMMITTED} judges anew with each statement, and one that {@linkplain
 * Transaction#getForUpdate locks} what it reads by the time of the moment as of which it reads,
 * which may move forward with each lock: what it has read may then be gone. That an entry expires
 * is no commit: it is in conflict with nobody, and no {@link Change} tells of it.
 *
 * <p>Times are kept in microseconds, rounded up. They are compared with the clock of the machine,
 * which for an open database never goes back: where it is set back, time stands still until it has
 * come there again.
 */
public sealed interface Expiry {

  /** The entry never expires. */
  record Never() implements Expiry {}

  /**
   * The entry expires at a time; one that is past already makes it expire at once.
   *
   * @param time the first moment at which it is not there any more
   */
  record At(Instant time) implements Expiry {
    public At {
      Objects.requireNonNull(time, "time");
    }
  }

  /**
   * The entry expires some time after it is written: after the call that writes it, or the batch
   * that it is in, and not after the commit of a transaction.
   *
   * @param duration how long it is there, 0 or more
   */
  record After(Duration duration) implements Expiry {
    public After {
      Objects.requireNonNull(duration, "duration");
      if (duration.isNegative()) {
        throw new IllegalArgumentException("an entry cannot expire after less than 0: " + duration);
      }
    }
  }

  /** The entry expires when the one that it replaces would; without that one, never. */
  record Kept() implements Expiry {}

  /** Returns that the entry never expires, which is so for all that say nothing else. */
  static Expiry never() {
    return new Never();
  }

  /** Returns that the entry expires at {@code time}. */
  static Expiry at(Instant time) {
    return new At(time);
  }

  /**
   * Returns that the entry expires {@code duration} after it is written.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  static Expiry after(Duration duration) {
    return new After(duration);
  }

  /** Returns that the entry expires when the one that it replaces would. */
  static Expiry kept() {
    return new Kept();
  }
}
