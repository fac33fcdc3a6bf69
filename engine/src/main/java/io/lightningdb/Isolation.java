package io.lightningdb;

/** How far transactions that run at the same time are kept from seeing each other. */
public enum Isolation {
  /** Each read sees what was committed when that read began. */
  READ_COMMITTED,

  /**
   * All reads see what was committed when the transaction began, and of two transactions that write
   * the same key only the first to commit succeeds. Two transactions that read each other's keys
   * and write different ones can both commit (write skew).
   */
  SNAPSHOT,

  /** As if the transactions had run one after the other. */
  SERIALIZABLE
}
