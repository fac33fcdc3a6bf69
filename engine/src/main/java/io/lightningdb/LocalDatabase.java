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
