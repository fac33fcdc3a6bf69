package io.lightningdb;

/**
 * How a keyspace keeps its entries on disk. Everything else is the same for both: promises, log,
 * memory, transactions.
 */
public enum StorageEngine {
  /**
   * A copy-on-write B+Tree: reads look into one place. For what is read more than it is written,
   * and where nothing speaks for the other.
   */
  BTREE,
  /**
   * A log-structured merge-tree: writing never reads, and what was written is merged into larger
   * and larger tables in the background. For what is written at random and is larger than memory,
   * and for asking for keys that are mostly not there, which filters answer.
   */
  LSM
}
