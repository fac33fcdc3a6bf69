package io.lightningdb.internal.base;

import java.time.Duration;

/**
 * Where the database's background work runs. Tasks of one {@link Lane} run one after the other, but
 * for {@link Lane#COMPACTION}; tasks never throw.
 */
public interface Scheduler extends AutoCloseable {

  /** The kinds of background work that must not wait for each other. */
  enum Lane {
    /**
     * Syncs of the log, for which writers wait. A task of this lane never waits for another thread.
     */
    SYNC,
    /** Making the log's next file ready, before writers come to wait for it. */
    LOG,
    /** Long tasks that writers wait for in the end: flushing memtables and reclaiming space. */
    MAINTENANCE,
    /** Long tasks that nobody waits for, several at a time: compaction. */
    COMPACTION,
    /**
     * Telling users that something is done. It runs their code, which may wait for any other lane,
     * so none waits for this one.
     */
    COMPLETION
  }

  /** Returns how many tasks of a lane are worth having at a time. */
  int threads(Lane lane);

  /** Runs {@code task} soon. After {@link #close} the task is dropped. */
  void execute(Lane lane, Runnable task);

  /** Runs {@code task} again and again, with a pause of {@code interval} between two runs. */
  void repeat(Lane lane, Duration interval, Runnable task);

  /**
   * Drops what has not begun, waits for what has, and ends the threads. For {@link Lane#COMPLETION}
   * it waits a few seconds at most, and not at all in a task of that lane: then the thread ends
   * with the task.
   */
  @Override
  void close();
}
