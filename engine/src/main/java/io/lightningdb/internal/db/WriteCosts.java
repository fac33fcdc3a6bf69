package io.lightningdb.internal.db;

import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.KeyspaceStore;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;

/*
 * By how much the work falls when memtables grow follows from what a flush or a merge touched, so that
 * nothing has to be tried out.
 *
 * A flush of a B+Tree writes each leaf again into which a change falls. With x changes for each leaf,
 * anywhere, the part of the leaves that is written is f = 1 - exp(-x). Twice the changes at once cost
 * less than twice the writing to the extent that they fall into the same leaves, which comes to
 * 1 - x (1 - f) / f. If hardly any leaf is touched, as by keys that come in order or by few changes in
 * a large tree, it is nothing; if all are, everything.
 *
 * Merging in an LSM tree writes an entry about as often as there are levels, and these are as many as
 * the logarithm of how many memtables the tree is large: so it falls by one part in that logarithm
 * (Luo and Carey, "Breaking Down Memory Walls", 2020).
 */
/** What writing in the background costs that larger memtables would save. */
final class WriteCosts {

  private final DoubleAdder savableNanos = new DoubleAdder();

  /** What became of the last flush's writing is what becomes of making up for the space it took. */
  private volatile double lastFlushSavable;

  /**
   * Returns the part of the cost of a flush that a memtable larger by a small part would save, in
   * parts of that part.
   *
   * @param replaced the part of what there was that was written again, from 0 to 1
   */
  static double savableByFlush(double replaced) {
    if (replaced <= 0) {
      return 0;
    }
    double untouched = 1 - Math.min(replaced, 0.999);
    return 1 + Math.log(untouched) * untouched / (1 - untouched);
  }

  /** Returns the same for the cost of merging. */
  static double savableByMerge(long storeBytes, long memtableBytes) {
    return 1 / Math.max(1, Math.log((double) storeBytes / memtableBytes));
  }

  /** Notes what a flush cost, and what it did to the stores. */
  void flushed(long nanos, Map<?, KeyspaceStore> before, Map<?, KeyspaceStore> after) {
    long total = 0;
    long replaced = 0;
    for (Map.Entry<?, KeyspaceStore> entry : before.entrySet()) {
      FileUse old = entry.getValue().fileUse();
      KeyspaceStore changed = after.get(entry.getKey());
      long lost = changed == null ? 0 : lost(old, changed.fileUse());
      if (lost > 0) {
        total += old.totalBytes();
        replaced += lost;
      }
    }
    double savable = total == 0 ? 0 : savableByFlush((double) replaced / total);
    lastFlushSavable = savable;
    savableNanos.add(nanos * savable);
  }

  /** Returns how much of what a store used it uses no more. */
  private static long lost(FileUse before, FileUse after) {
    long lost = 0;
    for (Map.Entry<Long, Long> use : before.bytesByFile().entrySet()) {
      lost += use.getValue() - after.bytesByFile().getOrDefault(use.getKey(), 0L);
    }
    return lost;
  }

  /** Notes what it cost to get back the space of what flushes replaced. */
  void reclaimed(long nanos) {
    savableNanos.add(nanos * lastFlushSavable);
  }

  /** Notes what a merge in a store of some size cost. */
  void merged(long nanos, long storeBytes, long memtableBytes) {
    savableNanos.add(nanos * savableByMerge(storeBytes, memtableBytes));
  }

  /**
   * Returns the time spent since the database was opened, in nanoseconds, as far as it would have
   * been less with larger memtables: with memtables larger by a hundredth, a hundredth of this
   * would have been saved.
   */
  double savableNanos() {
    return savableNanos.sum();
  }
}
