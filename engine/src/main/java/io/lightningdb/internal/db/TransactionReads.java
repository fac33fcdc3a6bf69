package io.lightningdb.internal.db;

import io.lightningdb.Isolation;
import io.lightningdb.ReadView;
import io.lightningdb.internal.txn.ReadSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a transaction reads of others' commits, and what must not have changed when it commits. */
abstract class TransactionReads {

  static TransactionReads of(Isolation isolation, Session session) {
    return switch (isolation) {
      case READ_COMMITTED -> new OfEachStatement(session);
      case SNAPSHOT -> new OfOneMoment(session, null);
      case SERIALIZABLE -> new OfOneMoment(session, new ReadSet());
    };
  }

  /** Returns what is committed of a keyspace. */
  abstract ReadView committed(KeyspaceHandle keyspace);

  /** Returns what a cursor or stream is to read; given back to {@link #close}. */
  abstract OpenSnapshot open();

  /** Notes that a cursor or stream has been closed. */
  abstract void close(OpenSnapshot snapshot);

  /** Returns where to note what is read, or null if nobody asks. */
  abstract @Nullable ReadSet tracked();

  /** Returns the sequence after which no key that is written may have been changed. */
  abstract long sequence();

  /** Ends everything that reads. */
  abstract void end();

  abstract boolean areOver();

  /**
   * Returns what must not have been changed after {@link #sequence}, or null if that is nothing.
   */
  final @Nullable ReadSet toValidate() {
    ReadSet reads = tracked();
    return reads == null || reads.isEmpty() ? null : reads;
  }

  /** Reads of the moment in which the transaction began. */
  private static final class OfOneMoment extends TransactionReads {

    private final Engine engine;
    private final OpenSnapshot snapshot;
    private final @Nullable ReadSet reads;

    OfOneMoment(Session session, @Nullable ReadSet reads) {
      this.engine = session.engine();
      this.snapshot = engine.openSnapshot(session, true);
      this.reads = reads;
    }

    @Override
    ReadView committed(KeyspaceHandle keyspace) {
      return new SnapshotView(snapshot, keyspace);
    }

    @Override
    OpenSnapshot open() {
      return snapshot;
    }

    @Override
    void close(OpenSnapshot opened) {}

    @Override
    @Nullable ReadSet tracked() {
      return reads;
    }

    @Override
    long sequence() {
      return snapshot.sequence();
    }

    @Override
    void end() {
      engine.closeSnapshot(snapshot);
    }

    @Override
    boolean areOver() {
      return snapshot.isClosed();
    }
  }

  /** Reads of the moment in which each of them begins. */
  private static final class OfEachStatement extends TransactionReads {

    private final Session session;

    /** What the cursors and streams read that are open. */
    private final Set<OpenSnapshot> open = ConcurrentHashMap.newKeySet();

    private volatile boolean over;

    OfEachStatement(Session session) {
      this.session = session;
    }

    @Override
    ReadView committed(KeyspaceHandle keyspace) {
      return keyspace;
    }

    @Override
    OpenSnapshot open() {
      OpenSnapshot snapshot = session.engine().openSnapshot(session, false);
      open.add(snapshot);
      return snapshot;
    }

    @Override
    void close(OpenSnapshot snapshot) {
      open.remove(snapshot);
      session.engine().closeSnapshot(snapshot);
    }

    @Override
    @Nullable ReadSet tracked() {
      return null;
    }

    @Override
    long sequence() {
      return Committer.BLIND;
    }

    @Override
    void end() {
      over = true;
      open.forEach(this::close);
    }

    @Override
    boolean areOver() {
      return over;
    }
  }
}
