package io.lightningdb;

import org.jspecify.annotations.Nullable;

/**
 * Another transaction committed a change to a key that this one wrote too, after this one began, or
 * a bulk load of keys around it was committed: nothing of this transaction happened. Run it again
 * from its beginning; {@link Database#transact} does so by itself.
 */
public final class ConflictException extends LightningException {

  private final String keyspace;
  private final byte @Nullable [] key;

  public ConflictException(String message, String keyspace, byte @Nullable [] key) {
    super(message);
    this.keyspace = keyspace;
    this.key = key == null ? null : key.clone();
  }

  /**
   * Returns the name of the keyspace in which the conflict was found; where there is no {@link
   * #key()}, of one that the transaction wrote to.
   */
  public String keyspace() {
    return keyspace;
  }

  /**
   * Returns a copy of the key in conflict, or null where the whole transaction is too old to be
   * checked.
   */
  public byte @Nullable [] key() {
    return key == null ? null : key.clone();
  }
}
