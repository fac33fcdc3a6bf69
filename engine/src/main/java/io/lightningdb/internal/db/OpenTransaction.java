package io.lightningdb.internal.db;

import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.txn.LockSet;
import io.lightningdb.internal.txn.WriteSet;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/*
 * The engine ends a transaction with this, and so nothing in here leads to its handle.
 */
/** What a transaction that is open keeps. Its owner uses it; any thread may end it. */
final class OpenTransaction {

  private static final String OVER = "the transaction is over";

  private final Engine engine;
  private final Lease lease;
  private final TransactionReads reads;

  /** What was written apart, kept until the transaction is over. */
  private final Queue<StreamedValue> streamed = new ConcurrentLinkedQueue<>();

  /** Null once it is over, so that its memory can go even while somebody holds the handle. */
  private volatile @Nullable WriteSet writes;

  /** What the owner has locked; the owner's alone. */
  private final LockSet locks;

  /** Has the locks. */
  private final Locker locker;

  private OpenTransaction(Lease lease, TransactionOptions options) {
    this.engine = lease.session().engine();
    this.lease = lease;
    this.locks = new LockSet();
    this.locker = Locker.ofTransaction(lease, options.lockTimeout());
    this.reads = TransactionReads.of(options.isolation(), lease, locks);
    this.writes = new WriteSet(engine.files());
  }

  /**
   * Begins a transaction.
   *
   * @throws io.lightningdb.LimitException if there are too many
   */
  static OpenTransaction begin(Session session, TransactionOptions options) {
    Engine engine = session.engine();
    Duration timeout = options.timeout();
    Lease lease =
        engine
            .leases()
            .beginTransaction(
                session, timeout == null ? engine.options().transactionTimeout() : timeout);
    OpenTransaction open = null;
    try {
      open = new OpenTransaction(lease, options);
      return open;
    } finally {
      if (open == null) {
        engine.leases().forget(lease);
      }
    }
  }

  /** Lets the transaction end when nobody can reach its handle any more. */
  void giveTo(TransactionHandle handle) {
    engine.leases().give(lease, handle, this::release);
  }

  TransactionReads reads() {
    return reads;
  }

  LockSet locks() {
    return locks;
  }

  Locker locker() {
    return locker;
  }

  void checkOpen() {
    lease.checkOpen(OVER);
  }

  /** Returns what was written, of a transaction that is open. */
  WriteSet writes() {
    checkOpen();
    WriteSet current = writes;
    if (current == null) {
      // Ended just now.
      checkOpen();
      throw new IllegalStateException(OVER);
    }
    return current;
  }

  /** Returns whether something was written, of a transaction that is open. */
  boolean hasWrites() {
    WriteSet current = writes;
    return current != null && !current.isEmpty();
  }

  /** Keeps a value until the transaction is over. */
  void keep(StreamedValue value) {
    streamed.add(value);
    if (lease.isOver()) {
      // Whoever ended the transaction may not have seen it.
      value.close();
    }
  }

  /** Begins the commit, which the engine does not break off, and returns what was written. */
  WriteSet beginCommit() {
    if (!lease.beginCommit()) {
      checkOpen();
      throw new IllegalStateException("the transaction is being committed");
    }
    return writes();
  }

  /**
   * Notes that the values written apart are being committed.
   *
   * @throws IllegalStateException if they ended with their session
   */
  void beginCommitOfStreams() {
    streamed.forEach(StreamedValue::beginCommit);
  }

  /** Ends the transaction, unless it is over, and gives back what it keeps. */
  void end() {
    lease.end();
    release();
  }

  /** Gives back what the transaction keeps. The lease is over. */
  private void release() {
    engine.leases().forget(lease);
    writes = null;
    locker.close();
    reads.end();
    for (StreamedValue value = streamed.poll(); value != null; value = streamed.poll()) {
      value.close();
    }
  }
}
