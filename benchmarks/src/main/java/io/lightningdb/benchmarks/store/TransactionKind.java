package io.lightningdb.benchmarks.store;

/** How transactions deal with others that want the same. */
public enum TransactionKind {
  /** Nobody waits; who comes second is told when it commits. Reads are of one moment. */
  OPTIMISTIC,

  /** The same, and what was read must not have changed either. */
  SERIALIZABLE,

  /** What is read to be changed is locked before, and others wait. */
  PESSIMISTIC
}
