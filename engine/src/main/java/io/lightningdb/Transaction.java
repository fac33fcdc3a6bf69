package io.lightningdb;

import java.io.InputStream;

/**
 * Reads and writes that take effect together or not at all.
 *
 * <p>Reads see the transaction's own writes, and of others what its {@link Isolation} says: by
 * default the database as of the beginning of the transaction. Writes are kept in memory until
 * {@link #commit()}, but for long values given as streams. Nobody waits for anybody: where
 * transactions are in each other's way, {@code commit} fails with {@link ConflictException}, and
 * {@link Database#transact} runs the transaction again.
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

  /**
   * Notes the present point of this transaction. Savepoints may be set one after the other, any
   * number of them; each costs a little memory for every write that follows, until it is released.
   */
  Savepoint savepoint();

  /**
   * Takes back what was written since {@code savepoint} was set. The transaction goes on from
   * there. The savepoint stays; those set after it are gone. Cursors stay open: one that stands on
   * an entry that was taken back shows it until it is moved. What was read stays read, as far as
   * {@link Isolation#SERIALIZABLE} is concerned.
   *
   * @throws IllegalArgumentException if the savepoint is another transaction's
   * @throws IllegalStateException if it is gone
   */
  void rollbackTo(Savepoint savepoint);

  /**
   * Forgets a savepoint, and those set after it. What was written stays.
   *
   * @throws IllegalArgumentException if the savepoint is another transaction's
   * @throws IllegalStateException if it is gone
   */
  void release(Savepoint savepoint);

  /** Returns the isolation that this transaction gives: at least the one asked for. */
  Isolation isolation();

  /** Returns whether this transaction has written anything, and not taken it back. */
  boolean hasWrites();

  /**
   * Makes all writes visible and, as far as the durability asks, lasting. The transaction is over
   * afterwards, whatever happens.
   *
   * @throws ConflictException if another commit changed something that this transaction's {@link
   *     Isolation} does not allow to be changed since it began, or so much was committed meanwhile
   *     that this cannot be checked any more: nothing of this transaction happened
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
