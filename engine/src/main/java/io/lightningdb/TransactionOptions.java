package io.lightningdb;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is to run. Immutable.
 *
 * @param isolation the least isolation that will do; {@link Isolation#SNAPSHOT} by default
 * @param durability what the commit has survived when it returns; null for the database's default
 */
public record TransactionOptions(Isolation isolation, @Nullable Durability durability) {

  private static final TransactionOptions DEFAULTS =
      new TransactionOptions(Isolation.SNAPSHOT, null);

  public TransactionOptions {
    Objects.requireNonNull(isolation, "isolation");
  }

  /** Returns snapshot isolation with the database's durability. */
  public static TransactionOptions defaults() {
    return DEFAULTS;
  }

  /** Returns these options with another isolation. */
  public TransactionOptions withIsolation(Isolation newIsolation) {
    return new TransactionOptions(newIsolation, durability);
  }

  /** Returns these options with another durability. */
  public TransactionOptions withDurability(Durability newDurability) {
    return new TransactionOptions(isolation, Objects.requireNonNull(newDurability, "durability"));
  }
}
