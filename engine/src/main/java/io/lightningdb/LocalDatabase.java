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
