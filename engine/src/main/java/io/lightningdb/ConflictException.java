package io.lightningdb;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Another transaction was in the way of this one: it committed a change to something that this one
 * wrote or read, or it holds a lock that this one needs. Nothing of this transaction happened. Run
 * it again from its beginning; {@link Database#transact} does so by itself. {@link #reason()} tells
 * what was in the way. A write outside of transactions fails with this too, where what it writes is
 * locked for too long.
 */
public final class ConflictException extends LightningException {

  /** What kind of conflict there was. */
  public enum Reason {
    /**
     * Another commit changed something that the transaction wrote, read or locked, after the
     * transaction began, or a bulk load of keys around it was committed.
     */
    CHANGED,

    /**
     * The transaction was open for so long, while so much was committed, that it cannot be checked
     * any more.
     */
    TOO_OLD,

    /** Somebody else held a lock for longer than it could be waited for. */
    LOCK_TIMEOUT,

    /** Those who wait for locks would have waited for each other for good. */
    DEADLOCK
  }

  private final Reason reason;
  private final String keyspace;
  private final byte @Nullable [] key;

  public ConflictException(Reason reason, String message, String keyspace, byte @Nullable [] key) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.keyspace = keyspace;
    this.key = key == null ? null : key.clone();
  }

  /** Returns what kind of conflict there was. */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns the name of the keyspace in which the conflict was found; where the whole transaction
   * is too old to be checked, of one that it wrote to, read or locked.
   */
  public String keyspace() {
    return keyspace;
  }

  /**
   * Returns a copy of the key in conflict, or null where it is about a range of keys, or the whole
   * transaction is too old to be checked.
   */
  public byte @Nullable [] key() {
    return key == null ? null : key.clone();
  }
}
