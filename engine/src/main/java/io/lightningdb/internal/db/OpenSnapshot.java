package io.lightningdb.internal.db;

/** A view and a sequence that somebody reads at. Equal only to itself. */
final class OpenSnapshot {

  private final Session session;
  private final View view;
  private final long sequence;
  private final boolean transaction;
  private volatile boolean closed;

  OpenSnapshot(Session session, View view, long sequence, boolean transaction) {
    this.session = session;
    this.view = view;
    this.sequence = sequence;
    this.transaction = transaction;
  }

  Session session() {
    return session;
  }

  View view() {
    return view;
  }

  long sequence() {
    return sequence;
  }

  /** Returns whether something may be committed that depends on this snapshot. */
  boolean isTransaction() {
    return transaction;
  }

  boolean isClosed() {
    return closed;
  }

  void markClosed() {
    closed = true;
  }
}
