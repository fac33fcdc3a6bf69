package io.lightningdb;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes that take effect together or not at all.
 *
 * <p>Reads see the transaction's own writes, and of others what its {@link Isolation} says: by
 * default the database as of the beginning of the transaction. Writes are kept in memory until
 * {@link #commit()}, but for long values given as streams. Where transactions are in each other's
 * way, {@code commit} fails with {@link ConflictException}, and {@link Database#transact} runs the
 * transaction again. Nobody waits for anybody but for locks, and locked is what somebody asks for
 * with {@link #getForUpdate} or {@link #lock}: worth it where conflicts are frequent.
 *
 * <p>A transaction serves one thread at a time. After commit, rollback or close every method that
 * reads, writes or commits throws {@link IllegalStateException}; and {@link LimitException} after
 * the database has rolled it back because it was open for too long ({@link
 * TransactionOptions#timeout()}, {@link Options#snapshotAgeMax()}). End each one: what is open is
 * counted against {@link Options#openTransactionsMax()}, and keeps what it sees.
 */
public interface Transaction extends Reader, AutoCloseable {

  /**
   * Sets the value of {@code key} in {@code keyspace} when this transaction commits. The arrays are
   * copied. The keyspace may have been created after this transaction began, which then can read it
   * at {@link Isolation#READ_COMMITTED} only.
   *
   * @throws LimitException if the key, the value or the whole transaction is too large
   */
  default void put(Keyspace keyspace, byte[] key, byte[] value) {
    put(keyspace, key, value, Expiry.never());
  }

  /**
   * Sets the value of {@code key}, as {@link #put(Keyspace, byte[], byte[])} does, until it
   * expires.
   */
  void put(Keyspace keyspace, byte[] key, byte[] value, Expiry expiry);

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
  default void put(Keyspace keyspace, byte[] key, InputStream value) {
    put(keyspace, key, value, Expiry.never());
  }

  /**
   * Sets the value of {@code key}, as {@link #put(Keyspace, byte[], InputStream)} does, until it
   * expires.
   */
  void put(Keyspace keyspace, byte[] key, InputStream value, Expiry expiry);

  /**
   * Sets when the entry of {@code key} expires, if there is one, when this transaction commits.
   * This reads the value and writes it. At {@link Isolation#READ_COMMITTED} it locks the key before
   * that, as {@link #getForUpdate} does, and so does whatever writes with {@link Expiry#kept()}: or
   * else another commit in between could be lost, or lend its expiry to another value.
   *
   * @return whether there is an entry
   * @throws ConflictException at {@link Isolation#READ_COMMITTED}, as {@link #getForUpdate} does
   * @throws LimitException if the whole transaction is too large
   */
  boolean setExpiry(Keyspace keyspace, byte[] key, Expiry expiry);

  /** Removes {@code key} from {@code keyspace}, if it is there, when this transaction commits. */
  void delete(Keyspace keyspace, byte[] key);

  /**
   * Removes all keys in {@code range} from {@code keyspace} when this transaction commits, those
   * included that it has put there before. This is one small write, however many keys there are.
   * For {@link Isolation#SNAPSHOT} and up it is a write of each key in the range: {@code commit}
   * fails if another commit has changed one of them, or put one there.
   *
   * @throws LimitException if an end of the range is longer than a key may be, by more than the one
   *     byte that makes it the end of an inclusive range, or the whole transaction is too large
   */
  void deleteRange(Keyspace keyspace, KeyRange range);

  /** Removes all keys that begin with {@code prefix}, as {@link #deleteRange} does. */
  default void deletePrefix(Keyspace keyspace, byte[] prefix) {
    deleteRange(keyspace, KeyRange.prefix(prefix));
  }

  /**
   * Locks {@code key} for this transaction, and returns a copy of its value then, or null where
   * there is none. Until this transaction is over nobody else can lock the key, and every commit
   * that writes it waits, be it another transaction's, a single write's or a bulk load's. Others'
   * reads do not wait. Going back to a savepoint keeps the lock. It need not be waited for if this
   * transaction has it already.
   *
   * <p>What is read is the newest value: as long as a transaction at {@link Isolation#SNAPSHOT} or
   * {@link Isolation#SERIALIZABLE} has read nothing that it had not locked before, and has no
   * cursor or stream open, the moment as of which it reads moves forward to when it got the lock.
   * So a transaction that locks all that it reads sees one consistent and newest state, and finds
   * no change of that when it commits. If it has read something else, the moment stays, and a key
   * that was changed after it is a conflict, the lock being kept nevertheless. Own writes come
   * first, as for {@link #get}.
   *
   * @throws ConflictException if the lock was not to be had within {@link
   *     TransactionOptions#lockTimeout()}, if that would be a deadlock, or if the key was changed
   *     after the moment as of which this transaction reads, or so much was committed since that
   *     this cannot be checked any more. The transaction should be rolled back and run again,
   *     unless it can do without the key, see {@link #getForUpdate(Keyspace, byte[], Duration)}
   * @throws IllegalStateException if the keyspace has been dropped
   */
  byte @Nullable [] getForUpdate(Keyspace keyspace, byte[] key);

  /**
   * Locks {@code key} and returns its value, as {@link #getForUpdate(Keyspace, byte[])} does, but
   * waits for at most {@code timeout} in place of {@link TransactionOptions#lockTimeout()}. Zero
   * asks whether the lock is to be had now: it is refused at once if somebody else has it, or waits
   * for it already. It is never refused because of a deadlock then.
   *
   * <p>The transaction can go on where this fails, and {@link ConflictException#reason()} tells
   * with what. After {@link ConflictException.Reason#LOCK_TIMEOUT}, and after {@link
   * ConflictException.Reason#DEADLOCK}, it is as if the lock had not been asked for: what was
   * locked and written before is still there, the moment as of which this transaction reads is the
   * same, and the key can be asked for again. After the other reasons it has the lock, but as long
   * as it reads as of that moment, it cannot commit a write of the key.
   *
   * @throws ConflictException as {@link #getForUpdate(Keyspace, byte[])} does
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws IllegalStateException if the keyspace has been dropped
   */
  byte @Nullable [] getForUpdate(Keyspace keyspace, byte[] key, Duration timeout);

  /**
   * Locks all keys of {@code range} for this transaction, those not there included, as {@link
   * #getForUpdate} does one: until it is over nobody else can lock any of them, or commit a write
   * of one. What this transaction reads in the range is then as for a key that was locked. An empty
   * range locks nothing.
   *
   * @throws ConflictException as {@link #getForUpdate} does
   * @throws IllegalStateException if the keyspace has been dropped
   */
  void lock(Keyspace keyspace, KeyRange range);

  /**
   * Notes the present point of this transaction. Savepoints may be set one after the other, any
   * number of them; each costs a little memory for every write that follows, until it is released.
   */
  Savepoint savepoint();

  /**
   * Takes back what was written since {@code savepoint} was set. The transaction goes on from
   * there. The savepoint stays; those set after it are gone. Locks are kept. Cursors stay open: one
   * that stands on an entry that was taken back shows it until it is moved. What was read stays
   * read, as far as {@link Isolation#SERIALIZABLE} is concerned.
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

  /**
   * Returns whether this transaction has written anything, and not taken it back; false once it is
   * over.
   */
  boolean hasWrites();

  /**
   * Makes all writes visible and, as far as the durability asks, lasting. The transaction is over
   * afterwards, whatever happens.
   *
   * @throws ConflictException if another commit changed something that this transaction's {@link
   *     Isolation} does not allow to be changed since it began, or so much was committed meanwhile
   *     that this cannot be checked any more, or something that it writes is locked by another and
   *     was not to be had within {@link TransactionOptions#lockTimeout()}, or only in a deadlock:
   *     nothing of this transaction happened
   * @throws IllegalStateException if a keyspace has been dropped that was written to, or, at {@link
   *     Isolation#SERIALIZABLE}, read by a transaction that has written anything
   * @throws StorageException if the disk failed or is full, see there
   */
  void commit();

  /**
   * Does what {@link #commit()} does, but for the waiting. When this returns, the commit was
   * checked and made, and others see it, or it was refused; the stage completes once the commit has
   * survived what the durability asks for. So one thread can have thousands of commits under way,
   * and many of them share a sync. The transaction is over afterwards, whatever happens.
   *
   * <p>The stage fails with what {@code commit} would throw of {@link LightningException}: at once
   * if the commit was refused, with {@link StorageException} later if it could not be synced.
   * Misuse is thrown here, as {@code commit} throws it.
   *
   * <p>See {@link Database#writeAsync(WriteBatch, Durability)} for the order in which stages
   * complete, and for the thread that completes them.
   */
  CompletionStage<Void> commitAsync();

  /** Forgets all writes and ends the transaction; does nothing if it is over already. */
  void rollback();

  /** Rolls back, unless the transaction is over already. */
  @Override
  void close();
}
