package io.lightningdb.internal.db;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is flushed: puts other files with the same content into the place of those it is in. */
final class FlushedFiles {

  /** How often space is reclaimed before the next flush gets its turn. */
  private static final int RECLAIM_PASSES_MAX = 8;

  private final Timeline timeline;
  private final Log log;
  private final BlockFiles files;
  private final Manifests manifests;
  private final FileCollector collector;
  private final Backpressure backpressure;
  private final FileTurns turns;
  private final SpaceReclaimer reclaimer;

  FlushedFiles(
      Timeline timeline,
      Log log,
      BlockFiles files,
      Manifests manifests,
      FileCollector collector,
      Backpressure backpressure,
      FileTurns turns,
      int treeSegmentBytes) {
    this.timeline = timeline;
    this.log = log;
    this.files = files;
    this.manifests = manifests;
    this.collector = collector;
    this.backpressure = backpressure;
    this.turns = turns;
    this.reclaimer = new SpaceReclaimer(treeSegmentBytes);
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
    turns.work(
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

  /** Returns the time in microseconds since 1970. */
  long nowMicros() {
    return files.nowMicros();
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
    turns.work(
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
      // Nothing is written where all that was read has expired, and one page is left.
      if (packed.store() != store) {
        Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>(current.stores());
        if (packed.store().isEmpty()) {
          stores.remove(keyspace);
        } else {
          stores.put(keyspace, packed.store());
        }
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
  long writeManifest(View.Flushed result) throws IOException {
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

  /**
   * Rewrites what is left in files that are mostly dead, until little space is wasted; called when
   * it is the turn of that.
   */
  void reclaim() throws IOException {
    boolean more = true;
    for (int pass = 0; pass < RECLAIM_PASSES_MAX && more; pass++) {
      View.Flushed current = timeline.view().flushed();
      more = moveOut(current, reclaimer.choose(current.stores().values(), leavable()));
    }
  }

  /** Does the same only until no more is dead than is live: for between two flushes. */
  void reclaimMuchDead() throws IOException {
    for (int pass = 0; pass < RECLAIM_PASSES_MAX && isMuchDead(); pass++) {
      View.Flushed current = timeline.view().flushed();
      moveOut(current, reclaimer.choose(current.stores().values(), leavable()));
    }
  }

  /** Returns whether more is dead than is live, so that flushing should not go on at once. */
  boolean isMuchDead() {
    return reclaimer.isMuchDead(timeline.view().flushed().stores().values(), leavable());
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
    turns.work(
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
    rewrite(
        current,
        (store, out) ->
            Collections.disjoint(store.fileUse().bytesByFile().keySet(), leaving)
                ? store
                : store.moveOut(leaving, out));
    return true;
  }

  /** Makes a store of another one that has the same for all readers to come. */
  private interface Rewriting {
    KeyspaceStore run(KeyspaceStore store, BlockOutput out) throws IOException;
  }

  private void rewrite(View.Flushed current, Rewriting rewriting) throws IOException {
    Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>();
    try (BlockOutput out = files.newOutput()) {
      for (Map.Entry<KeyspaceId, KeyspaceStore> entry : current.stores().entrySet()) {
        KeyspaceStore store = rewriting.run(entry.getValue(), out);
        if (!store.isEmpty()) {
          stores.put(entry.getKey(), store);
        }
      }
      out.finish();
      replaceFlushed(new View.Flushed(current.sequence(), current.catalog(), Map.copyOf(stores)));
      out.forgetSuperseded();
    }
    collector.collect();
  }

  /** Returns whether any entry expires some time, or has expired. */
  boolean mayExpire() {
    return stores().anyMatch(KeyspaceStore::mayExpire);
  }

  /** Returns whether so much had expired by a time that it is worth to be taken out. */
  boolean isRipe(long asOfMicros) {
    return stores().anyMatch(store -> store.isRipe(asOfMicros));
  }

  private Stream<KeyspaceStore> stores() {
    return timeline.view().flushed().stores().values().stream();
  }

  /** Takes a part of that out; called when it is the turn of that. */
  void dropExpired(long asOfMicros) throws IOException {
    rewrite(
        timeline.view().flushed(),
        (store, out) ->
            store.isRipe(asOfMicros)
                ? store.dropExpired(asOfMicros, files.fileBytesMax(), out)
                : store);
  }
}
