package io.lightningdb.internal.db;

import io.lightningdb.StorageException;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.base.SoonTask;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What goes on behind the commits: memtables become trees, and space comes back. */
final class Maintenance {

  /** How many flushed generations are kept for the transactions that began before them. */
  private static final int HISTORY_MAX = 2;

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);

  /** How often to look for what has expired, whether or not anything is written. */
  private static final Duration EXPIRY_INTERVAL = Duration.ofHours(1);

  private final Timeline timeline;
  private final Scheduler scheduler;
  private final Log log;
  private final BlockFiles files;
  private final FileCollector collector;
  private final SnapshotRegistry snapshots;
  private final MemoryBudget budget;
  private final Backpressure backpressure;
  private final FileTurns turns;
  private final FlushedFiles flushedFiles;
  private volatile Runnable afterFlush = () -> {};

  private final LongAdder flushes = new LongAdder();
  private volatile boolean closing;
  private final SoonTask flush;
  private final SoonTask collection;

  Maintenance(
      Timeline timeline,
      Scheduler scheduler,
      Log log,
      BlockFiles files,
      Manifests manifests,
      SnapshotRegistry snapshots,
      MemoryBudget budget,
      int treeSegmentBytes) {
    this.timeline = timeline;
    this.scheduler = scheduler;
    this.log = log;
    this.files = files;
    this.collector = new FileCollector(timeline, files, log, snapshots);
    this.snapshots = snapshots;
    this.backpressure = new Backpressure(timeline, log, budget);
    this.budget = budget;
    this.turns = new FileTurns(log, backpressure);
    this.flushedFiles =
        new FlushedFiles(
            timeline, log, files, manifests, collector, backpressure, turns, treeSegmentBytes);
    this.flush =
        new SoonTask(
            scheduler, Lane.MAINTENANCE, () -> turns.workInBackground(this::flushAllAndReclaim));
    this.collection =
        new SoonTask(scheduler, Lane.MAINTENANCE, () -> turns.workInBackground(collector::collect));
  }

  /**
   * Begins to try again what failed for want of space.
   *
   * @param afterEachFlush called when there may be something to compact
   */
  void start(Runnable afterEachFlush) {
    afterFlush = afterEachFlush;
    backpressure.noteBacklog(timeline.view().flushed());
    scheduler.repeat(Lane.MAINTENANCE, RETRY_INTERVAL, this::retry);
    scheduler.repeat(Lane.MAINTENANCE, EXPIRY_INTERVAL, this::run);
    scheduler.repeat(Lane.LOG, MemoryBudget.INTERVAL, () -> budget.adapt(timeline.view()));
    if (!timeline.view().sealed().isEmpty()) {
      backpressure.sealed();
      runSoon();
    }
  }

  private void retry() {
    // Other work may have found space since, and no obstacle is known any more.
    if (backpressure.obstacle() != null || !timeline.view().sealed().isEmpty()) {
      run();
    }
  }

  long flushCount() {
    return flushes.sum();
  }

  /** Seals the active generation if it is full and there is room for another. */
  void sealIfFull() {
    if (timeline.view().active().usedBytes() < budget.generationBytes()) {
      return;
    }
    boolean sealed = false;
    timeline.changing().lock();
    try {
      View view = timeline.view();
      if (view.active().usedBytes() >= budget.generationBytes()
          && view.sealed().size() < Backpressure.SEALED_MAX) {
        timeline.replace(view.withSealed());
        backpressure.sealed();
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
   * Waits, a little if background work is behind, and for long if memory is full of what is yet to
   * be flushed.
   *
   * @param bytes how much is going to be written
   * @throws StorageException if flushing fails or takes too long
   */
  void awaitRoom(long bytes) {
    if (backpressure.awaitRoom(bytes)) {
      sealIfFull();
    }
  }

  /** Flushes everything that has been committed, in the calling thread. */
  void flushNow() throws IOException {
    turns.work(this::flushAll);
  }

  /** Flushes everything that has been committed; called when it is the turn of that. */
  void flushAll() throws IOException {
    timeline.changing().lock();
    try {
      sealIfNotFlushed();
    } finally {
      timeline.changing().unlock();
    }
    long all = timeline.view().active().follows();
    while (isSealed(all)) {
      flushOldest();
    }
  }

  /** Returns whether a generation waits to be flushed that has commits up to a sequence. */
  private boolean isSealed(long sequence) {
    List<View.Sealed> sealed = timeline.view().sealed();
    return !sealed.isEmpty()
        && sealed.get(sealed.size() - 1).generation().lastSequence() <= sequence;
  }

  /**
   * Seals the active generation if it has anything that is not in files already, as a load is. The
   * caller holds the lock for changes.
   */
  void sealIfNotFlushed() {
    View view = timeline.view();
    long flushedUpTo = Math.max(view.active().follows(), view.flushed().sequence());
    if (view.active().lastSequence() > flushedUpTo) {
      timeline.replace(view.withSealed());
      backpressure.sealed();
    }
  }

  /** Flushes what is sealed and reclaims space, soon. */
  void runSoon() {
    scheduler.execute(Lane.MAINTENANCE, this::run);
  }

  /** Flushes soon, so that what was dropped gives its space back. */
  void flushSoon() {
    flush.request();
  }

  private void flushAllAndReclaim() throws IOException {
    flushAll();
    reclaim();
  }

  /** Deletes files that a snapshot may have been the last to need. */
  void collectSoon() {
    collection.request();
  }

  /** Deletes files that a compaction may have been the last to need. */
  void collectNow() throws IOException {
    turns.work(collector::collect);
  }

  private void run() {
    boolean goesOn = true;
    while (goesOn && !timeline.view().sealed().isEmpty()) {
      // One at a time: compactions and loads wait for their turn, and writers may never pause.
      goesOn = turns.workInBackground(this::flushOldest);
      // Nor may they fill the disk with what they have replaced.
      if (goesOn && flushedFiles.isMuchDead()) {
        goesOn = turns.workInBackground(() -> reclaim(flushedFiles::reclaimMuchDead));
      }
    }
    if (goesOn && dropExpired()) {
      turns.workInBackground(this::reclaim);
    }
  }

  /*
   * As of one time, or it would never come to an end where something expires all the time. Flushes come
   * before, and begin this anew.
   */
  /**
   * Takes out what has expired by now, where that is much, a part at a time.
   *
   * @return false if it failed
   */
  private boolean dropExpired() {
    if (!flushedFiles.mayExpire()) {
      return true;
    }
    long asOfMicros = files.nowMicros();
    boolean goesOn = true;
    while (goesOn
        && !closing
        && timeline.view().sealed().isEmpty()
        && flushedFiles.isRipe(asOfMicros)) {
      goesOn = turns.workInBackground(() -> flushedFiles.dropExpired(asOfMicros));
    }
    return goesOn;
  }

  /** Lets work end soon that can be done after another opening as well. */
  void close() {
    closing = true;
  }

  private void reclaim() throws IOException {
    reclaim(flushedFiles::reclaim);
  }

  private void reclaim(FileTurns.Work reclamation) throws IOException {
    long start = System.nanoTime();
    reclamation.run();
    budget.writeCosts().reclaimed(System.nanoTime() - start);
  }

  /** Returns who gives the work on the files its turns. */
  FileTurns turns() {
    return turns;
  }

  /** Returns what puts other files into the place of what is flushed. */
  FlushedFiles flushedFiles() {
    return flushedFiles;
  }

  Backpressure backpressure() {
    return backpressure;
  }

  MemoryBudget budget() {
    return budget;
  }

  FileCollector collector() {
    return collector;
  }

  /** Flushes the generation that waited longest, if there is one. */
  private void flushOldest() throws IOException {
    long start = System.nanoTime();
    View view = timeline.view();
    if (view.sealed().isEmpty()) {
      return;
    }
    View.Sealed oldest = view.sealed().get(view.sealed().size() - 1);
    Generation generation = oldest.generation();
    long firstLog;
    try (BlockOutput out = files.newOutput(backpressure.mergePacer().ofFlushes())) {
      Map<KeyspaceId, KeyspaceStore> stores = merge(oldest, view.flushed().stores(), out);
      out.finish();
      View.Flushed result =
          new View.Flushed(generation.lastSequence(), oldest.catalog(), Map.copyOf(stores));
      firstLog = flushedFiles.writeManifest(result);
      timeline.changing().lock();
      try {
        View current = timeline.view();
        timeline.replace(current.withFlushed(result, history(current.history(), generation)));
        backpressure.flushed();
      } finally {
        timeline.changing().unlock();
      }
      out.forgetSuperseded();
      budget.writeCosts().flushed(System.nanoTime() - start, view.flushed().stores(), stores);
    }
    flushes.increment();
    afterReplacing(firstLog);
    backpressure.lookAgain();
  }

  /** Gives back what is needed no more since something new is flushed, and sees to the rest. */
  void afterReplacing(long firstLog) throws IOException {
    backpressure.noteBacklog(timeline.view().flushed());
    log.release(firstLog);
    collector.collect();
    afterFlush.run();
  }

  /** Returns the stores of the keyspaces of a sealed generation, with its entries in them. */
  Map<KeyspaceId, KeyspaceStore> merge(
      View.Sealed sealed, Map<KeyspaceId, KeyspaceStore> stores, BlockOutput out)
      throws IOException {
    Generation generation = sealed.generation();
    Map<KeyspaceId, KeyspaceStore> merged = new HashMap<>();
    for (KeyspaceInfo info : sealed.catalog().keyspaces()) {
      KeyspaceStore store = stores.get(info.id());
      Memtable memtable = generation.memtable(info.id());
      if (memtable != null) {
        KeyspaceStore base = store != null ? store : Stores.empty(info.options(), files);
        store =
            base.apply(memtable.deletedRanges(), memtable.cursor(generation.lastSequence()), out);
      }
      if (store != null && !store.isEmpty()) {
        merged.put(info.id(), store);
      }
    }
    return merged;
  }

  /** Returns the flushed generations that an open transaction may have to be checked against. */
  List<Generation> history(List<Generation> before, Generation justFlushed) {
    return history(before, justFlushed, snapshots.oldestTransaction());
  }

  /**
   * Returns the flushed generations that a transaction may have to be checked against.
   *
   * @param oldest the sequence of the oldest open transaction
   */
  static List<Generation> history(List<Generation> before, Generation justFlushed, long oldest) {
    List<Generation> history = new ArrayList<>();
    history.add(justFlushed);
    history.addAll(before);
    history.removeIf(generation -> generation.lastSequence() <= oldest);
    return List.copyOf(history.subList(0, Math.min(HISTORY_MAX, history.size())));
  }
}
