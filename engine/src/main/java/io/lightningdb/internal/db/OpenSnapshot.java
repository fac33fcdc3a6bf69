package io.lightningdb.internal.db;

import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.internal.base.ReadTime;
import org.jspecify.annotations.Nullable;

/** A view and a sequence that somebody reads at. Equal only to itself. */
final class OpenSnapshot {

  private final Lease lease;
  private final long sequence;
  private final ReadTime time;

  /** Null once it is closed, so that its memtables can go even while somebody holds this. */
  private volatile @Nullable View view;

  /**
   * @param time as of which entries have expired or not, and not before the view came to be
   */
  OpenSnapshot(Lease lease, View view, long sequence, ReadTime time) {
    this.time = time;
    this.lease = lease;
    this.view = view;
    this.sequence = sequence;
  }

  Lease lease() {
    return lease;
  }

  Session session() {
    return lease.session();
  }

  /**
   * Returns what is seen.
   *
   * @throws IllegalStateException if this is closed
   * @throws io.lightningdb.LimitException if the engine has closed it
   */
  View view() {
    View current = view;
    if (current == null) {
      lease.checkOpen("the snapshot is closed");
      throw new IllegalStateException("the snapshot is closed");
    }
    return current;
  }

  /** Returns what is seen, or null if this is closed. */
  @Nullable View viewIfOpen() {
    return view;
  }

  long sequence() {
    return sequence;
  }

  /** Returns the time as of which entries have expired or not. */
  ReadTime time() {
    return time;
  }

  /** Returns whether something may be committed that depends on this snapshot. */
  boolean isTransaction() {
    return lease.kind() == Kind.TRANSACTION;
  }

  /** Lets the view go. The lease is over. */
  void forgetView() {
    view = null;
  }
}
