package io.lightningdb.internal.db;

import io.lightningdb.LightningException;
import io.lightningdb.StorageException;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What goes on behind the commits: memtables become trees, and space comes back. */
final class Maintenance {

  private static final System.Logger LOGGER = System.getLogger(Maintenance.class.getName());

  /** How many flushed generations are kept for the transactions that began before them. */
  private static final int HISTORY_MAX = 2;

  /** How often space is reclaimed before the next flush gets its turn. */
  private static final int RECLAIM_PASSES_MAX = 8;

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);

  private final Timeline timeline;
  private final Scheduler scheduler;
  private final Log log;
  private final BlockFiles files;
  private final Manifests manifests;
  private final FileCollector collector;
  private final SnapshotRegistry snapshots;
  private final MemoryBudget budget;
  private final Backpressure backpressure;
  private volatile Runnable afterFlush = () -> {};
  private final SpaceReclaimer reclaimer;

  private final LongAdder flushes = new LongAdder();

  /**
   * Held while files are written or deleted: there is one change to them at a time. Whoever waits
   * longest comes next, since a thread that flushes has it again at once.
   */
  private final ReentrantLock working = new ReentrantLock(true);

  private final AtomicBoolean flushRequested = new AtomicBoolean();
  private final AtomicBoolean collectRequested = new AtomicBoolean();

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
    this.manifests = manifests;
    this.collector = new FileCollector(timeline, files, log, snapshots);
    this.snapshots = snapshots;
    this.backpressure = new Backpressure(timeline, log, budget);
    this.budget = budget;
    this.reclaimer = new SpaceReclaimer(treeSegmentBytes);
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
    work(this::flushAll);
  }

  /** Flushes everything that has been committed; called within {@link #work}. */
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
    soon(
        flushRequested,
        () -> {
          flushAll();
          reclaim();
        });
  }

  /** Deletes files that a snapshot may have been the last to need. */
  void collectSoon() {
    soon(collectRequested, collector::collect);
  }

  /** Deletes files that a compaction may have been the last to need. */
  void collectNow() throws IOException {
    work(collector::collect);
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
    boolean goesOn = true;
    while (goesOn && !timeline.view().sealed().isEmpty()) {
      // One at a time: compactions and loads wait for their turn, and writers may never pause.
      goesOn = guarded(this::flushOldest);
    }
    if (goesOn) {
      guarded(this::reclaim);
    }
  }

  interface Work {
    void run() throws IOException;
  }

  /**
   * Does work on the files in the background, unless writing has ended.
   *
   * @return whether it was done
   */
  private boolean guarded(Work work) {
    if (log.hasFailed()) {
      return false;
    }
    boolean known = backpressure.obstacle() != null;
    try {
      work(work);
      return true;
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
    return false;
  }

  /** Does work on the files. What fails for want of space is tried again; all else ends writing. */
  void work(Work work) throws IOException {
    working.lock();
    try {
      log.checkUsable();
      work.run();
      backpressure.hinder(null);
    } catch (DiskFullException e) {
      backpressure.hinder(e);
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
      backpressure.lookAgain();
    }
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

  boolean hasFailed() {
    return log.hasFailed();
  }

  /** Ends writing, because work in the background failed. */
  void fail(String what, Throwable cause) {
    if (!log.hasFailed()) {
      LOGGER.log(
          System.Logger.Level.ERROR,
          what + "; the database takes no more writes until it is opened again",
          ended(what + ": " + cause, cause));
    }
  }

  private IOException ended(String message, Throwable cause) {
    IOException reason = new IOException(message, cause);
    log.fail(reason);
    return reason;
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
      firstLog = writeManifest(result);
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
        store = base.apply(memtable.cursor(generation.lastSequence()), out);
      }
      if (store != null && !store.isEmpty()) {
        merged.put(info.id(), store);
      }
    }
    return merged;
  }

  /**
   * Puts what a compaction made of a keyspace's store into its place, unless the keyspace has gone
   * meanwhile.
   *
   * @param out what the compaction wrote, synced
   * @param pin what keeps the files that the compaction read, and to which its result may point;
   *     closed, so that those which are needed no more are deleted
   * @return whether the keyspace is still there
   */
  boolean install(KeyspaceId keyspace, Compaction.Change change, BlockOutput out, FilePin pin)
      throws IOException {
    boolean[] installed = {false};
    work(
        () -> {
          View.Flushed current = timeline.view().flushed();
          KeyspaceStore store = current.stores().get(keyspace);
          if (store != null) {
            installed[0] = true;
            out.publish();
            Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>(current.stores());
            KeyspaceStore changed = change.applyTo(store);
            if (changed.isEmpty()) {
              stores.remove(keyspace);
            } else {
              stores.put(keyspace, changed);
            }
            replaceFlushed(
                new View.Flushed(current.sequence(), current.catalog(), Map.copyOf(stores)));
          }
          pin.close();
          collector.collect();
        });
    return installed[0];
  }

  /** Returns what is in files now. */
  View.Flushed flushed() {
    return timeline.view().flushed();
  }

  /** Returns the keyspaces that have something in files. */
  List<KeyspaceId> keyspaces() {
    return List.copyOf(timeline.view().flushed().stores().keySet());
  }

  /** Returns how many bytes of files the stores need. */
  long liveBytes() {
    return timeline.view().flushed().stores().values().stream()
        .mapToLong(store -> store.fileUse().totalBytes())
        .sum();
  }

  /**
   * A part of the work of filling pages.
   *
   * @param bytes how much was written
   * @param next the key from which to go on, or null if that was all
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record PackStep(long bytes, byte @Nullable [] next) {}

  /** Fills the pages of a part of a keyspace's store, from a key on. */
  PackStep pack(KeyspaceId keyspace, byte[] from) throws IOException {
    PackStep[] done = {new PackStep(0, null)};
    work(
        () -> {
          View.Flushed current = timeline.view().flushed();
          KeyspaceStore store = current.stores().get(keyspace);
          if (store != null) {
            done[0] = pack(current, keyspace, store, from);
          }
        });
    return done[0];
  }

  private PackStep pack(View.Flushed current, KeyspaceId keyspace, KeyspaceStore store, byte[] from)
      throws IOException {
    long bytes = 0;
    try (BlockOutput out = files.newOutput()) {
      KeyspaceStore.Packed packed = store.pack(from, files.fileBytesMax(), out);
      for (BlockFile file : out.finish()) {
        bytes += file.length();
      }
      if (bytes > 0) {
        Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>(current.stores());
        stores.put(keyspace, packed.store());
        replaceFlushed(new View.Flushed(current.sequence(), current.catalog(), Map.copyOf(stores)));
        out.forgetSuperseded();
        collector.collect();
      }
      return new PackStep(bytes, packed.next());
    }
  }

  /** Puts the same content in other files into the place of what is flushed. */
  private void replaceFlushed(View.Flushed moved) throws IOException {
    writeManifest(moved);
    timeline.changing().lock();
    try {
      timeline.replace(timeline.view().withMoved(moved));
    } finally {
      timeline.changing().unlock();
    }
    backpressure.noteBacklog(moved);
  }

  /**
   * Writes a manifest; without space for it, what it would have referred to is deleted.
   *
   * @return the number of the oldest log segment that is needed from now on
   */
  private long writeManifest(View.Flushed result) throws IOException {
    return orCollect(() -> manifests.write(result));
  }

  /** Does the same for what is not in the log. */
  long writeWholeManifest(View.Flushed result) throws IOException {
    return orCollect(() -> manifests.writeWhole(result));
  }

  private interface ManifestWriting {
    long run() throws IOException;
  }

  private long orCollect(ManifestWriting writing) throws IOException {
    try {
      return writing.run();
    } catch (DiskFullException e) {
      collector.collect();
      throw e;
    }
  }

  /** Returns the flushed generations that an open transaction may have to be checked against. */
  List<Generation> history(List<Generation> before, Generation justFlushed) {
    long oldest = snapshots.oldestTransaction();
    List<Generation> history = new ArrayList<>();
    history.add(justFlushed);
    history.addAll(before);
    history.removeIf(generation -> generation.lastSequence() <= oldest);
    return List.copyOf(history.subList(0, Math.min(HISTORY_MAX, history.size())));
  }

  /** Rewrites what is left in files that are mostly dead, until little space is wasted. */
  private void reclaim() throws IOException {
    long start = System.nanoTime();
    boolean more = true;
    for (int pass = 0; pass < RECLAIM_PASSES_MAX && more; pass++) {
      View.Flushed current = timeline.view().flushed();
      more = moveOut(current, reclaimer.choose(current.stores().values(), leavable()));
    }
    budget.writeCosts().reclaimed(System.nanoTime() - start);
  }

  /** Returns the files that would go if nothing in them were needed: not those the log is in. */
  private List<BlockFile> leavable() {
    long oldest = log.oldestSegment();
    return files.files().stream().filter(file -> !file.isLogSegmentFrom(oldest)).toList();
  }

  /** Returns the greatest number of a file of blocks. */
  long newestFile() {
    return files.files().stream().mapToLong(BlockFile::number).max().orElse(0);
  }

  /**
   * Rewrites what is left in some files that have anything dead in them.
   *
   * @param newest the greatest number of such a file
   * @return whether there were any
   */
  boolean reclaimAnyDead(long newest) throws IOException {
    boolean[] more = {false};
    work(
        () -> {
          View.Flushed current = timeline.view().flushed();
          more[0] =
              moveOut(
                  current, reclaimer.chooseAnyDead(current.stores().values(), leavable(), newest));
        });
    return more[0];
  }

  private boolean moveOut(View.Flushed current, Set<Long> leaving) throws IOException {
    if (leaving.isEmpty()) {
      return false;
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
      replaceFlushed(new View.Flushed(current.sequence(), current.catalog(), Map.copyOf(stores)));
      out.forgetSuperseded();
    }
    collector.collect();
    return true;
  }
}
