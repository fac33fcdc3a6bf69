package io.lightningdb.benchmarks.store;

/** Writes to a store in batches. Serves the thread that asked for it. */
public interface StoreWriter extends AutoCloseable {

  /** Adds a put to the batch. The arrays are the caller's again when this returns. */
  void put(byte[] key, byte[] value);

  /**
   * Commits the batch and begins a new one. The puts are visible when this returns, and have
   * survived what the store was opened for.
   */
  void commit();

  @Override
  void close();
}
