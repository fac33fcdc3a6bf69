package io.lightningdb.internal.db;

import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.Snapshot;

/** A snapshot that a user holds. */
final class SnapshotHandle implements Snapshot {

  private final Session session;
  private final OpenSnapshot snapshot;

  SnapshotHandle(Session session) {
    this.session = session;
    this.snapshot = session.engine().openSnapshot(session, false);
  }

  @Override
  public ReadView view(Keyspace keyspace) {
    session.checkOpen();
    if (snapshot.isClosed()) {
      throw new IllegalStateException("the snapshot is closed");
    }
    return new SnapshotView(snapshot, session.handleOf(keyspace));
  }

  @Override
  public void close() {
    session.engine().closeSnapshot(snapshot);
  }
}
