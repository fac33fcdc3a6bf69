package io.lightningdb.internal.db;

import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.Snapshot;
import io.lightningdb.SnapshotStatistics.Kind;
import java.lang.ref.Reference;

/** A snapshot that a user holds. */
final class SnapshotHandle implements Snapshot {

  private final Session session;
  private final OpenSnapshot snapshot;

  SnapshotHandle(Session session) {
    this.session = session;
    this.snapshot = session.engine().openSnapshot(session, Kind.SNAPSHOT);
    session.engine().give(snapshot, this);
  }

  @Override
  public ReadView view(Keyspace keyspace) {
    session.checkOpen();
    snapshot.lease().checkOpen("the snapshot is closed");
    return new SnapshotView(snapshot, session.handleOf(keyspace), this);
  }

  @Override
  public void close() {
    try {
      session.engine().closeSnapshot(snapshot);
    } finally {
      // Or else it may be taken for lost while it is being closed.
      Reference.reachabilityFence(this);
    }
  }
}
