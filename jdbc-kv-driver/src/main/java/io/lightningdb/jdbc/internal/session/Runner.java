package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.Reader;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.GeneratedRows;
import io.lightningdb.jdbc.internal.exec.Reads;
import io.lightningdb.jdbc.internal.exec.RowLocks;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.plan.CommandPlan;
import io.lightningdb.jdbc.internal.plan.DefinitionPlan;
import io.lightningdb.jdbc.internal.plan.Plan;
import io.lightningdb.jdbc.internal.plan.QueryPlan;
import io.lightningdb.jdbc.internal.plan.WritePlan;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A plan names its table, and the table may have been dropped and made anew since. So each run asks for
 * the keyspace first, and plans again if it is another one; and if it goes away in the middle, what was
 * read so far is forgotten and everything begins once more.
 */
/** Runs statements in a session. All but {@link #plan} are for who works with the session. */
public final class Runner {

  /** How often a statement is planned anew because its table changes at the same time. */
  private static final int ATTEMPTS_MAX = 10;

  /** A conflict: what {@code SqlErrors.conflict} gives. */
  private static final String CONFLICT = "40001";

  /** Transactions that waited for each other: what {@code SqlErrors.deadlock} gives. */
  private static final String DEADLOCK = "40P01";

  /** How often a definition that waits for others looks whether to go on. */
  private static final long SLICE_MILLIS = 50;

  private final Session session;
  private final Database database;
  private final CurrentOptions options;
  private final Executions executions;
  private final ChangeRunner changes;

  /**
   * @param user the name of the connection's user
   */
  public Runner(Session session, String user) {
    this.session = session;
    this.database = session.database();
    this.options = new CurrentOptions(session);
    this.executions = new Executions(session, user, options);
    this.changes = new ChangeRunner(session, executions);
  }

  /** Returns a plan for a statement. */
  public Plan plan(String sql) throws SQLException {
    session.checkOpen();
    try {
      return session.shared().plans().get(database, sql);
    } catch (RuntimeException e) {
      throw session.failure(e);
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
  }

  /** How deep is too deep depends on the stack that the program has given to its thread. */
  private static SQLException tooDeep(StackOverflowError e) {
    SQLException failure =
        SqlErrors.tooComplex("the statement is nested too deeply for the stack of this thread");
    failure.initCause(e);
    return failure;
  }

  /** What is done with a plan and the keyspaces of its tables. */
  private interface Run<P extends Plan, T> {

    T run(P plan, List<Keyspace> keyspaces) throws SQLException;
  }

  /** Runs a plan, or a newer one of the same statement. */
  private <P extends Plan, T> T run(String sql, P plan, Run<P, T> run) throws SQLException {
    P current = plan;
    for (int attempt = 1; ; attempt++) {
      try {
        List<Keyspace> keyspaces = keyspaces(current);
        if (keyspaces != null) {
          return run.run(current, keyspaces);
        }
      } catch (RuntimeException e) {
        boolean outdated =
            e instanceof IllegalStateException
                && session.isEachCommitted()
                && session.isUsable()
                && !current.isCurrent(database);
        if (!outdated || attempt == ATTEMPTS_MAX) {
          throw afterFailure(session.failure(e));
        }
      } catch (SQLException e) {
        throw afterFailure(e);
      } catch (StackOverflowError e) {
        throw tooDeep(e);
      }
      current = replanned(sql, current);
    }
  }

  /** Returns the keyspaces of a plan's tables; null if one is not what it was. */
  private @Nullable List<Keyspace> keyspaces(Plan plan) {
    List<BoundTable> tables = plan.tables();
    if (tables.size() == 1) {
      Keyspace keyspace = tables.get(0).keyspace(database);
      return keyspace == null ? null : List.of(keyspace);
    }
    List<Keyspace> keyspaces = new ArrayList<>(tables.size());
    for (BoundTable table : tables) {
      Keyspace keyspace = table.keyspace(database);
      if (keyspace == null) {
        return null;
      }
      keyspaces.add(keyspace);
    }
    return keyspaces;
  }

  /** The same text is the same kind of statement, whatever its table looks like now. */
  @SuppressWarnings("unchecked")
  private <P extends Plan> P replanned(String sql, P outdated) throws SQLException {
    Plan plan = plan(sql);
    return (P) outdated.getClass().cast(plan);
  }

  /** A transaction in conflict is over. */
  private SQLException afterFailure(SQLException e) {
    boolean conflict = CONFLICT.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
    if (conflict && !session.isEachCommitted()) {
      session.transaction().rollback();
    }
    return e;
  }

  /**
   * Runs a query.
   *
   * @param plan a plan of {@code sql}, which need not be current any more
   * @param values the parameters' values
   */
  public QueryResult query(
      String sql, QueryPlan plan, @Nullable Object[] values, Cancellation cancellation)
      throws SQLException {
    return run(
        sql,
        plan,
        (current, keyspaces) -> {
          boolean alone = session.isEachCommitted() || current.tables().isEmpty();
          RowLocks locks = null;
          Reads reads;
          if (alone) {
            reads = Reads.latest(database);
          } else {
            CurrentTransaction transaction = session.transaction();
            transaction.checkTables(current.tables());
            if (current.lock() != null) {
              checkWritable();
              changes.locksRows();
              locks =
                  new TransactionLocks(
                      transaction.writer(session.isolation()), current.lock(), cancellation);
            }
            reads = reads(transaction);
          }
          Execution execution =
              executions.of(
                  current, keyspaces, values, reads, cancellation, locks, GeneratedRows.NONE);
          return new QueryResult(current, opened(current, execution), !alone);
        });
  }

  /** Returns where a query reads in the transaction. */
  private Reads reads(CurrentTransaction transaction) {
    Reader reader = transaction.reader(session.isReadOnly(), session.isolation());
    // At READ COMMITTED each call of the engine's transactions sees what is committed then; a
    // snapshot is the same moment for all of the query's calls.
    return session.isolation() == Isolation.READ_COMMITTED && !transaction.hasWrites()
        ? Reads.latest(database)
        : Reads.in(reader);
  }

  /** Opens the rows of a query, whose execution ends with them. */
  private static Rows opened(QueryPlan plan, Execution execution) throws SQLException {
    boolean opened = false;
    try {
      Rows rows = plan.open(execution);
      opened = true;
      return new OwningRows(rows, execution);
    } finally {
      if (!opened) {
        execution.close();
      }
    }
  }

  /**
   * Runs a statement that changes rows: in the current transaction, or in one of its own that is
   * run again on conflict.
   *
   * @param unsynced whether the caller calls {@link #sync} afterwards
   * @param generated takes the rows that are inserted
   * @return the number of rows changed
   */
  public long update(
      String sql,
      WritePlan plan,
      @Nullable Object[] values,
      Cancellation cancellation,
      boolean unsynced,
      GeneratedRows generated)
      throws SQLException {
    checkWritable();
    return run(
        sql,
        plan,
        (current, keyspaces) -> {
          return changes.run(
              new ChangeRunner.Change(current, keyspaces, values, cancellation, generated),
              unsynced);
        });
  }

  private void checkWritable() throws SQLException {
    if (session.isReadOnly()) {
      throw SqlErrors.readOnly("the connection is read-only");
    }
  }

  /** Makes what was written without a sync as durable as the database is to be. */
  public void sync() throws SQLException {
    try {
      database.sync();
    } catch (RuntimeException e) {
      throw session.failure(e);
    }
  }

  /** Creates, changes or drops something; a transaction that is active is committed first. */
  public void define(DefinitionPlan plan, Cancellation cancellation) throws SQLException {
    checkWritable();
    ReentrantLock definitions = session.shared().definitions();
    lock(definitions, cancellation);
    Runnable release = () -> {};
    try {
      plan.check(database);
      session.transaction().commit();
      String table = plan.alteredTable(database);
      if (table != null) {
        release = session.shared().schema().change(table, cancellation);
      }
      plan.run(database, cancellation);
    } catch (RuntimeException e) {
      throw session.failure(e);
    } finally {
      release.run();
      definitions.unlock();
    }
  }

  /** Waits for other definitions to end. An interrupt is kept for whoever asks for it. */
  private static void lock(ReentrantLock definitions, Cancellation cancellation)
      throws SQLException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          if (definitions.tryLock(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
        cancellation.check();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does what concerns the session: its transaction, or one of its options. */
  public void command(CommandPlan plan) throws SQLException {
    if (plan.statement() instanceof Statement.SetOption set) {
      options.set(set.name().text(), set.value());
      return;
    }
    Statement.Transaction transaction = (Statement.Transaction) plan.statement();
    Name savepoint = transaction.savepoint();
    String name = savepoint == null ? "" : savepoint.text();
    switch (transaction.action()) {
      case BEGIN -> session.begin();
      case COMMIT -> session.commitWork();
      case ROLLBACK -> session.rollbackWork();
      case SAVEPOINT -> session.savepoint(name);
      case ROLLBACK_TO -> session.rollbackTo(name);
      case RELEASE -> session.release(name);
    }
  }

  /** Closes the database for all connections of this driver. */
  public void shutDown() throws SQLException {
    try {
      session.transaction().rollback();
      session.shared().shutDown();
    } catch (RuntimeException e) {
      throw session.failure(e);
    }
  }
}
