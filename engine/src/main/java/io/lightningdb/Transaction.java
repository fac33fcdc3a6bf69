package io.lightningdb;

import java.io.InputStream;

/**
 * Reads and writes that take effect together or not at all.
 *
 * <p>Reads see the database as of the beginning of the transaction, and the transaction's own
 * writes. Writes are kept in memory until {@link #commit()}, but for long values given as streams;
 * it fails with {@link ConflictException} if another commit has changed one of the same keys
 * meanwhile. {@link Database#transact} runs a transaction again in that case.
 *
 * <p>A transaction serves one thread at a time. After commit, rollback or close every method that
 * reads, writes or commits throws {@link IllegalStateException}.
 */
public interface Transaction extends Reader, AutoCloseable {

  /**
   * Sets the value of {@code key} in {@code keyspace} when this transaction commits. The arrays are
   * copied. The keyspace may have been created after this transaction began, which then cannot read
   * it.
   *
   * @throws LimitException if the key, the value or the whole transaction is too large
   */
  void put(Keyspace keyspace, byte[] key, byte[] value);

  /**
   * Sets the value of {@code key} in {@code keyspace} when this transaction commits, to what a
   * stream has until its end. It is read now, and what is long is not kept in memory, nor counted
   * as a part of what a transaction may write. If the transaction does not commit, nothing has
   * happened. The stream is not closed.
   *
   * @throws java.io.UncheckedIOException if the stream fails: the transaction goes on without it
   * @throws LimitException if the key, the value or the whole transaction is too large
   * @throws StorageException if the disk failed or is full
   */
  void put(Keyspace keyspace, byte[] key, InputStream value);

  /** Removes {@code key} from {@code keyspace}, if it is there, when this transaction commits. */
  void delete(Keyspace keyspace, byte[] key);

  /** Returns the isolation that this transaction gives: at least the one asked for. */
  Isolation isolation();

  /** Returns whether this transaction has written anything yet. */
  boolean hasWrites();

  /**
   * Makes all writes visible and, as far as the durability asks, lasting. The transaction is over
   * afterwards, whatever happens.
   *
   * @throws ConflictException if another commit changed one of the written keys since this
   *     transaction began, or so much was committed meanwhile that it cannot be checked any more:
   *     nothing of this transaction happened
   * @throws IllegalStateException if a keyspace that was written to has been dropped
   * @throws StorageException if the disk failed or is full, see there
   */
  void commit();

  /** Forgets all writes and ends the transaction; does nothing if it is over already. */
  void rollback();

  /** Rolls back, unless the transaction is over already. */
  @Override
  void close();
}
