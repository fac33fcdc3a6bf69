package io.lightningdb.internal.db;

import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Deletes the files of blocks that nobody needs, and the segments that the log has given up and
 * nobody needs the values of, and keeps those that somebody does.
 */
final class FileCollector {

  private final Timeline timeline;
  private final BlockFiles files;
  private final Log log;
  private final SnapshotRegistry snapshots;

  /** What compactions and loads under way read. */
  private final Set<FilePin> pins = ConcurrentHashMap.newKeySet();

  /** Files that are about to be needed by a commit. */
  private final Set<Long> kept = ConcurrentHashMap.newKeySet();

  private final LongAdder deletedBytes = new LongAdder();

  FileCollector(Timeline timeline, BlockFiles files, Log log, SnapshotRegistry snapshots) {
    this.timeline = timeline;
    this.files = files;
    this.log = log;
    this.snapshots = snapshots;
  }

  /** Keeps the files of what is flushed now. */
  FilePin pin() {
    while (true) {
      View.Flushed current = timeline.view().flushed();
      FilePin pin = new FilePin(this, current);
      pins.add(pin);
      // As snapshots do: whoever deletes files replaces the view first, and then looks who is here.
      if (current.is(timeline.view().flushed())) {
        return pin;
      }
      pin.close();
    }
  }

  /** Keeps a file that nothing needs yet, until it is let go. */
  void keep(long file) {
    kept.add(file);
  }

  /** Lets a file go, which is needed by a commit by now, or never will be. */
  void letGo(long file) {
    kept.remove(file);
  }

  void remove(FilePin pin) {
    pins.remove(pin);
  }

  /**
   * Deletes the files that neither the current view nor an open snapshot nor a pin needs. Called by
   * whoever may change the files, one at a time.
   */
  void collect() throws IOException {
    // Before the views are looked at: values may come into the log's segments at any time.
    long oldestSegment = log.oldestSegment();
    List<BlockFile> present = List.copyOf(files.files());
    Set<Long> needed = needed();
    boolean deleted = false;
    for (BlockFile file : present) {
      if (!needed.contains(file.number())
          && !file.isLogSegmentFrom(oldestSegment)
          && !log.isBeingRead(file.number())) {
        files.delete(file);
        deletedBytes.add(file.length());
        deleted = true;
      }
    }
    if (deleted) {
      files.forgetDeleted();
    }
  }

  private Set<Long> needed() {
    // Whoever lets a file go has put it into a view before: so the views come after.
    Set<Long> needed = new HashSet<>(kept);
    Set<View.Flushed> inUse = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Generation> generations = Collections.newSetFromMap(new IdentityHashMap<>());
    for (FilePin pin : pins) {
      inUse.add(pin.flushed());
    }
    for (OpenSnapshot snapshot : snapshots.all()) {
      View view = snapshot.viewIfOpen();
      if (view != null) {
        inUse.add(view.flushed());
        generations.addAll(view.unflushed());
      }
    }
    View current = timeline.view();
    inUse.add(current.flushed());
    generations.addAll(current.unflushed());
    for (View.Flushed each : inUse) {
      needed.addAll(each.files());
    }
    for (Generation each : generations) {
      needed.addAll(each.blobFiles());
    }
    return needed;
  }

  /** Returns how many bytes of files were deleted since the database was opened. */
  long deletedBytes() {
    return deletedBytes.sum();
  }
}
