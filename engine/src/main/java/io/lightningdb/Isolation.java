package io.lightningdb;

/**
 * How far transactions that run at the same time are kept from seeing each other. At each level a
 * transaction sees its own writes, and nothing that was not committed; its own commit is there as a
 * whole or not at all.
 */
public enum Isolation {
  /**
   * Each read sees what was committed when that read began; a cursor keeps to that moment. Commits
   * never fail for what others wrote: of two transactions that write the same key the last to
   * commit decides, and may have read what the other one has replaced (a lost update).
   */
  READ_COMMITTED,

  /**
   * All reads see what was committed when the transaction began, and of two transactions that write
   * the same key only the first to commit succeeds. Two transactions that read each other's keys
   * and write different ones can both commit (write skew).
   */
  SNAPSHOT,

  /**
   * As if the transactions at this level had run one after the other, in the order of their
   * commits. In addition to what {@link #SNAPSHOT} asks for, nothing that a transaction has read
   * may have been changed when it commits, be it a key or the range that a cursor has come past. A
   * transaction that has written nothing always commits. To note what is read takes memory; beyond
   * 8 MiB whole keyspaces count as read, and conflicts are more frequent.
   */
  SERIALIZABLE
}
