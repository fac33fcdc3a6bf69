package io.lightningdb.benchmarks.store;

/** An open store with transactions. */
public interface TransactionalStore extends Store {

  /** Returns what makes transactions for the calling thread. */
  Transactor transactor();
}
