package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.jdbc.internal.error.EngineFailures;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A session serves one thread at a time: whoever works with it holds its lock. What other threads may do
 * meanwhile, to look at its state, to cancel or to abort it, does without the lock.
 */
/** A connection to an open database: its settings and its transaction. */
public final class Session {

  private final OpenDatabase.Joined joined;
  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** For who holds the lock. */
  private final CurrentTransaction transaction;

  private volatile boolean autoCommit = true;
  private volatile boolean readOnly;
  private volatile Isolation isolation = Isolation.SNAPSHOT;
  private volatile @Nullable Cancellation running;

  public Session(OpenDatabase.Joined joined) {
    this.joined = joined;
    this.database = joined.database();
    this.transaction = new CurrentTransaction(database);
  }

  /** Returns the handle of the database, which ends with this session. */
  public Database database() {
    return database;
  }

  // ---- Who works with it

  /**
   * Begins to work with the session; {@link #exit} ends it.
   *
   * @param cancellation what stops the work when the session is closed meanwhile
   */
  public void enter(Cancellation cancellation) throws SQLException {
    lock();
    running = cancellation;
    try {
      checkOpen();
    } catch (SQLException e) {
      exit();
      throw e;
    }
  }

  /** Ends what {@link #enter} began. */
  public void exit() {
    running = null;
    lock.unlock();
  }

  private void lock() throws SQLException {
    if (lock.tryLock()) {
      return;
    }
    try {
      // Only while another thread uses the connection; an interrupt must not hurt anybody else.
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlErrors.wrongMoment(
          "interrupted while waiting for another thread that uses the same connection");
    }
  }

  private void enterUncancelled() throws SQLException {
    enter(new Cancellation(0));
  }

  /** Returns what to throw in the place of what the engine threw. */
  public SQLException failure(RuntimeException e) {
    return EngineFailures.using(e, database);
  }

  /** Returns whether the session was closed. */
  public boolean isClosed() {
    return closed.get();
  }

  /** Returns whether the session can be used: it is open, and so is the database. */
  public boolean isUsable() {
    return !closed.get() && database.isOpen();
  }

  public void checkOpen() throws SQLException {
    if (isClosed()) {
      throw SqlErrors.connectionClosed("the connection is closed");
    }
    if (!database.isOpen()) {
      throw SqlErrors.connectionClosed("the database has been closed");
    }
  }

  // ---- Settings

  public boolean isAutoCommit() {
    return autoCommit;
  }

  /**
   * Sets whether each statement is committed by itself; a transaction that is active is committed.
   */
  public void setAutoCommit(boolean newAutoCommit) throws SQLException {
    enterUncancelled();
    try {
      if (autoCommit != newAutoCommit) {
        commitTransaction();
        autoCommit = newAutoCommit;
      }
    } finally {
      exit();
    }
  }

  public boolean isReadOnly() {
    return readOnly;
  }

  /** Sets whether statements may only read. */
  public void setReadOnly(boolean newReadOnly) throws SQLException {
    enterUncancelled();
    try {
      if (readOnly != newReadOnly) {
        checkNoTransaction("the connection cannot be made read-only, or be it no longer,");
        readOnly = newReadOnly;
      }
    } finally {
      exit();
    }
  }

  public Isolation isolation() {
    return isolation;
  }

  /** Sets the isolation of the transactions to come. */
  public void setIsolation(Isolation newIsolation) throws SQLException {
    enterUncancelled();
    try {
      if (isolation != newIsolation) {
        checkNoTransaction("the isolation level cannot be changed");
        isolation = newIsolation;
      }
    } finally {
      exit();
    }
  }

  private void checkNoTransaction(String what) throws SQLException {
    if (transaction.isActive()) {
      throw SqlErrors.activeTransaction(what + " in the middle of a transaction");
    }
  }

  // ---- Transactions

  /** Commits the transaction. */
  public void commit() throws SQLException {
    enterUncancelled();
    try {
      checkManualCommit("commit");
      commitTransaction();
    } finally {
      exit();
    }
  }

  /** Rolls the transaction back. */
  public void rollback() throws SQLException {
    enterUncancelled();
    try {
      checkManualCommit("rollback");
      transaction.rollback();
    } finally {
      exit();
    }
  }

  private void checkManualCommit(String what) throws SQLException {
    if (autoCommit) {
      throw SqlErrors.noTransaction(
          "there is nothing to " + what + ": each statement is committed automatically");
    }
  }

  private void commitTransaction() throws SQLException {
    try {
      transaction.commit();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Has {@code listener} called when the current transaction ends. For who works with it. */
  public void addTransactionListener(Runnable listener) {
    assert lock.isHeldByCurrentThread();
    transaction.addListener(listener);
  }

  /** Takes back {@link #addTransactionListener}. For who works with it. */
  public void removeTransactionListener(Runnable listener) {
    assert lock.isHeldByCurrentThread();
    transaction.removeListener(listener);
  }

  /** Returns the transaction. For who works with the session. */
  CurrentTransaction transaction() {
    assert lock.isHeldByCurrentThread();
    return transaction;
  }

  OpenDatabase shared() {
    return joined.shared();
  }

  // ---- The end

  /** Rolls the transaction back and gives the database back. A second call does nothing. */
  public void close() throws SQLException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    cancelRunning();
    // What runs in another thread was told to stop.
    lock.lock();
    try {
      transaction.rollback();
    } finally {
      lock.unlock();
      leave();
    }
  }

  /** Marks the session closed, so that nothing new begins, and stops what runs. */
  public boolean beginAbort() {
    boolean first = closed.compareAndSet(false, true);
    cancelRunning();
    return first;
  }

  /** Gives the database back, whatever other threads do: theirs ends with an exception. */
  public void leave() throws SQLException {
    try {
      joined.leave();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private void cancelRunning() {
    Cancellation present = running;
    if (present != null) {
      present.cancel();
    }
  }
}
