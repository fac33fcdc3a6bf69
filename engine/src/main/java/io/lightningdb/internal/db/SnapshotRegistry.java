package io.lightningdb.internal.db;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/*
 * A view is pinned by being in here. A reader takes the current view, registers it, and looks whether
 * it is still the current one; if not, it starts again. Whoever deletes files first replaces the view
 * and then looks in here. So either the reader notices the new view, or it is noticed itself; there
 * is no counter that all readers write to, and nothing that belongs to threads.
 */
/** The snapshots that are open. */
class SnapshotRegistry {

  private final Set<OpenSnapshot> open = ConcurrentHashMap.newKeySet();
  private final LongSupplier clockMicros;

  /**
   * @param clockMicros tells the time in microseconds since 1970
   */
  SnapshotRegistry(LongSupplier clockMicros) {
    this.clockMicros = clockMicros;
  }

  /** Opens a snapshot of the newest commits. */
  final OpenSnapshot open(Timeline timeline, Lease lease) {
    while (true) {
      // The time after the view: what had expired when the view was made has expired for the
      // reader.
      TimedMoment now = timeline.now(clockMicros);
      Moment moment = now.moment();
      OpenSnapshot snapshot = new OpenSnapshot(lease, moment.view(), moment.sequence(), now.time());
      add(snapshot);
      if (moment.view().is(timeline.view())) {
        return snapshot;
      }
      remove(snapshot);
    }
  }

  void add(OpenSnapshot snapshot) {
    open.add(snapshot);
  }

  /** Removes a snapshot and returns whether it was still here. */
  final boolean remove(OpenSnapshot snapshot) {
    return open.remove(snapshot);
  }

  /** Returns the open snapshots, as a view that changes with them. */
  final Collection<OpenSnapshot> all() {
    return Collections.unmodifiableSet(open);
  }

  final int size() {
    return open.size();
  }

  /** Returns the sequence of the oldest transaction that may yet commit, or the largest number. */
  final long oldestTransaction() {
    long oldest = Long.MAX_VALUE;
    for (OpenSnapshot snapshot : open) {
      if (snapshot.isTransaction()) {
        oldest = Math.min(oldest, snapshot.sequence());
      }
    }
    return oldest;
  }
}
