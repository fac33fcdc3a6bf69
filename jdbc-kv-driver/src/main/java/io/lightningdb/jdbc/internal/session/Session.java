package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.jdbc.internal.error.EngineFailures;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import java.sql.SQLException;
import java.sql.SQLWarning;
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

  /** Whether BEGIN has suspended the automatic commit. For who holds the lock. */
  private boolean suspended;

  private volatile boolean readOnly;
  private volatile Isolation isolation = IsolationLevels.DEFAULT;
  private volatile @Nullable Cancellation running;
  private final Warnings warnings = new Warnings();

  public Session(OpenDatabase.Joined joined) {
    this.joined = joined;
    this.database = joined.database();
    this.transaction = new CurrentTransaction(database, joined.shared().schema());
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

  /** Returns what was set, even while {@link #begin} has suspended it. */
  public boolean isAutoCommit() {
    return autoCommit;
  }

  /**
   * Returns whether each statement is a transaction of its own: automatic commit is on, and not
   * suspended by {@link #begin}. For who works with the session.
   */
  public boolean isEachCommitted() {
    assert lock.isHeldByCurrentThread();
    return autoCommit && !suspended;
  }

  /** Returns the warnings about the connection. */
  public Warnings warnings() {
    return warnings;
  }

  /**
   * Sets whether each statement is committed by itself; a transaction that is active is committed.
   */
  public void setAutoCommit(boolean newAutoCommit) throws SQLException {
    enterUncancelled();
    try {
      if (autoCommit != newAutoCommit) {
        commitTransaction();
        suspended = false;
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

  // ---- Transactions, for who calls methods

  /**
   * Commits the transaction.
   *
   * @throws SQLException if each statement is committed automatically
   */
  public void commit() throws SQLException {
    enterUncancelled();
    try {
      checkNotEachCommitted("there is nothing to commit");
      commitWork();
    } finally {
      exit();
    }
  }

  /**
   * Rolls the transaction back.
   *
   * @throws SQLException if each statement is committed automatically
   */
  public void rollback() throws SQLException {
    enterUncancelled();
    try {
      checkNotEachCommitted("there is nothing to roll back");
      rollbackWork();
    } finally {
      exit();
    }
  }

  /**
   * Sets a savepoint.
   *
   * @param name null for none
   */
  public SavePoint setSavePoint(@Nullable String name) throws SQLException {
    enterUncancelled();
    try {
      return newSavePoint(name);
    } finally {
      exit();
    }
  }

  /** Goes back to a savepoint, which stays. */
  public void rollbackTo(SavePoint point) throws SQLException {
    enterUncancelled();
    try {
      checkNotEachCommitted("there is nothing to roll back");
      goBackTo(point);
    } finally {
      exit();
    }
  }

  /** Forgets a savepoint. */
  public void release(SavePoint point) throws SQLException {
    enterUncancelled();
    try {
      forget(point);
    } finally {
      exit();
    }
  }

  // ---- Transactions, for statements: whoever calls these works with the session

  /**
   * Begins a transaction, as BEGIN and START TRANSACTION do. Where each statement is committed
   * automatically, that is suspended until the transaction is committed or rolled back by a
   * statement or a method; {@link #isAutoCommit} tells what was set all the while. If a conflict
   * ends the transaction, or a definition commits it, it goes on with another one, so that what
   * follows is not committed statement by statement.
   *
   * @throws SQLException if a transaction has begun already
   */
  public void begin() throws SQLException {
    assert lock.isHeldByCurrentThread();
    if (suspended || transaction.isActive()) {
      throw SqlErrors.activeTransaction("a transaction has begun already");
    }
    suspended = autoCommit;
    try {
      transaction.reader(readOnly, isolation);
    } catch (RuntimeException e) {
      suspended = false;
      throw failure(e);
    }
  }

  /**
   * Commits the transaction, as COMMIT does. Where there is none this does nothing but warn, as
   * scripts commit that run in either mode.
   */
  public void commitWork() throws SQLException {
    assert lock.isHeldByCurrentThread();
    warnWithoutTransaction("commit");
    // Whatever becomes of it, the transaction is over.
    suspended = false;
    commitTransaction();
  }

  /** Rolls the transaction back, as ROLLBACK does; without one it is as {@link #commitWork}. */
  public void rollbackWork() throws SQLException {
    assert lock.isHeldByCurrentThread();
    warnWithoutTransaction("roll back");
    suspended = false;
    transaction.rollback();
  }

  private void warnWithoutTransaction(String what) {
    if (isEachCommitted()) {
      warnings.add(
          new SQLWarning(
              "there was nothing to " + what + ": each statement is committed automatically",
              "01000"));
    }
  }

  /**
   * Sets a savepoint, as SAVEPOINT does. One of the same name that was set before is hidden until
   * this one is released.
   */
  public void savepoint(String name) throws SQLException {
    newSavePoint(name);
  }

  /**
   * Takes back what was written since the latest savepoint of a name, as ROLLBACK TO does. It
   * stays; those set after it are gone. Result sets stay open: rows that they have not read yet are
   * as they are then.
   */
  public void rollbackTo(String name) throws SQLException {
    checkNotEachCommitted("there is nothing to roll back");
    goBackTo(transaction.findSavePoint(name));
  }

  /** Forgets the latest savepoint of a name and those set after it, as RELEASE SAVEPOINT does. */
  public void release(String name) throws SQLException {
    checkNotEachCommitted("there is no savepoint to release");
    forget(transaction.findSavePoint(name));
  }

  private SavePoint newSavePoint(@Nullable String name) throws SQLException {
    checkNotEachCommitted("there are no savepoints");
    if (!database.capabilities().savepoints()) {
      throw SqlErrors.notSupported("the store has no savepoints");
    }
    try {
      return transaction.savePoint(name, readOnly, isolation);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private void goBackTo(SavePoint point) throws SQLException {
    try {
      transaction.rollbackTo(point);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private void forget(SavePoint point) throws SQLException {
    try {
      transaction.release(point);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private void checkNotEachCommitted(String what) throws SQLException {
    if (isEachCommitted()) {
      throw SqlErrors.noTransaction(what + ": each statement is committed automatically");
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

  /** Rolls the transaction back, and sets everything as it is in a new session. */
  public void reset() throws SQLException {
    enterUncancelled();
    try {
      suspended = false;
      transaction.rollback();
      autoCommit = true;
      readOnly = false;
      isolation = IsolationLevels.DEFAULT;
      warnings.clear();
    } finally {
      exit();
    }
  }

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
