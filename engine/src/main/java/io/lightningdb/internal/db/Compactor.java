package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.Progress;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.WritePace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/*
 * Whoever begins a compaction calls another worker, as long as there may be more of them, and goes on
 * until nothing can begin. What comes to be worth compacting while all workers are busy is noted, so
 * that none of them leaves before having looked once more.
 */
/** Compacts the stores of keyspaces in the background, the most urgent first, several at a time. */
final class Compactor {

  private static final System.Logger LOGGER = System.getLogger(Compactor.class.getName());

  /** How often to look whether something that failed for want of space can be done by now. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

  /** How often to look for what has become old, whether or not anything is written. */
  private static final Duration AGE_INTERVAL = Duration.ofHours(1);

  private final Scheduler scheduler;
  private final Maintenance maintenance;
  private final Compactions compactions;
  private final WritePace pace;
  private final int workersMax;

  private final ReentrantLock counting = new ReentrantLock();

  /** How many workers are at work or about to be. */
  @GuardedBy("counting")
  private int workers;

  /** Whether there may be something to do that no worker has looked for. */
  @GuardedBy("counting")
  private boolean calledInVain;

  /** Whether nothing is begun for the moment, because there was no space. */
  private volatile boolean withoutSpace;

  private volatile boolean warned;

  /** Made before, because a compaction that has begun must not fail for want of it. */
  private final Runnable callWorker = this::callWorker;

  Compactor(Scheduler scheduler, BlockFiles files, Maintenance maintenance) {
    this.scheduler = scheduler;
    this.maintenance = maintenance;
    this.compactions = new Compactions(files, maintenance);
    this.pace = maintenance.backpressure().mergePacer();
    this.workersMax = scheduler.threads(Lane.COMPACTION);
  }

  void start() {
    scheduler.repeat(Lane.COMPACTION, RETRY_INTERVAL, this::retry);
    scheduler.repeat(Lane.COMPACTION, AGE_INTERVAL, this::callWorker);
    callWorker();
  }

  private void retry() {
    if (withoutSpace) {
      withoutSpace = false;
      callWorker();
    }
  }

  /** Compacts, soon, what is worth it, and nothing any more of what has been dropped. */
  void soon() {
    compactions.cancelDropped();
    callWorker();
  }

  /** Lets no compaction begin, and waits for those under way to end, without a result. */
  void stop() {
    compactions.stop();
  }

  long compactionCount() {
    return compactions.count();
  }

  private void callWorker() {
    counting.lock();
    try {
      if (workers == workersMax) {
        calledInVain = true;
        return;
      }
      workers++;
    } finally {
      counting.unlock();
    }
    boolean called = false;
    try {
      scheduler.execute(Lane.COMPACTION, this::work);
      called = true;
    } finally {
      if (!called) {
        dismissWorker();
      }
    }
  }

  /** Counts a worker no more that was to come, and found no memory to do so. */
  private void dismissWorker() {
    counting.lock();
    try {
      workers--;
    } finally {
      counting.unlock();
    }
  }

  /** Compacts until nothing can begin. */
  private void work() {
    boolean left = false;
    try {
      boolean works = true;
      while (works) {
        works = compactNext() || !leave();
      }
      left = true;
    } finally {
      if (!left) {
        // No memory to tell of a failure, most likely.
        dismissWorker();
      }
    }
  }

  /** Returns false if the worker has to look once more. */
  private boolean leave() {
    counting.lock();
    try {
      boolean leaves = !calledInVain;
      calledInVain = false;
      workers -= leaves ? 1 : 0;
      return leaves;
    } finally {
      counting.unlock();
    }
  }

  /** Returns whether there was something to compact. */
  private boolean compactNext() {
    try {
      Compactions.Job job = withoutSpace ? null : compactions.beginMostUrgent(pace);
      if (job == null) {
        return false;
      }
      compactions.run(job, callWorker);
      warned = false;
    } catch (DiskFullException e) {
      withoutSpace = true;
      if (!warned) {
        warned = true;
        LOGGER.log(System.Logger.Level.WARNING, "no space to compact; trying again", e);
      }
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      maintenance.turns().fail("compaction failed", e);
    }
    return true;
  }

  private void fail(IOException e) {
    if (!BlockFiles.isCancelled(e)) {
      maintenance.turns().fail("compaction failed", e);
    }
  }

  /** Compacts everything until nothing is left to be gained. */
  void compactFully(Progress progress) throws IOException {
    try {
      new FullCompaction(maintenance, compactions, progress).run();
    } catch (DiskFullException e) {
      throw e;
    } catch (IOException e) {
      fail(e);
      throw e;
    } finally {
      // What it had under way may have been what others waited for.
      callWorker();
    }
  }
}
