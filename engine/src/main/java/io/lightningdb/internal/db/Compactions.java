package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.WritePace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A compaction reads files that are pinned and writes others of its own, beside flushes, reclamation
 * and other compactions. What may be done beside what, the store knows: whoever looks for the next one
 * tells it of those under way. So looking and noting what was found are one step. A compaction that
 * has ended is forgotten only after its result is in the view; to look earlier is to be too careful.
 */
/** The compactions that are under way, and what else closing a database has to wait for. */
final class Compactions {

  private final BlockFiles files;
  private final Maintenance maintenance;
  private final LongAdder done = new LongAdder();

  /** Held while the next one is looked for, not while anything is read or written. */
  private final ReentrantLock choosing = new ReentrantLock();

  private final Condition ended = choosing.newCondition();

  @GuardedBy("choosing")
  private final List<Job> jobs = new ArrayList<>();

  /** How many steps of other work are being done. */
  @GuardedBy("choosing")
  private int steps;

  @GuardedBy("choosing")
  private boolean stopped;

  Compactions(BlockFiles files, Maintenance maintenance) {
    this.files = files;
    this.maintenance = maintenance;
  }

  /** A compaction that has begun. */
  record Job(
      KeyspaceId keyspace, Compaction compaction, FilePin pin, TimedPace pace, BlockOutput out) {}

  /** Returns how many there have been since the database was opened. */
  long count() {
    return done.sum();
  }

  /** Lets none begin, and waits for those under way to end, without a result. */
  void stop() {
    choosing.lock();
    try {
      stopped = true;
      jobs.forEach(job -> job.out.cancel());
      ended.signalAll();
      while (!jobs.isEmpty() || steps > 0) {
        ended.awaitUninterruptibly();
      }
    } finally {
      choosing.unlock();
    }
  }

  /** Ends those of keyspaces that have been dropped, without a result. */
  void cancelDropped() {
    choosing.lock();
    try {
      jobs.stream().filter(this::isDropped).forEach(job -> job.out.cancel());
    } finally {
      choosing.unlock();
    }
  }

  /** Waits until none of a keyspace that has been dropped is under way. */
  void awaitDropped() {
    choosing.lock();
    try {
      while (!stopped && jobs.stream().anyMatch(this::isDropped)) {
        ended.awaitUninterruptibly();
      }
    } finally {
      choosing.unlock();
    }
  }

  private boolean isDropped(Job job) {
    return !maintenance.flushedFiles().flushed().stores().containsKey(job.keyspace);
  }

  /**
   * Begins the most urgent one, unless none can begin that is worth its cost.
   *
   * @param pace what it is to take its time by
   */
  @Nullable Job beginMostUrgent(WritePace pace) {
    choosing.lock();
    try {
      if (stopped || maintenance.turns().hasFailed()) {
        return null;
      }
      FilePin pin = maintenance.collector().pin();
      Job job = null;
      try {
        job = begin(mostUrgent(pin.flushed().stores()), pin, pace);
        return job;
      } finally {
        closeUnlessBegun(pin, job);
      }
    } finally {
      choosing.unlock();
    }
  }

  /**
   * Begins the next one after which nothing will be left to be gained in a keyspace, and waits, if
   * need be, until it can begin.
   *
   * @param asOfMicros what had expired by this time is to go where it is much
   * @return null if that is so already, or the keyspace is not there
   * @throws IllegalStateException if the database is closed
   */
  @Nullable Job beginFull(KeyspaceId keyspace, long asOfMicros) {
    choosing.lock();
    try {
      while (true) {
        checkRunning();
        FilePin pin = maintenance.collector().pin();
        Job job = null;
        try {
          job = begin(full(keyspace, pin.flushed().stores(), asOfMicros), pin, WritePace.NONE);
        } finally {
          closeUnlessBegun(pin, job);
        }
        if (job != null || underWay(keyspace).isEmpty()) {
          return job;
        }
        ended.awaitUninterruptibly();
      }
    } finally {
      choosing.unlock();
    }
  }

  private static void closeUnlessBegun(FilePin pin, @Nullable Job job) {
    if (job == null) {
      pin.close();
    }
  }

  /** A keyspace and what is to be done to it. */
  private record Choice(KeyspaceId keyspace, Compaction compaction) {}

  @GuardedBy("choosing")
  private @Nullable Job begin(@Nullable Choice choice, FilePin pin, WritePace pace) {
    if (choice == null) {
      return null;
    }
    TimedPace timed = new TimedPace(pace);
    Job job = new Job(choice.keyspace, choice.compaction, pin, timed, files.newOutput(timed));
    jobs.add(job);
    return job;
  }

  @GuardedBy("choosing")
  private @Nullable Choice mostUrgent(Map<KeyspaceId, KeyspaceStore> stores) {
    Choice best = null;
    for (Map.Entry<KeyspaceId, KeyspaceStore> entry : stores.entrySet()) {
      Compaction compaction = entry.getValue().compaction(underWay(entry.getKey()));
      if (compaction != null
          && (best == null || compaction.urgency() > best.compaction.urgency())) {
        best = new Choice(entry.getKey(), compaction);
      }
    }
    return best;
  }

  @GuardedBy("choosing")
  private @Nullable Choice full(
      KeyspaceId keyspace, Map<KeyspaceId, KeyspaceStore> stores, long asOfMicros) {
    KeyspaceStore store = stores.get(keyspace);
    Compaction compaction =
        store == null ? null : store.fullCompaction(underWay(keyspace), asOfMicros);
    return compaction == null ? null : new Choice(keyspace, compaction);
  }

  @GuardedBy("choosing")
  private List<Compaction> underWay(KeyspaceId keyspace) {
    return jobs.stream().filter(job -> job.keyspace.equals(keyspace)).map(Job::compaction).toList();
  }

  /**
   * Does what has begun and puts the result into the view.
   *
   * @param first called before
   * @return whether there is a result: the keyspace was not dropped meanwhile
   * @throws IOException if that failed, or was ended because the database is being closed, of which
   *     {@link BlockFiles#isCancelled} tells
   */
  boolean run(Job job, Runnable first) throws IOException {
    try {
      return compact(job, first);
    } finally {
      end(job);
    }
  }

  private boolean compact(Job job, Runnable first) throws IOException {
    long start = System.nanoTime();
    try (FilePin pin = job.pin;
        BlockOutput out = job.out) {
      first.run();
      Compaction.Change change = job.compaction.run(out);
      out.sync();
      boolean installed = maintenance.flushedFiles().install(job.keyspace, change, out, pin);
      done.add(installed ? 1 : 0);
      noteCost(System.nanoTime() - start - job.pace.waitedNanos(), job);
      return installed;
    } catch (IOException e) {
      if (isStopped() || !BlockFiles.isCancelled(e)) {
        throw e;
      }
    }
    maintenance.collectNow();
    return false;
  }

  private void noteCost(long nanos, Job job) {
    KeyspaceStore store = job.pin.flushed().stores().get(job.keyspace);
    if (store != null) {
      MemoryBudget budget = maintenance.budget();
      budget.writeCosts().merged(nanos, store.fileUse().totalBytes(), budget.generationBytes());
    }
  }

  private boolean isStopped() {
    choosing.lock();
    try {
      return stopped;
    } finally {
      choosing.unlock();
    }
  }

  private void end(Job job) {
    choosing.lock();
    try {
      jobs.remove(job);
      ended.signalAll();
    } finally {
      choosing.unlock();
    }
  }

  /** Does a step of other work, for which closing the database has to wait. */
  void step(FileTurns.Work step) throws IOException {
    choosing.lock();
    try {
      checkRunning();
      steps++;
    } finally {
      choosing.unlock();
    }
    try {
      step.run();
    } finally {
      endStep();
    }
  }

  private void endStep() {
    choosing.lock();
    try {
      steps--;
      ended.signalAll();
    } finally {
      choosing.unlock();
    }
  }

  @GuardedBy("choosing")
  private void checkRunning() {
    if (stopped) {
      throw new IllegalStateException("the database is closed");
    }
  }
}
