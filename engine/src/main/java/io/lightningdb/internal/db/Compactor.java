package io.lightningdb.internal.db;

import io.lightningdb.Progress;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A compaction reads files that are pinned and writes others of its own, beside flushes and
 * reclamation. Only putting its result into the view is a change to the files that has to wait for
 * its turn.
 */
/** Compacts the stores of keyspaces, the most urgent first, one at a time. */
final class Compactor {

  private static final System.Logger LOGGER = System.getLogger(Compactor.class.getName());

  /** How often to look whether something that failed for want of space can be done by now. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

  private final Scheduler scheduler;
  private final BlockFiles files;
  private final Maintenance maintenance;
  private final AtomicBoolean requested = new AtomicBoolean();
  private final LongAdder compactions = new LongAdder();

  /** Held while something is compacted. */
  private final ReentrantLock compacting = new ReentrantLock();

  private volatile @Nullable BlockOutput current;
  private volatile boolean stopped;
  private volatile boolean withoutSpace;

  Compactor(Scheduler scheduler, BlockFiles files, Maintenance maintenance) {
    this.scheduler = scheduler;
    this.files = files;
    this.maintenance = maintenance;
  }

  void start() {
    scheduler.repeat(Lane.COMPACTION, RETRY_INTERVAL, this::retry);
    soon();
  }

  private void retry() {
    if (withoutSpace) {
      run();
    }
  }

  /** Compacts, soon, what is worth it. */
  void soon() {
    if (requested.compareAndSet(false, true)) {
      scheduler.execute(
          Lane.COMPACTION,
          () -> {
            requested.set(false);
            run();
          });
    }
  }

  /** Lets no compaction begin, and waits for the one under way to end, without a result. */
  void stop() {
    stopped = true;
    BlockOutput output = current;
    if (output != null) {
      output.cancel();
    }
    awaitEnd();
  }

  @SuppressWarnings("LockNotBeforeTry") // to have had the lock is all that is wanted
  private void awaitEnd() {
    compacting.lock();
    compacting.unlock();
  }

  private void checkRunning() {
    if (stopped) {
      throw new IllegalStateException("the database is closed");
    }
  }

  long compactionCount() {
    return compactions.sum();
  }

  private void run() {
    boolean known = withoutSpace;
    try {
      boolean compacted;
      do {
        compacted = compactMostUrgent();
      } while (compacted);
      withoutSpace = false;
    } catch (DiskFullException e) {
      withoutSpace = true;
      if (!known) {
        LOGGER.log(System.Logger.Level.WARNING, "no space to compact; trying again", e);
      }
    } catch (IOException e) {
      if (!BlockFiles.isCancelled(e)) {
        maintenance.fail("compaction failed", e);
      }
    } catch (RuntimeException | Error e) {
      maintenance.fail("compaction failed", e);
    }
  }

  /** Compacts everything until nothing is left to be gained. */
  void compactFully(Progress progress) throws IOException {
    try {
      compactAll(progress);
    } catch (DiskFullException e) {
      throw e;
    } catch (IOException e) {
      if (!BlockFiles.isCancelled(e)) {
        maintenance.fail("compaction failed", e);
      }
      throw e;
    }
  }

  private void compactAll(Progress progress) throws IOException {
    maintenance.flushNow();
    Tracker tracker = new Tracker(progress, maintenance.liveBytes());
    for (KeyspaceId keyspace : maintenance.keyspaces()) {
      boolean compacted;
      do {
        compacted = compactFurther(keyspace, tracker);
      } while (compacted);
      pack(keyspace, tracker);
    }
    long newest = maintenance.newestFile();
    while (reclaimFurther(newest)) {
      tracker.add(0);
    }
    tracker.end();
  }

  private boolean reclaimFurther(long newest) throws IOException {
    compacting.lock();
    try {
      checkRunning();
      return maintenance.reclaimAnyDead(newest);
    } finally {
      compacting.unlock();
    }
  }

  /** Fills the pages of a keyspace's store, a part at a time, so that flushes get their turn. */
  private void pack(KeyspaceId keyspace, Tracker tracker) throws IOException {
    byte[] from = {};
    while (from != null) {
      Maintenance.PackStep step;
      compacting.lock();
      try {
        checkRunning();
        step = maintenance.pack(keyspace, from);
      } finally {
        compacting.unlock();
      }
      tracker.add(step.bytes());
      from = step.next();
    }
  }

  /** Tells how much of a total, which is a guess, has been done. */
  private static final class Tracker {

    private final Progress progress;
    private long total;
    private long done;

    Tracker(Progress progress, long total) {
      this.progress = progress;
      this.total = total;
    }

    void add(long bytes) {
      done += bytes;
      total = Math.max(total, done);
      progress.report(done, total);
    }

    private void end() {
      progress.report(total, total);
    }
  }

  /** Returns whether there was something to compact in a keyspace. */
  private boolean compactFurther(KeyspaceId keyspace, Tracker tracker) throws IOException {
    compacting.lock();
    try {
      checkRunning();
      try (FilePin pin = maintenance.collector().pin()) {
        KeyspaceStore store = pin.flushed().stores().get(keyspace);
        Compaction compaction = store == null ? null : store.fullCompaction();
        if (compaction == null) {
          return false;
        }
        compact(new Choice(keyspace, compaction), pin);
        tracker.add(compaction.bytes());
        return true;
      }
    } finally {
      compacting.unlock();
    }
  }

  /** A keyspace and what is to be done to it. */
  private record Choice(KeyspaceId keyspace, Compaction compaction) {}

  /** Returns whether there was something to compact. */
  private boolean compactMostUrgent() throws IOException {
    compacting.lock();
    try {
      if (stopped || maintenance.hasFailed()) {
        return false;
      }
      try (FilePin pin = maintenance.collector().pin()) {
        Choice choice = choose(pin.flushed().stores());
        if (choice != null) {
          compact(choice, pin);
        }
        return choice != null;
      }
    } finally {
      compacting.unlock();
    }
  }

  private static @Nullable Choice choose(Map<KeyspaceId, KeyspaceStore> stores) {
    Choice best = null;
    for (Map.Entry<KeyspaceId, KeyspaceStore> entry : stores.entrySet()) {
      Compaction compaction = entry.getValue().compaction();
      if (compaction != null
          && (best == null || compaction.urgency() > best.compaction.urgency())) {
        best = new Choice(entry.getKey(), compaction);
      }
    }
    return best;
  }

  private void compact(Choice choice, FilePin pin) throws IOException {
    long start = System.nanoTime();
    try (BlockOutput out = files.newOutput()) {
      current = out;
      if (stopped) {
        // Whoever stopped may have come before the output was to be seen.
        return;
      }
      Compaction.Change change = choice.compaction.run(out);
      out.sync();
      maintenance.install(choice.keyspace, change, out, pin);
      compactions.increment();
      noteCost(System.nanoTime() - start, pin.flushed().stores().get(choice.keyspace));
    } finally {
      current = null;
    }
  }

  private void noteCost(long nanos, @Nullable KeyspaceStore store) {
    if (store != null) {
      MemoryBudget budget = maintenance.budget();
      budget.writeCosts().merged(nanos, store.fileUse().totalBytes(), budget.generationBytes());
    }
  }
}
