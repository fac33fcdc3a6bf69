package io.lightningdb.benchmarks.store;

import org.jspecify.annotations.Nullable;

/** Reads a store. Serves the thread that asked for it. */
public interface StoreReader extends AutoCloseable {

  /** Returns the value of {@code key} in an array of its own, or null where there is none. */
  byte @Nullable [] get(byte[] key);

  /** Gives all entries to {@code visitor} in the order of their keys, as of one moment. */
  void scan(EntryVisitor visitor);

  /**
   * Gives the first entries at or after {@code from} to {@code visitor}, in the order of their keys
   * and as of one moment.
   *
   * @param limit how many at most
   */
  void scan(byte[] from, int limit, EntryVisitor visitor);

  @Override
  void close();
}
