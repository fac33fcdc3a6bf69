package io.lightningdb;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a database in this process's own files, or its memory, offers beyond {@link Database}. */
public interface LocalDatabase extends Database {

  /** Returns the directory of the database, or nothing if it is in memory. */
  Optional<Path> directory();

  /** Returns the options with which the database was opened. */
  Options options();

  /**
   * Writes everything committed so far into the trees of its keyspaces, which makes the log short
   * and the next opening fast. This happens by itself as memory fills; it is never needed for
   * safety.
   *
   * @throws StorageException if the disk failed or is full
   */
  void flush();

  /**
   * Brings everything into the shape in which it takes least space and is read fastest: what was
   * replaced or deleted goes, and pages are full. Space comes back by itself too, all but about a
   * fifth; this is for before a copy is made, or after most was deleted.
   *
   * <p>It writes everything anew, which needs space for some files beside what there is. Others may
   * go on reading and writing meanwhile; their writing may have to wait for parts of this. What
   * open snapshots see stays until they are closed.
   *
   * @param progress follows it
   * @throws StorageException if the disk failed or is full; what has been done so far stays done
   */
  void compact(Progress progress);

  /** Does what {@link #compact(Progress)} does and tells nobody how far it is. */
  default void compact() {
    compact((doneBytes, totalBytes) -> {});
  }

  /**
   * Begins to load entries that come sorted: the fastest way to bring many of them into a keyspace,
   * be it empty or not. It is visible as a whole once it is committed. The caller closes it.
   *
   * @throws IllegalArgumentException if the keyspace belongs to another database
   * @throws IllegalStateException if the keyspace has been dropped
   */
  BulkLoad bulkLoad(Keyspace keyspace);

  /** Returns the sequence of the newest commit that readers see; 0 if there was none yet. */
  long lastSequence();

  /**
   * Returns the least sequence that {@link #changesAfter} can begin after. It grows with flushes;
   * {@link Options#logBytesKept()} tells how much of the log is kept.
   */
  long changesKeptAfter();

  /**
   * Begins to read what was committed after a sequence, in the order of the commits, from the log.
   * The caller closes it.
   *
   * <p>To mirror a database: ask for {@link #lastSequence()}, then take a {@link Snapshot} and copy
   * it, then follow the changes after that sequence. Some of them are in the snapshot already, and
   * come again.
   *
   * @param sequence that of the last commit that is not to be read; 0 for none
   * @throws LimitException if some of these commits are not in the log any more; the message tells
   *     after which sequence there are all, as {@link #changesKeptAfter()} does
   * @throws IllegalArgumentException if the sequence is negative, or greater than {@link
   *     #lastSequence()}: a power failure may have taken commits that were not synced
   */
  ChangeCursor changesAfter(long sequence);

  /** Tells {@code listener} of commits, from the next one on, with the default options. */
  default ChangeSubscription listen(ChangeListener listener) {
    return listen(listener, ListenOptions.defaults());
  }

  /**
   * Tells {@code listener} of commits, after they have become visible, in their order, on a thread
   * of its own. Nobody waits for it. What it has not come to yet is in the log, and read from
   * there: if it falls behind by more than {@link ListenOptions#backlogBytes()} and what is kept
   * anyway, it misses commits, and is told which.
   *
   * <p>The thread is a daemon, and ends when the subscription is closed, or the database. What the
   * listener had not come to by then is not delivered.
   *
   * @throws LimitException if it is to begin with commits that are not in the log any more
   * @throws IllegalArgumentException if it is to begin after a sequence greater than {@link
   *     #lastSequence()}
   */
  ChangeSubscription listen(ChangeListener listener, ListenOptions options);

  /**
   * Reads all that is in trees, as of this moment, and checks every rule of their formats:
   * checksums, order, references, counts and space accounting. What is not in trees yet is in
   * memory, and was checked when the log was read; {@link #flush()} before brings it there. Others
   * may go on reading and writing meanwhile.
   *
   * @return every broken rule, in words that name the file and the place; empty if all is well
   */
  List<String> verify();

  /** Returns figures about the database as it is now. */
  DatabaseStatistics statistics();
}
