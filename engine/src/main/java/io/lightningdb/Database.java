package io.lightningdb;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An open database: named keyspaces, written atomically, read in consistent snapshots.
 *
 * <p>Any number of threads may use it. An interrupt neither stops an operation nor harms others:
 * the thread's interrupt status is kept for the caller. After {@link #close()} every method that
 * reads or writes throws {@link IllegalStateException}; {@code close}, {@link #isOpen}, {@link
 * #capabilities} and {@link #unwrap} do not.
 *
 * <p>Every call may throw one of four kinds of failure, whatever the store: {@link
 * ConflictException} (run it again), {@link UnavailableException} (nothing happened), {@link
 * OutcomeUnknownException} (it may have happened), {@link LimitException} (too much). The local
 * engine never throws the middle two, and can throw {@link StorageException} and {@link
 * CorruptionException}.
 */
public interface Database extends AutoCloseable {

  /**
   * Returns the keyspace called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  Keyspace keyspace(String name);

  /** Returns the keyspace called {@code name}, if there is one. */
  Optional<Keyspace> findKeyspace(String name);

  /** Creates a keyspace with the default options. */
  default Keyspace createKeyspace(String name) {
    return createKeyspace(name, KeyspaceOptions.defaults());
  }

  /**
   * Creates a keyspace. It is on the device when this returns.
   *
   * @param name any text of one to {@value Limits#KEYSPACE_NAME_BYTES_MAX} bytes in UTF-8; names
   *     that differ in case are different names
   * @throws IllegalArgumentException if the name is taken, empty, or not valid Unicode
   * @throws LimitException if the name is too long
   * @throws StorageException if the disk failed or is full
   */
  Keyspace createKeyspace(String name, KeyspaceOptions options);

  /**
   * Returns the keyspace called {@code name}, creating it with {@code options} if need be, as
   * {@link #createKeyspace(String, KeyspaceOptions)} does. One that is there keeps the options that
   * it has.
   */
  Keyspace openKeyspace(String name, KeyspaceOptions options);

  /**
   * Drops a keyspace with all its entries. Snapshots and transactions that began before still see
   * it, but for those that are {@link Isolation#READ_COMMITTED}; its disk space comes back when the
   * last of them has ended. What has been committed in other keyspaces is flushed along the way,
   * soon after.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  void dropKeyspace(String name);

  /**
   * Gives a keyspace another name. Handles follow. It is on the device when this returns.
   *
   * @throws IllegalArgumentException if there is no keyspace {@code from}, or {@code to} is taken
   *     by another, empty, or not valid Unicode
   * @throws LimitException if {@code to} is too long
   */
  void renameKeyspace(String from, String to);

  /**
   * Replaces the attributes of a keyspace by those of the options that {@code change} returns when
   * it is given the present ones. The rest of the options stays, and so does everything else: open
   * handles, snapshots and transactions go on, and {@link Keyspace#options()} of every handle has
   * the new attributes. They are on the device when this returns; if {@code change} has returned
   * what there is already, nothing is written, nor waited for.
   *
   * <p>Nothing gets lost where several alter a keyspace at once: {@code change} runs again if the
   * keyspace was altered, renamed or replaced meanwhile, so it must have no effects of its own. It
   * may use the database, and holds up nobody. What it throws is thrown on, and nothing has
   * changed.
   *
   * <p>This is not a part of any transaction: others see it at once, whatever they read as of.
   *
   * @return the options that the keyspace has then
   * @throws IllegalArgumentException if there is no keyspace of this name, or {@code change}
   *     returns options that differ in more than attributes
   * @throws StorageException if the disk failed or is full
   */
  KeyspaceOptions alterKeyspace(String name, UnaryOperator<KeyspaceOptions> change);

  /** Returns the names of all keyspaces, sorted. */
  List<String> keyspaceNames();

  /** Makes all writes of {@code batch} in one commit, with the database's durability. */
  void write(WriteBatch batch);

  /**
   * Makes all writes of {@code batch} in one commit. An empty batch does nothing.
   *
   * @throws IllegalArgumentException if a keyspace belongs to another database
   * @throws IllegalStateException if a keyspace has been dropped
   * @throws ConflictException if a transaction locked a key of the batch, and that was not to be
   *     had within the default {@link TransactionOptions#lockTimeout()}, or only in a deadlock
   * @throws LimitException if a key, a value or all of it is too large
   * @throws StorageException if the disk failed or is full
   */
  void write(WriteBatch batch, Durability durability);

  /** Writes {@code batch} without waiting, with the database's durability. */
  CompletionStage<Void> writeAsync(WriteBatch batch);

  /**
   * Makes all writes of {@code batch} in one commit, and does not wait until it has survived
   * anything. When this returns, the commit was made and others see it, or it was refused; the
   * stage completes once the commit has survived what {@code durability} asks for. The batch may be
   * changed then already. What is to be under way at most is for the caller to see to.
   *
   * <p>The stage fails with what {@link #write(WriteBatch, Durability)} would throw of {@link
   * LightningException}: at once if nothing was written, later with {@link StorageException} if the
   * commit could not be synced. Misuse is thrown here.
   *
   * <p>Stages of commits that were made complete in the order of the commits, those of each
   * durability by themselves; with {@link Durability#ASYNC} they are complete at once. They are
   * completed by a thread of the database's own, whose name begins with {@code
   * lightning-completion}. What depends on a stage runs in it, unless it is given an executor, and
   * should not take long, because other stages wait behind it; but it may do with the database
   * whatever it likes, close it included. {@link #close()} completes all stages that are left, in
   * the thread that closes.
   *
   * @throws IllegalArgumentException if a keyspace belongs to another database
   * @throws IllegalStateException if a keyspace has been dropped
   */
  CompletionStage<Void> writeAsync(WriteBatch batch, Durability durability);

  /** Begins a transaction with the default options. */
  default Transaction begin() {
    return begin(TransactionOptions.defaults());
  }

  /**
   * Begins a transaction.
   *
   * @throws LimitException if there are {@link Options#openTransactionsMax()} of them already
   * @throws IllegalArgumentException if the store cannot give the isolation asked for, see {@link
   *     #capabilities()}
   */
  Transaction begin(TransactionOptions options);

  /** Runs {@code work} as {@link #transact(TransactionOptions, Function)} does. */
  default void transact(Consumer<? super Transaction> work) {
    transact(
        TransactionOptions.defaults(),
        transaction -> {
          work.accept(transaction);
          return null;
        });
  }

  /**
   * Runs {@code work} in a transaction, commits it, and returns the work's result. On a conflict
   * everything is run again, after a pause that grows, so {@code work} must have no effects outside
   * the transaction. Each time locks are waited for anew. Whatever else {@code work} throws rolls
   * back and is thrown on.
   *
   * @throws ConflictException if conflicts did not end after {@value Limits#TRANSACT_ATTEMPTS_MAX}
   *     attempts
   */
  <T extends @Nullable Object> T transact(
      TransactionOptions options, Function<? super Transaction, T> work);

  /** Takes a snapshot, which the caller closes. */
  Snapshot snapshot();

  /** Returns once every commit that returned before this call is on the device. */
  void sync();

  /**
   * Does what {@link #sync()} does, and waits for nothing: the stage completes once all that was
   * committed before this call is on the device, as the stages of {@link #writeAsync} do, and fails
   * with {@link StorageException} if it cannot be brought there.
   */
  CompletionStage<Void> syncAsync();

  /** Returns what this store can do. */
  Capabilities capabilities();

  /**
   * Returns this database as {@code type}, for instance as a {@link LocalDatabase}.
   *
   * @throws IllegalArgumentException if it is no such thing
   */
  <T> T unwrap(Class<T> type);

  /** Returns whether the database has not been closed yet. */
  boolean isOpen();

  /**
   * Closes the database, whatever is still open of it: transactions are rolled back, snapshots and
   * cursors end, commits under way are synced and their stages complete. A second call does
   * nothing.
   *
   * @throws StorageException if the last writes could not be brought to the disk; everything is
   *     released all the same, and what was committed with {@link Durability#SYNC} is safe
   */
  @Override
  void close();
}
