package io.lightningdb.internal.db;

import io.lightningdb.LightningException;
import io.lightningdb.StorageException;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.btree.BTree;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What goes on behind the commits: memtables become trees, and space comes back. */
final class Maintenance {

  private static final System.Logger LOGGER = System.getLogger(Maintenance.class.getName());

  /** How many generations may wait to be flushed before writers wait too. */
  private static final int SEALED_MAX = 2;

  /** How many flushed generations are kept for the transactions that began before them. */
  private static final int HISTORY_MAX = 2;

  /** How often space is reclaimed before the next flush gets its turn. */
  private static final int RECLAIM_PASSES_MAX = 8;

  private static final Duration WAIT_MAX = Duration.ofMinutes(1);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);

  private final Timeline timeline;
  private final Scheduler scheduler;
  private final Log log;
  private final BlockFiles files;
  private final Manifests manifests;
  private final SnapshotRegistry snapshots;
  private final long memtableBytes;
  private final SpaceReclaimer reclaimer;
  private final LongAdder flushes = new LongAdder();
  private final LongAdder deletedBytes = new LongAdder();

  /** Held while files are written or deleted: there is one change to them at a time. */
  private final ReentrantLock working = new ReentrantLock();

  private final AtomicBoolean flushRequested = new AtomicBoolean();
  private final AtomicBoolean collectRequested = new AtomicBoolean();

  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition flushed = waiting.newCondition();

  /** Why the last flush failed, if it can be tried again. */
  private volatile @Nullable IOException obstacle;

  Maintenance(
      Timeline timeline,
      Scheduler scheduler,
      Log log,
      BlockFiles files,
      Manifests manifests,
      SnapshotRegistry snapshots,
      long memtableBytes,
      int treeSegmentBytes) {
    this.timeline = timeline;
    this.scheduler = scheduler;
    this.log = log;
    this.files = files;
    this.manifests = manifests;
    this.snapshots = snapshots;
    this.memtableBytes = memtableBytes;
    this.reclaimer = new SpaceReclaimer(treeSegmentBytes);
  }

  /** Begins to try again what failed for want of space. */
  void start() {
    scheduler.repeat(Lane.MAINTENANCE, RETRY_INTERVAL, this::retry);
    if (!timeline.view().sealed().isEmpty()) {
      runSoon();
    }
  }

  private void retry() {
    if (obstacle != null) {
      run();
    }
  }

  long flushCount() {
    return flushes.sum();
  }

  long deletedBytes() {
    return deletedBytes.sum();
  }

  /** Seals the active generation if it is full and there is room for another. */
  void sealIfFull() {
    if (timeline.view().active().memoryBytes() < memtableBytes) {
      return;
    }
    boolean sealed = false;
    timeline.changing().lock();
    try {
      View view = timeline.view();
      if (view.active().memoryBytes() >= memtableBytes && view.sealed().size() < SEALED_MAX) {
        timeline.replace(view.withSealed());
        sealed = true;
      }
    } finally {
      timeline.changing().unlock();
    }
    if (sealed) {
      runSoon();
    }
  }

  /**
   * Waits, if memory is full of what is yet to be flushed.
   *
   * @throws StorageException if flushing fails or takes too long
   */
  void awaitRoom() {
    if (hasRoom()) {
      return;
    }
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
          flushed.await(Math.min(left, RETRY_INTERVAL.toNanos()), TimeUnit.NANOSECONDS);
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
    sealIfFull();
  }

  private boolean hasRoom() {
    View view = timeline.view();
    return view.sealed().size() < SEALED_MAX || view.active().memoryBytes() < memtableBytes;
  }

  /** Flushes everything that has been committed, in the calling thread. */
  void flushNow() throws IOException {
    work(this::flushAll);
  }

  private void flushAll() throws IOException {
    timeline.changing().lock();
    try {
      View view = timeline.view();
      if (view.active().lastSequence() > view.active().follows()) {
        timeline.replace(view.withSealed());
      }
    } finally {
      timeline.changing().unlock();
    }
    flushSealed();
  }

  /** Flushes what is sealed and reclaims space, soon. */
  void runSoon() {
    scheduler.execute(Lane.MAINTENANCE, this::run);
  }

  /** Flushes soon, so that what was dropped gives its space back. */
  void flushSoon() {
    soon(
        flushRequested,
        () -> {
          flushAll();
          reclaim();
        });
  }

  /** Deletes files that a snapshot may have been the last to need. */
  void collectSoon() {
    soon(collectRequested, this::collect);
  }

  /** Does work in the background, once for all who ask for it before it begins. */
  private void soon(AtomicBoolean requested, Work work) {
    if (requested.compareAndSet(false, true)) {
      scheduler.execute(
          Lane.MAINTENANCE,
          () -> {
            requested.set(false);
            guarded(work);
          });
    }
  }

  private void run() {
    guarded(
        () -> {
          flushSealed();
          reclaim();
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Does work on the files in the background, unless writing has ended. */
  private void guarded(Work work) {
    if (log.hasFailed()) {
      return;
    }
    boolean known = obstacle != null;
    try {
      work(work);
    } catch (DiskFullException e) {
      if (!known) {
        LOGGER.log(System.Logger.Level.WARNING, "no space to flush; trying again", e);
      }
    } catch (IOException e) {
      LOGGER.log(
          System.Logger.Level.ERROR,
          "background work failed; the database takes no more writes until it is opened again",
          e);
    }
  }

  /** Does work on the files. What fails for want of space is tried again; all else ends writing. */
  private void work(Work work) throws IOException {
    working.lock();
    try {
      log.checkUsable();
      work.run();
      obstacle = null;
    } catch (DiskFullException e) {
      obstacle = e;
      throw e;
    } catch (IOException e) {
      log.fail(e);
      throw e;
    } catch (LightningException e) {
      throw ended(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      throw ended("unexpected: " + e, e);
    } finally {
      working.unlock();
      signal();
    }
  }

  private IOException ended(String message, Throwable cause) {
    IOException reason = new IOException(message, cause);
    log.fail(reason);
    return reason;
  }

  private void signal() {
    waiting.lock();
    try {
      flushed.signalAll();
    } finally {
      waiting.unlock();
    }
  }

  private void flushSealed() throws IOException {
    while (!timeline.view().sealed().isEmpty()) {
      flushOldest();
      signal();
    }
  }

  private void flushOldest() throws IOException {
    View view = timeline.view();
    View.Sealed oldest = view.sealed().get(view.sealed().size() - 1);
    Generation generation = oldest.generation();
    Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>();
    long firstLog;
    try (BlockOutput out = files.newOutput()) {
      for (KeyspaceInfo info : oldest.catalog().keyspaces()) {
        KeyspaceStore store = view.flushed().stores().get(info.id());
        Memtable memtable = generation.memtable(info.id());
        if (memtable != null) {
          KeyspaceStore base =
              store != null ? store : BTree.empty(files, info.options().pageBytes());
          store = base.apply(memtable.cursor(generation.lastSequence()), out);
        }
        if (store != null && store.entryCount() > 0) {
          stores.put(info.id(), store);
        }
      }
      out.finish();
      View.Flushed result =
          new View.Flushed(generation.lastSequence(), oldest.catalog(), Map.copyOf(stores));
      firstLog = writeManifest(result);
      timeline.changing().lock();
      try {
        View current = timeline.view();
        timeline.replace(current.withFlushed(result, history(current, generation)));
      } finally {
        timeline.changing().unlock();
      }
      out.forgetSuperseded();
    }
    flushes.increment();
    log.release(firstLog);
    collect();
  }

  /**
   * Writes a manifest; without space for it, what it would have referred to is deleted.
   *
   * @return the number of the oldest log segment that is needed from now on
   */
  private long writeManifest(View.Flushed result) throws IOException {
    try {
      return manifests.write(result);
    } catch (DiskFullException e) {
      collect();
      throw e;
    }
  }

  /** Returns the flushed generations that an open transaction may have to be checked against. */
  private List<Generation> history(View view, Generation justFlushed) {
    long oldest = snapshots.oldestTransaction();
    List<Generation> history = new ArrayList<>();
    history.add(justFlushed);
    history.addAll(view.history());
    history.removeIf(generation -> generation.lastSequence() <= oldest);
    return List.copyOf(history.subList(0, Math.min(HISTORY_MAX, history.size())));
  }

  /** Rewrites what is left in files that are mostly dead, until little space is wasted. */
  private void reclaim() throws IOException {
    for (int pass = 0; pass < RECLAIM_PASSES_MAX; pass++) {
      View.Flushed current = timeline.view().flushed();
      Set<Long> leaving = reclaimer.choose(current.stores().values(), files.files());
      if (leaving.isEmpty()) {
        return;
      }
      Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>();
      try (BlockOutput out = files.newOutput()) {
        for (Map.Entry<KeyspaceId, KeyspaceStore> entry : current.stores().entrySet()) {
          KeyspaceStore store = entry.getValue();
          if (!Collections.disjoint(store.fileUse().bytesByFile().keySet(), leaving)) {
            store = store.moveOut(leaving, out);
          }
          stores.put(entry.getKey(), store);
        }
        out.finish();
        View.Flushed result =
            new View.Flushed(current.sequence(), current.catalog(), Map.copyOf(stores));
        writeManifest(result);
        timeline.changing().lock();
        try {
          timeline.replace(timeline.view().withMoved(result));
        } finally {
          timeline.changing().unlock();
        }
        out.forgetSuperseded();
      }
      collect();
    }
  }

  /** Deletes the files that neither the current view nor an open snapshot needs. */
  private void collect() throws IOException {
    Set<View.Flushed> inUse = Collections.newSetFromMap(new IdentityHashMap<>());
    inUse.add(timeline.view().flushed());
    for (OpenSnapshot snapshot : snapshots.all()) {
      inUse.add(snapshot.view().flushed());
    }
    Set<Long> needed = new HashSet<>();
    for (View.Flushed each : inUse) {
      needed.addAll(each.files());
    }
    for (BlockFile file : List.copyOf(files.files())) {
      if (!needed.contains(file.number())) {
        files.delete(file);
        deletedBytes.add(file.length());
      }
    }
  }
}
