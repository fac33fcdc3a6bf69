package io.lightningdb;

/**
 * The whole database as it was at one moment, however long it is kept. It sees every commit that
 * returned before it was taken, and nothing later.
 *
 * <p>Any number of threads may read it at once. While it is open the disk space of what it sees
 * stays in use, so close it as soon as it has served. After {@link #close()} every read throws
 * {@link IllegalStateException}.
 */
public interface Snapshot extends Reader, AutoCloseable {

  /** Ends the snapshot and the cursors that it gave. A second call does nothing. */
  @Override
  void close();
}
