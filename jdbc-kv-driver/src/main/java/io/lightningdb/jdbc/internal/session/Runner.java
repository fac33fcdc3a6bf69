package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Reads;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.plan.DefinitionPlan;
import io.lightningdb.jdbc.internal.plan.Plan;
import io.lightningdb.jdbc.internal.plan.QueryPlan;
import io.lightningdb.jdbc.internal.plan.WritePlan;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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

  private final Session session;
  private final Database database;

  public Runner(Session session) {
    this.session = session;
    this.database = session.database();
  }

  /** Returns a plan for a statement. */
  public Plan plan(String sql) throws SQLException {
    session.checkOpen();
    try {
      return session.shared().plans().get(database, sql);
    } catch (RuntimeException e) {
      throw session.failure(e);
    }
  }

  /** What is done with a plan and its keyspace. */
  private interface Run<P extends Plan, T> {

    T run(P plan, @Nullable Keyspace keyspace) throws SQLException;
  }

  /**
   * Runs a plan, or a newer one of the same statement.
   *
   * @param table the plan's table
   */
  private <P extends Plan, T> T run(
      String sql, P plan, Function<P, @Nullable BoundTable> table, Run<P, T> run)
      throws SQLException {
    P current = plan;
    for (int attempt = 1; ; attempt++) {
      try {
        BoundTable bound = table.apply(current);
        Keyspace keyspace = bound == null ? null : bound.keyspace(database);
        if (bound == null || keyspace != null) {
          return run.run(current, keyspace);
        }
      } catch (RuntimeException e) {
        boolean dropped =
            e instanceof IllegalStateException
                && session.isAutoCommit()
                && session.isUsable()
                && !current.isCurrent(database);
        if (!dropped || attempt == ATTEMPTS_MAX) {
          throw afterFailure(session.failure(e));
        }
      }
      current = replanned(sql, current);
    }
  }

  /** The same text is the same kind of statement, whatever its table looks like now. */
  @SuppressWarnings("unchecked")
  private <P extends Plan> P replanned(String sql, P outdated) throws SQLException {
    Plan plan = plan(sql);
    return (P) outdated.getClass().cast(plan);
  }

  /** A transaction in conflict is over. */
  private SQLException afterFailure(SQLException e) {
    if (CONFLICT.equals(e.getSQLState()) && !session.isAutoCommit()) {
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
        QueryPlan::table,
        (current, keyspace) -> {
          @Nullable Object[] parameters = current.parameters().convert(values);
          boolean alone = keyspace == null || session.isAutoCommit();
          Reads reads =
              alone
                  ? Reads.latest(database)
                  : Reads.in(
                      session.transaction().reader(session.isReadOnly(), session.isolation()));
          Execution execution =
              new Execution(keyspace, database.capabilities(), parameters, reads, cancellation);
          return new QueryResult(current, current.open(execution), !alone);
        });
  }

  /**
   * Runs a statement that changes rows: in the current transaction, or in one of its own that is
   * run again on conflict.
   *
   * @param unsynced whether the caller calls {@link #sync} afterwards
   * @return the number of rows changed
   */
  public long update(
      String sql,
      WritePlan plan,
      @Nullable Object[] values,
      Cancellation cancellation,
      boolean unsynced)
      throws SQLException {
    checkWritable();
    return run(
        sql,
        plan,
        WritePlan::table,
        (current, keyspace) -> {
          @Nullable Object[] parameters = current.parameters().convert(values);
          Change change =
              new Change(current, Objects.requireNonNull(keyspace), parameters, cancellation);
          return session.isAutoCommit()
              ? alone(change, unsynced)
              : inTransaction(change, session.transaction());
        });
  }

  private void checkWritable() throws SQLException {
    if (session.isReadOnly()) {
      throw SqlErrors.readOnly("the connection is read-only");
    }
  }

  /** What is to be run, perhaps more than once. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Change(
      WritePlan plan,
      Keyspace keyspace,
      @Nullable Object[] parameters,
      Cancellation cancellation) {}

  private long inTransaction(Change change, CurrentTransaction current) throws SQLException {
    Transaction transaction = current.writer(session.isolation());
    Writes writes = new Writes(database.capabilities());
    long count = collect(change, transaction, writes);
    writes.apply(transaction, change.keyspace, current.bytesWritten());
    current.addBytesWritten(writes.bytes());
    return count;
  }

  private long alone(Change change, boolean unsynced) throws SQLException {
    TransactionOptions options = TransactionOptions.defaults().withIsolation(session.isolation());
    if (unsynced && change.keyspace.durability() == Durability.SYNC) {
      options = options.withDurability(Durability.ASYNC);
    }
    try {
      return database.transact(
          options,
          transaction -> {
            try {
              change.cancellation.check();
              Writes writes = new Writes(database.capabilities());
              long count = collect(change, transaction, writes);
              writes.apply(transaction, change.keyspace, 0);
              return count;
            } catch (SQLException e) {
              throw new Undone(e);
            }
          });
    } catch (Undone e) {
      throw e.reason;
    }
  }

  private long collect(Change change, Transaction transaction, Writes writes) throws SQLException {
    return change.plan.collect(
        new Execution(
            change.keyspace,
            database.capabilities(),
            change.parameters,
            Reads.in(transaction),
            change.cancellation),
        writes);
  }

  /** Carries an exception out of a transaction, which is rolled back. */
  private static final class Undone extends RuntimeException {

    private final transient SQLException reason;

    Undone(SQLException reason) {
      super(null, reason, false, false);
      this.reason = reason;
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

  /** Creates or drops something; a transaction that is active is committed first. */
  public void define(DefinitionPlan plan) throws SQLException {
    checkWritable();
    ReentrantLock definitions = session.shared().definitions();
    definitions.lock();
    try {
      plan.check(database);
      session.transaction().commit();
      plan.run(database);
    } catch (RuntimeException e) {
      throw session.failure(e);
    } finally {
      definitions.unlock();
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
