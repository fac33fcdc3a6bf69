package io.lightningdb;

/**
 * Entries on their way into a keyspace that come sorted, and all at once: they go straight into
 * files of the keyspace's storage engine, past log and memory, and become visible together.
 *
 * <pre>{@code
 * try (BulkLoad load = database.unwrap(LocalDatabase.class).bulkLoad(keyspace)) {
 *   for (Person person : sortedById) {
 *     load.add(person.id(), person.bytes());
 *   }
 *   load.commit();
 * }
 * }</pre>
 *
 * <p>Until {@link #commit} nothing is visible, and everybody else reads and writes as if there were
 * no load. The commit has one place among all other commits: what was committed before it is
 * overwritten where keys are the same, and what is committed after it overwrites. Keys that the
 * load does not have keep their values. Snapshots, transactions and cursors that began before do
 * not see it; such a transaction that writes a key between the load's first and last one meets a
 * {@link ConflictException}.
 *
 * <p>However much is loaded, memory is needed for some pages only, and for what the engine keeps of
 * any files: inner pages and filters, about a hundredth. Space is needed for the load beside what
 * is there.
 *
 * <p>A load serves one thread at a time. After commit or close, after a failure, and after the
 * database is closed, {@link #add} and {@link #commit} throw {@link IllegalStateException}.
 */
public interface BulkLoad extends AutoCloseable {

  /**
   * Appends an entry. The arrays are copied.
   *
   * @throws IllegalArgumentException if the key is not greater than the one before: the entry is
   *     not taken, and the load can go on
   * @throws LimitException if the key or the value is too long: as above
   * @throws IllegalStateException if the keyspace has been dropped
   * @throws StorageException if the disk failed or is full: the load is over, nothing of it is
   *     there, and the database can be used on
   */
  default void add(byte[] key, byte[] value) {
    add(key, value, Expiry.never());
  }

  /**
   * Appends an entry that expires, as {@link #add(byte[], byte[])} does.
   *
   * @throws IllegalArgumentException if the expiry is to be {@linkplain Expiry#kept() kept}, as
   *     well
   */
  void add(byte[] key, byte[] value, Expiry expiry);

  /**
   * Makes the load visible and lasting in one step: nobody sees it before it is on the device,
   * whole. The load is over afterwards, whatever happens. Without entries it does nothing.
   *
   * <p>Other commits are slowed down towards the end of this, and have to wait for the last part,
   * in which what little has been committed meanwhile is flushed; how long that takes does not
   * depend on the size of the load. Where a transaction has locked a key between the load's first
   * and last one, this waits for its end before, at most as long as the default {@link
   * TransactionOptions#lockTimeout()} says.
   *
   * @throws ConflictException if such a lock was not to be had: nothing of the load is there
   * @throws IllegalStateException if the keyspace has been dropped
   * @throws StorageException if the disk failed or is full: nothing of the load is there; only if
   *     the message says that the database has to be opened again, it may be there after that,
   *     whole
   */
  void commit();

  /** Ends the load. If it was not committed, nothing happened, and its files are deleted. */
  @Override
  void close();
}
