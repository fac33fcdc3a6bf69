package io.lightningdb;

/**
 * The whole database as it was at one moment, however long it is kept. It sees every commit that
 * returned before it was taken, and nothing later.
 *
 * <p>Any number of threads may read it at once. While it is open, disk space and memory of what it
 * sees stay in use, up to a few memtables ({@link Options#memtableBytes()}) for each snapshot of
 * another age, so close it as soon as it has served. After {@link #close()} every read throws
 * {@link IllegalStateException}, and {@link LimitException} after the database has closed it
 * because it was open for too long ({@link Options#snapshotAgeMax()}).
 */
public interface Snapshot extends Reader, AutoCloseable {

  /** Ends the snapshot and the cursors that it gave. A second call does nothing. */
  @Override
  void close();
}
