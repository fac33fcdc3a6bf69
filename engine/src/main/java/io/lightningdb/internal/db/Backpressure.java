package io.lightningdb.internal.db;

import io.lightningdb.StorageException;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Writers are to slow down long before they would have to stop. So what is written has a price in time,
 * and it rises with how far the background work is behind: flushing with the memory that it is to free,
 * merging with the runs that it is to merge. Only a writer that finds no memory at all waits for long.
 */
/** Makes writers wait, so that memory suffices and background work keeps up with them. */
final class Backpressure {

  /** How many generations may wait to be flushed before writers wait too. */
  static final int SEALED_MAX = 2;

  /** A byte's price where merging just begins to be behind: of 200 MB in a second. */
  private static final double BACKLOG_NANOS_PER_BYTE_MIN = 5;

  /** How many times dearer a byte is where merging is as far behind as it should ever be. */
  private static final double BACKLOG_NANOS_PER_BYTE_RANGE = 100;

  /** A byte's price while a load is about to be committed: of 200 KB in a second. */
  private static final double LOAD_NANOS_PER_BYTE = 5_000;

  /** The part of a memtable that is kept for flushes that take longer than was thought. */
  private static final int RESERVE_PART = 8;

  private static final Duration WAIT_MAX = Duration.ofMinutes(1);

  /** How long at most until a writer looks for itself whether there is room. */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

  private final Timeline timeline;
  private final Log log;
  private final MemoryBudget budget;
  private final WritePacer pacer = new WritePacer();
  private final MergePacer mergePacer = new MergePacer();

  /** How far merging is behind: 0 if it is not, 1 if it is as far as it should ever be. */
  private volatile double compactionBacklog;

  /** Whether little is to be committed for the moment, because a load has to be. */
  private volatile boolean slow;

  /** How long the flushes take, one after the other, with what is done between them. */
  private final FlushTimes flushTimes = new FlushTimes();

  /** Why the last flush failed, if it can be tried again. */
  private volatile @Nullable IOException obstacle;

  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition changed = waiting.newCondition();

  Backpressure(Timeline timeline, Log log, MemoryBudget budget) {
    this.timeline = timeline;
    this.log = log;
    this.budget = budget;
  }

  /**
   * Waits, a little if background work is behind, and for long if memory is full of what is yet to
   * be flushed.
   *
   * @param bytes how much is going to be written
   * @return whether it had to wait for memory
   * @throws StorageException if flushing fails or takes too long
   */
  boolean awaitRoom(long bytes) {
    pacer.pace(bytes, nanosPerByte());
    if (hasRoom()) {
      return false;
    }
    awaitFlush();
    return true;
  }

  private void awaitFlush() {
    long deadline = System.nanoTime() + WAIT_MAX.toNanos();
    boolean interrupted = false;
    waiting.lock();
    try {
      while (!hasRoom()) {
        IOException reason = obstacle;
        if (reason != null) {
          throw Failures.writing(reason);
        }
        log.checkUsable();
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new StorageException(
              "the disk is too slow: memory is full of commits that could not be flushed within "
                  + WAIT_MAX.toSeconds()
                  + " s; nothing was written",
              new IOException("flush takes too long"));
        }
        try {
          changed.await(Math.min(left, LOOK_INTERVAL.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (IOException e) {
      throw Failures.writing(e);
    } finally {
      waiting.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Returns how much time a writer is to take for a byte, so that the memory that is left lasts
   * until the flush under way is done, and merging keeps up with what is flushed.
   */
  private double nanosPerByte() {
    double backlog = compactionBacklog;
    double forCompaction =
        backlog <= 0
            ? 0
            : BACKLOG_NANOS_PER_BYTE_MIN
                * Math.pow(BACKLOG_NANOS_PER_BYTE_RANGE, Math.min(backlog, 1));
    double atLeast = slow ? Math.max(forCompaction, LOAD_NANOS_PER_BYTE) : forCompaction;
    View view = timeline.view();
    if (view.sealed().size() < SEALED_MAX) {
      return atLeast;
    }
    long room = roomToUse(view.active().usedBytes());
    return Math.max(atLeast, (double) flushNanosLeft() / room);
  }

  /** Returns how long the flush under way is likely to take yet. */
  long flushNanosLeft() {
    return flushTimes.nanosLeft(System.nanoTime());
  }

  /**
   * Returns how much of the memory that is left is to be used until the flush under way should have
   * ended: all but a part in reserve, in case it takes longer, and of that a part.
   */
  private long roomToUse(long used) {
    long all = budget.generationBytes();
    long left = all - used;
    return Math.max(1, Math.max(left - all / RESERVE_PART, left / RESERVE_PART));
  }

  private boolean hasRoom() {
    View view = timeline.view();
    return view.sealed().size() < SEALED_MAX
        || view.active().usedBytes() < budget.generationBytes();
  }

  /** Slows writers down from now on, or no longer, so that a load can be committed. */
  void slowDown(boolean slowly) {
    slow = slowly;
  }

  /** Notes that a generation waits to be flushed. The caller holds the lock for changes. */
  void sealed() {
    flushTimes.sealed(System.nanoTime());
  }

  /** Notes that the generation that waited longest is in files, as the view says already. */
  void flushed() {
    flushTimes.flushed(System.nanoTime(), !timeline.view().sealed().isEmpty());
  }

  /** Notes how urgent merging is, and how far behind. */
  void noteBacklog(View.Flushed flushed) {
    double backlog = 0;
    double urgency = 0;
    for (KeyspaceStore store : flushed.stores().values()) {
      backlog = Math.max(backlog, store.backlog());
      urgency = Math.max(urgency, store.compactionUrgency());
    }
    compactionBacklog = backlog;
    mergePacer.noteUrgency(urgency);
  }

  /** Returns what merges take their time by. */
  MergePacer mergePacer() {
    return mergePacer;
  }

  /** Notes why flushing cannot go on for the moment, or null if it can. */
  void hinder(@Nullable IOException reason) {
    obstacle = reason;
  }

  /** Returns why flushing cannot go on for the moment, or null if it can. */
  @Nullable IOException obstacle() {
    return obstacle;
  }

  /** Lets those who wait look whether there is room now. */
  void lookAgain() {
    waiting.lock();
    try {
      changed.signalAll();
    } finally {
      waiting.unlock();
    }
  }
}
