package io.lightningdb.benchmarks.store;

/**
 * An open store, the same to look at for all that take part. Any number of threads may use it, each
 * with a writer or reader of its own.
 */
public interface Store extends AutoCloseable {

  /** Returns a writer for the calling thread. */
  StoreWriter writer();

  /** Returns a reader for the calling thread. */
  StoreReader reader();

  /** Closes the store as its manual asks for. Writers and readers are closed already. */
  @Override
  void close();
}
