package io.lightningdb.internal.db;

import io.lightningdb.SnapshotStatistics;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlockFile;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the snapshot that has been open for longest, and what it keeps. */
final class OldestSnapshot {

  private final Engine engine;
  private final Leases leases;

  OldestSnapshot(Engine engine, Leases leases) {
    this.engine = engine;
    this.leases = leases;
  }

  /**
   * Returns the oldest snapshot, or null if there is none.
   *
   * @param current the present view
   * @param oldestSegment the number of the oldest segment that the log needs
   */
  @Nullable SnapshotStatistics find(View current, long oldestSegment) {
    long now = leases.nowNanos();
    OpenSnapshot oldest = null;
    View view = null;
    for (OpenSnapshot each : engine.snapshots().all()) {
      View seen = each.viewIfOpen();
      if (seen != null
          && (oldest == null || each.lease().ageNanos(now) > oldest.lease().ageNanos(now))) {
        oldest = each;
        view = seen;
      }
    }
    if (oldest == null || view == null) {
      return null;
    }
    Lease lease = oldest.lease();
    return new SnapshotStatistics(
        lease.kind(),
        leases.numberOf(lease),
        lease.age(now),
        oldest.sequence(),
        lease.thread(),
        lease.stack(),
        memoryBytes(view, current),
        fileBytes(view, current, oldestSegment));
  }

  private static long memoryBytes(View view, View current) {
    Set<Generation> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    kept.addAll(view.generations());
    current.generations().forEach(kept::remove);
    return kept.stream().mapToLong(Generation::memoryBytes).sum();
  }

  private long fileBytes(View view, View current, long oldestSegment) {
    Set<Long> kept = files(view);
    kept.removeAll(files(current));
    long bytes = 0;
    for (BlockFile file : engine.files().files()) {
      if (kept.contains(file.number()) && !file.isLogSegmentFrom(oldestSegment)) {
        bytes += file.length();
      }
    }
    return bytes;
  }

  private static Set<Long> files(View view) {
    Set<Long> files = new HashSet<>(view.flushed().files());
    view.unflushed().forEach(generation -> files.addAll(generation.blobFiles()));
    return files;
  }
}
