package io.lightningdb;

import java.util.Set;

/**
 * What a store can do, as data, so that a caller can refuse early and clearly what is not there.
 *
 * @param isolations the isolation levels that transactions really get; a request for another is
 *     raised to the next stronger one in this set, or refused where there is none
 * @param savepoints whether transactions have savepoints
 * @param locks whether transactions can lock keys and ranges ({@link Transaction#getForUpdate},
 *     {@link Transaction#lock})
 * @param expiry whether entries can {@linkplain Expiry expire}
 * @param keyBytesMax the longest key, in bytes
 * @param valueBytesMax the longest value, in bytes
 * @param commitBytesMax the most that one commit may write, in bytes of keys and values and what
 *     surrounds them in the log
 */
public record Capabilities(
    Set<Isolation> isolations,
    boolean savepoints,
    boolean locks,
    boolean expiry,
    int keyBytesMax,
    int valueBytesMax,
    int commitBytesMax) {

  public Capabilities {
    isolations = Set.copyOf(isolations);
  }
}
