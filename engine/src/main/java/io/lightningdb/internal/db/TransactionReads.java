package io.lightningdb.internal.db;

import io.lightningdb.ConflictException;
import io.lightningdb.ConflictException.Reason;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.ReadView;
import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.txn.Changed;
import io.lightningdb.internal.txn.Conflicts;
import io.lightningdb.internal.txn.LockSet;
import io.lightningdb.internal.txn.LockTarget;
import io.lightningdb.internal.txn.ReadSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a transaction reads of others' commits, and what must not have changed when it commits. */
abstract class TransactionReads {

  /**
   * @param lease the transaction's
   * @param locks what the transaction has locked, which it may have read without a note
   */
  static TransactionReads of(Isolation isolation, Lease lease, LockSet locks) {
    return switch (isolation) {
      case READ_COMMITTED -> new OfEachStatement(lease);
      case SNAPSHOT -> new OfOneMoment(lease, null, locks);
      case SERIALIZABLE -> new OfOneMoment(lease, new ReadSet(), locks);
    };
  }

  /**
   * Returns what is committed of a keyspace.
   *
   * @param owner the transaction
   */
  abstract ReadView committed(KeyspaceHandle keyspace, Object owner);

  /** Returns how often {@link #committed} has changed what it returns. */
  abstract int moves();

  /** Notes that a key is read. */
  abstract void note(KeyspaceId keyspace, byte[] key);

  /**
   * Notes that a cursor is going to read a range, or parts of it.
   *
   * @return where it is to note what it reads, or null if nobody asks
   */
  abstract @Nullable ReadSet note(KeyspaceId keyspace, KeyRange range);

  /**
   * Sees to it that what is read of something that was locked just now is the newest.
   *
   * @param moment one that has all that was committed of it
   * @throws io.lightningdb.ConflictException if that cannot be, because of what was read before
   */
  abstract void lookAtLocked(LockTarget target, Moment moment);

  /** Returns what a cursor or stream is to read; given back to {@link #close}. */
  abstract OpenSnapshot open(Kind kind);

  /** Notes what has been opened to read a snapshot, which ends if nobody can reach it any more. */
  abstract void give(OpenSnapshot snapshot, Object handle);

  /** Notes that a cursor or stream has been closed. */
  abstract void close(OpenSnapshot snapshot);

  /** Returns what was noted of what was read, or null if nobody asks. */
  abstract @Nullable ReadSet tracked();

  /** Returns the time as of which what was written has expired or not. */
  abstract ReadTime time();

  /** Returns the sequence after which no key that is written may have been changed. */
  abstract long sequence();

  /** Ends everything that reads. The transaction's lease is over. May be called by any thread. */
  abstract void end();

  /**
   * Returns what must not have been changed after {@link #sequence}, or null if that is nothing.
   */
  final @Nullable ReadSet toValidate() {
    ReadSet reads = tracked();
    return reads == null || reads.isEmpty() ? null : reads;
  }

  /*
   * What is locked nobody else changes. So while nothing else was read, what was read is the same now
   * as it was, and the transaction may go on as if it had begun now.
   */
  /**
   * Reads of one moment: the one in which the transaction began, or if it has read only what it had
   * locked before, the one in which it got its last lock.
   */
  private static final class OfOneMoment extends TransactionReads {

    private final Lease lease;
    private final Engine engine;
    private final LockSet locks;
    private final @Nullable ReadSet reads;

    /** Replaced by the transaction's thread, and closed by any. */
    private volatile OpenSnapshot snapshot;

    private int moves;

    /** How many cursors and streams are open. */
    private int open;

    /** Whether anything was read. */
    private boolean hasRead;

    /** Whether something was read that was not locked. */
    private boolean hasReadUnlocked;

    OfOneMoment(Lease lease, @Nullable ReadSet reads, LockSet locks) {
      this.lease = lease;
      this.engine = lease.session().engine();
      this.locks = locks;
      this.snapshot = engine.openSnapshot(lease);
      this.reads = reads;
    }

    @Override
    ReadView committed(KeyspaceHandle keyspace, Object owner) {
      return new SnapshotView(snapshot, keyspace, owner);
    }

    @Override
    int moves() {
      return moves;
    }

    @Override
    void note(KeyspaceId keyspace, byte[] key) {
      hasRead = true;
      if (!locks.covers(keyspace, key)) {
        hasReadUnlocked = true;
        if (reads != null) {
          reads.key(keyspace, key);
        }
      }
    }

    @Override
    @Nullable ReadSet note(KeyspaceId keyspace, KeyRange range) {
      hasRead = true;
      if (locks.covers(keyspace, range)) {
        return null;
      }
      hasReadUnlocked = true;
      return reads;
    }

    @Override
    void lookAtLocked(LockTarget target, Moment moment) {
      if (hasReadUnlocked || open > 0) {
        checkUnchanged(target, moment.view());
      } else if (!hasRead || snapshot.sequence() < moment.sequence()) {
        // Even if nothing was committed, something may have expired while the lock was waited for.
        move();
      }
    }

    private void checkUnchanged(LockTarget target, View view) {
      long sequence = snapshot.sequence();
      CommitChecks.checkCovered(view, target.keyspace(), sequence);
      Changed changed = Conflicts.firstChanged(view.generations(), target, sequence);
      if (changed != null) {
        String keyspace = view.catalog().nameOf(target.keyspace());
        byte[] key = changed.key();
        String what = key == null ? "the locked range" : "key " + Keys.show(key);
        throw new ConflictException(
            Reason.CHANGED,
            what
                + " of keyspace '"
                + keyspace
                + "' was changed by another commit before this transaction locked it, and after"
                + " the moment that it has read already; run it again",
            keyspace,
            key);
      }
    }

    /*
     * Whoever ends the transaction, from another thread, ends its lease and then closes what it finds
     * here. So if the lease is not over by the time at which the new snapshot is in its place, it will
     * be found.
     */
    private void move() {
      OpenSnapshot before = snapshot;
      OpenSnapshot after = engine.openSnapshot(lease);
      snapshot = after;
      moves++;
      engine.leave(before);
      if (lease.isOver()) {
        engine.leave(after);
      }
    }

    @Override
    OpenSnapshot open(Kind kind) {
      open++;
      return snapshot;
    }

    @Override
    void give(OpenSnapshot opened, Object handle) {}

    @Override
    void close(OpenSnapshot opened) {
      open--;
    }

    @Override
    @Nullable ReadSet tracked() {
      return reads;
    }

    @Override
    ReadTime time() {
      return snapshot.time();
    }

    @Override
    long sequence() {
      return snapshot.sequence();
    }

    @Override
    void end() {
      engine.closeSnapshot(snapshot);
    }
  }

  /** Reads of the moment in which each of them begins. */
  private static final class OfEachStatement extends TransactionReads {

    private final Lease lease;
    private final Engine engine;

    /** What the cursors and streams read that are open. */
    private final Set<OpenSnapshot> open = ConcurrentHashMap.newKeySet();

    OfEachStatement(Lease lease) {
      this.lease = lease;
      this.engine = lease.session().engine();
    }

    @Override
    ReadView committed(KeyspaceHandle keyspace, Object owner) {
      return keyspace;
    }

    @Override
    int moves() {
      return 0;
    }

    @Override
    void note(KeyspaceId keyspace, byte[] key) {}

    @Override
    @Nullable ReadSet note(KeyspaceId keyspace, KeyRange range) {
      return null;
    }

    @Override
    void lookAtLocked(LockTarget target, Moment moment) {}

    @Override
    OpenSnapshot open(Kind kind) {
      OpenSnapshot snapshot = engine.openSnapshot(lease.session(), kind);
      open.add(snapshot);
      if (lease.isOver()) {
        // Whoever ended the transaction may not have seen it.
        close(snapshot);
        lease.checkOpen("the transaction is over");
      }
      return snapshot;
    }

    @Override
    void give(OpenSnapshot snapshot, Object handle) {
      engine.leases().give(snapshot.lease(), handle, () -> close(snapshot));
    }

    @Override
    void close(OpenSnapshot snapshot) {
      open.remove(snapshot);
      engine.closeSnapshot(snapshot);
    }

    @Override
    @Nullable ReadSet tracked() {
      return null;
    }

    @Override
    ReadTime time() {
      return engine.now();
    }

    @Override
    long sequence() {
      return Committer.BLIND;
    }

    @Override
    void end() {
      for (OpenSnapshot snapshot : open) {
        snapshot.lease().endAs(lease);
        close(snapshot);
      }
    }
  }
}
