package io.lightningdb.jdbc.internal.session;

import io.lightningdb.ConflictException;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.GeneratedRows;
import io.lightningdb.jdbc.internal.exec.Reads;
import io.lightningdb.jdbc.internal.exec.RowLocks;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.plan.WritePlan;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs the statements of a session that change rows. */
final class ChangeRunner {

  /** How often a statement is run that loses races against others. */
  private static final int RETRIES_MAX = 1000;

  private static final long PAUSE_MICROS_MAX = 10_000;

  private final Session session;
  private final Database database;
  private final Executions executions;
  private final EarlyConflicts conflicts = new EarlyConflicts();

  /** What releases the tables that the current transaction has written to. */
  private final Map<String, Runnable> held = new HashMap<>();

  /** Whether the current transaction may have locked rows. */
  private boolean locking;

  ChangeRunner(Session session, Executions executions) {
    this.session = session;
    this.database = session.database();
    this.executions = executions;
  }

  /** What is to be run, perhaps more than once. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Change(
      WritePlan plan,
      List<Keyspace> keyspaces,
      @Nullable Object[] values,
      Cancellation cancellation,
      GeneratedRows generated) {

    String table() {
      return plan.table().table().name();
    }

    void checkTables(Database database) {
      if (!plan.isCurrent(database)) {
        throw new IllegalStateException("table " + table() + " was changed");
      }
    }
  }

  /**
   * Runs a change: in the current transaction, or in one of its own that is run again on conflict.
   *
   * @param unsynced whether the caller syncs afterwards
   * @return the number of rows changed
   */
  long run(Change change, boolean unsynced) throws SQLException {
    return session.isEachCommitted() ? alone(change, unsynced) : inTransaction(change);
  }

  private long inTransaction(Change change) throws SQLException {
    session.transaction().checkTables(change.plan.tables());
    CurrentTransaction current = session.transaction();
    Transaction transaction = current.writer(session.isolation());
    hold(change, current);
    Writes writes = new Writes(database.capabilities());
    boolean locking = transaction.isolation() == Isolation.READ_COMMITTED;
    conflicts.begin();
    long count =
        collect(
            change,
            transaction,
            writes,
            locking ? new TransactionLocks(transaction, null, change.cancellation) : conflicts);
    writes.apply(transaction, current.bytesWritten());
    writes.forEachKey(conflicts::written);
    current.addBytesWritten(writes.bytes());
    return count;
  }

  /** Says that a query of the current transaction locks rows. */
  void locksRows() {
    if (!locking) {
      locking = true;
      session.transaction().addListener(() -> locking = false);
    }
  }

  /** Keeps the table from being changed until the transaction ends. */
  private void hold(Change change, CurrentTransaction current) throws SQLException {
    if (held.containsKey(change.table())) {
      return;
    }
    // Others may be waiting for what the transaction has written or locked.
    boolean goesFirst = locking || !held.isEmpty();
    Runnable release =
        session.shared().schema().write(change.table(), goesFirst, change.cancellation);
    boolean fits = change.plan.isCurrent(database);
    if (!fits) {
      release.run();
      throw SqlErrors.conflict(
          "table " + change.table() + " was changed meanwhile; run the transaction again", null);
    }
    if (held.isEmpty()) {
      current.addListener(this::releaseHeld);
    }
    held.put(change.table(), release);
  }

  private void releaseHeld() {
    held.values().forEach(Runnable::run);
    held.clear();
    conflicts.clear();
  }

  private long alone(Change change, boolean unsynced) throws SQLException {
    TransactionOptions options = TransactionOptions.defaults().withIsolation(isolationAlone());
    if (unsynced && change.keyspaces.get(0).durability() == Durability.SYNC) {
      options = options.withDurability(Durability.ASYNC);
    }
    Runnable release = session.shared().schema().write(change.table(), false, change.cancellation);
    try {
      change.checkTables(database);
      for (int attempt = 1; ; attempt++) {
        try (Transaction transaction = database.begin(options)) {
          change.cancellation.check();
          Writes writes = new Writes(database.capabilities());
          long count = collect(change, transaction, writes, null);
          writes.apply(transaction, 0);
          transaction.commit();
          return count;
        } catch (ConflictException e) {
          // Whoever waited for a lock has waited long enough.
          if (attempt == RETRIES_MAX || e.reason() == ConflictException.Reason.LOCK_TIMEOUT) {
            throw e;
          }
        }
        pause(attempt);
      }
    } finally {
      release.run();
    }
  }

  /**
   * Waits a little, longer and longer and by chance, so that those in conflict do not meet again.
   */
  private static void pause(int attempt) {
    long micros = Math.min(PAUSE_MICROS_MAX, 16L << Math.min(attempt, 20));
    LockSupport.parkNanos(
        TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(micros)));
  }

  /** A single statement sees one moment, whatever transactions do. */
  private Isolation isolationAlone() {
    Isolation isolation = session.isolation();
    return isolation == Isolation.READ_COMMITTED ? Isolation.SNAPSHOT : isolation;
  }

  private long collect(
      Change change, Transaction transaction, Writes writes, @Nullable RowLocks locks)
      throws SQLException {
    change.generated.begin(change.plan.table().table());
    try (Execution execution =
        executions.of(
            change.plan,
            change.keyspaces,
            change.values,
            Reads.in(transaction),
            change.cancellation,
            locks,
            change.generated)) {
      return change.plan.collect(execution, writes);
    }
  }
}
