package io.lightningdb;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is to run. Immutable.
 *
 * @param isolation the least isolation that will do; {@link Isolation#SNAPSHOT} by default
 * @param durability what the commit has survived when it returns; null for the database's default
 * @param timeout how long the transaction may be open before the database rolls it back; zero for
 *     as long as it likes, null for the database's default, {@link Options#transactionTimeout()}
 * @param lockTimeout how long a lock is waited for at most, each time; {@link Duration#ZERO} to
 *     fail at once; ten seconds by default. Deadlocks are found without that, so this is for locks
 *     whose holders are stuck or were forgotten: ten seconds are far longer than transactions take,
 *     and shorter than callers of a program usually wait for it
 */
public record TransactionOptions(
    Isolation isolation,
    @Nullable Durability durability,
    @Nullable Duration timeout,
    Duration lockTimeout) {

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  private static final TransactionOptions DEFAULTS =
      new TransactionOptions(Isolation.SNAPSHOT, null, null, LOCK_TIMEOUT);

  /**
   * Makes options.
   *
   * @throws IllegalArgumentException if the time-out is negative
   */
  public TransactionOptions {
    Objects.requireNonNull(isolation, "isolation");
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout must not be negative, as is " + timeout);
    }
    if (lockTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "lockTimeout must not be negative, which " + lockTimeout + " is");
    }
  }

  /** Returns snapshot isolation with the database's durability. */
  public static TransactionOptions defaults() {
    return DEFAULTS;
  }

  /** Returns these options with another isolation. */
  public TransactionOptions withIsolation(Isolation newIsolation) {
    return new TransactionOptions(newIsolation, durability, timeout, lockTimeout);
  }

  /** Returns these options with another durability. */
  public TransactionOptions withDurability(Durability newDurability) {
    return new TransactionOptions(
        isolation, Objects.requireNonNull(newDurability, "durability"), timeout, lockTimeout);
  }

  /**
   * Returns these options with a time-out of their own. A transaction that is open for longer is
   * rolled back, within half a second or so, and what it kept is given back, even if its owner
   * never calls again; its next use throws {@link LimitException}. A commit that has begun is not
   * broken off.
   *
   * @param newTimeout zero for as long as the transaction likes
   * @throws IllegalArgumentException if it is negative
   */
  public TransactionOptions withTimeout(Duration newTimeout) {
    return new TransactionOptions(
        isolation, durability, Objects.requireNonNull(newTimeout, "timeout"), lockTimeout);
  }

  /**
   * Returns these options with another time for which a lock is waited for at most.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TransactionOptions withLockTimeout(Duration newLockTimeout) {
    return new TransactionOptions(
        isolation, durability, timeout, Objects.requireNonNull(newLockTimeout, "lockTimeout"));
  }
}
