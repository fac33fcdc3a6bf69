package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.Durability;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.base.SoonTask;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Stages are added under the lock for changes, so the queues are in the order of the commits, and what
 * is at the head of one is the first that a sync covers.
 *
 * A stage is completed on a lane of its own and never by whoever syncs: what depends on it is a user's
 * code, which may commit and wait for a sync. For the same reason no lock is held meanwhile.
 *
 * Each sync tells of its end. A stage that was added after that, though the sync covers its commit, is
 * found because whoever adds one has the queue looked at afterwards in any case.
 */
/** The stages of commits that nobody waits for, completed in the order of the commits. */
final class CommitStages {

  /** A stage that is not complete. */
  private record Pending(long sequence, CompletableFuture<Void> stage) {}

  private final Log log;

  private final ReentrantLock queueing = new ReentrantLock();

  @GuardedBy("queueing")
  private final Queue<Pending> untilSynced = new ArrayDeque<>();

  @GuardedBy("queueing")
  private final Queue<Pending> untilWritten = new ArrayDeque<>();

  /** Has the log synced. */
  private final SoonTask sync;

  /** Completes what can be. */
  private final SoonTask completion;

  /** Whether the log is closed. */
  private volatile boolean closed;

  CommitStages(Log log, Scheduler scheduler) {
    this.log = log;
    this.sync = new SoonTask(scheduler, Lane.SYNC, this::syncAndComplete);
    this.completion = new SoonTask(scheduler, Lane.COMPLETION, this::complete);
    log.onSync(this::afterSync);
  }

  /**
   * Adds the stage of a commit, in the order of commits.
   *
   * @param stage completed at once if the durability asks for nothing
   */
  void add(long sequence, Durability durability, CompletableFuture<Void> stage) {
    if (durability == Durability.ASYNC) {
      // Nobody has it yet, and so nothing depends on it.
      stage.complete(null);
      return;
    }
    queueing.lock();
    try {
      queueOf(durability).add(new Pending(sequence, stage));
    } finally {
      queueing.unlock();
    }
  }

  @GuardedBy("queueing")
  private Queue<Pending> queueOf(Durability durability) {
    return durability == Durability.SYNC ? untilSynced : untilWritten;
  }

  /** Sees to it that the stages added so far complete, without waiting for it. */
  void completeSoon(Durability durability) {
    switch (durability) {
      case SYNC -> sync.request();
      case FLUSHED -> completion.request();
      case ASYNC -> {}
    }
  }

  private void syncAndComplete() {
    try {
      log.syncSoon();
    } finally {
      completion.request();
    }
  }

  /** Called after each sync, possibly under locks of the log. */
  private void afterSync() {
    if (!isEmpty()) {
      completion.request();
    }
  }

  private boolean isEmpty() {
    queueing.lock();
    try {
      return untilSynced.isEmpty() && untilWritten.isEmpty();
    } finally {
      queueing.unlock();
    }
  }

  private void complete() {
    boolean ended = false;
    try {
      complete(Durability.SYNC);
      complete(Durability.FLUSHED);
      ended = true;
    } finally {
      if (!ended) {
        // An error of the virtual machine in the middle: the others are not to wait for ever.
        completion.request();
      }
    }
  }

  private void complete(Durability durability) {
    for (Pending next = take(durability); next != null; next = take(durability)) {
      try {
        if (durability == Durability.FLUSHED) {
          // The first one writes for all that were appended.
          log.awaitWritten(next.sequence);
        } else if (log.synced() < next.sequence) {
          log.checkUsable();
          throw new IOException("the database was closed before the commit was synced");
        }
        next.stage.complete(null);
      } catch (IOException e) {
        next.stage.completeExceptionally(Failures.writing(e));
      }
    }
  }

  /** Takes the first stage of which it can be told now how it completes, or null. */
  private @Nullable Pending take(Durability durability) {
    // Asked for first: if it has failed, nothing more is synced.
    boolean isTold = durability == Durability.FLUSHED || closed || log.hasFailed();
    queueing.lock();
    try {
      Queue<Pending> queue = queueOf(durability);
      Pending first = queue.peek();
      return first != null && (isTold || first.sequence <= log.synced()) ? queue.remove() : null;
    } finally {
      queueing.unlock();
    }
  }

  /**
   * Completes the stages that are left, in the calling thread, which has no lock. The log is
   * closed: what it has not synced it could not sync.
   */
  void completeAll() {
    closed = true;
    complete();
  }
}
