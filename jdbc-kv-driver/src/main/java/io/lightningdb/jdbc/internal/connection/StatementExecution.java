package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.plan.CommandPlan;
import io.lightningdb.jdbc.internal.plan.DefinitionPlan;
import io.lightningdb.jdbc.internal.plan.Plan;
import io.lightningdb.jdbc.internal.plan.QueryPlan;
import io.lightningdb.jdbc.internal.plan.WritePlan;
import io.lightningdb.jdbc.internal.result.LightningResultSet;
import io.lightningdb.jdbc.internal.result.ResultOwner;
import io.lightningdb.jdbc.internal.session.QueryResult;
import io.lightningdb.jdbc.internal.session.Runner;
import io.lightningdb.jdbc.internal.session.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a statement, and keeps what came of it: rows, or a count. */
abstract class StatementExecution extends StatementSettings {

  private final LightningConnection connection;
  private final Session session;
  private final Runner runner;

  private @Nullable LightningResultSet result;
  private final List<LightningResultSet> keptResults = new ArrayList<>();
  private GeneratedKeys keys = new GeneratedKeys(GeneratedKeys.KeyColumns.NONE);
  private @Nullable LightningResultSet keysResult;
  private long updateCount = -1;
  private boolean closeOnCompletion;
  private volatile boolean closed;

  /** What stops the execution under way, or the rows that are still to come of it. */
  private volatile @Nullable Cancellation cancellation;

  StatementExecution(LightningConnection connection, boolean poolable) {
    super(poolable);
    this.connection = connection;
    this.session = connection.session();
    this.runner = connection.runner();
  }

  final Runner runner() {
    return runner;
  }

  final Session session() {
    return session;
  }

  @Override
  final void checkOpen() throws SQLException {
    session.checkOpen();
    if (closed) {
      throw SqlErrors.wrongMoment("the statement is closed");
    }
  }

  @Override
  public final Connection getConnection() throws SQLException {
    checkOpen();
    return connection;
  }

  // ---- Running

  /** What is done while the statement has the connection for itself. */
  interface Work<T> {

    T run(Cancellation cancellation) throws SQLException;
  }

  /**
   * Closes the result of before and does some work.
   *
   * @param wanted the columns of inserted rows that the program wants to have back
   */
  final <T> T exclusively(GeneratedKeys.KeyColumns wanted, Work<T> work) throws SQLException {
    checkOpen();
    Cancellation mine = new Cancellation(timeoutSeconds());
    // From here on, even while it waits for another thread, it can be cancelled.
    cancellation = mine;
    session.enter(mine);
    try {
      closeResult();
      keys = new GeneratedKeys(wanted);
      updateCount = -1;
      cancellation = mine;
      mine.check();
      return work.run(mine);
    } finally {
      if (result == null) {
        cancellation = null;
      }
      session.exit();
    }
  }

  /**
   * Runs a plan; returns whether there are rows.
   *
   * @param wanted the columns of inserted rows that the program wants to have back
   */
  final boolean run(
      String sql, Plan plan, @Nullable Object[] values, GeneratedKeys.KeyColumns wanted)
      throws SQLException {
    return exclusively(
        wanted,
        mine -> {
          if (plan instanceof QueryPlan query) {
            open(runner.query(sql, query, values, mine), mine);
            return true;
          }
          updateCount = change(sql, plan, values, mine, false);
          return false;
        });
  }

  /**
   * Runs a plan that returns no rows; returns how many rows it changed.
   *
   * @param unsynced whether {@link Runner#sync} is called afterwards
   */
  final long change(
      String sql, Plan plan, @Nullable Object[] values, Cancellation mine, boolean unsynced)
      throws SQLException {
    if (plan instanceof WritePlan write) {
      long count = runner.update(sql, write, values, mine, unsynced, keys);
      keys.keep();
      return count;
    }
    if (plan instanceof DefinitionPlan definition) {
      runner.define(definition, mine);
    } else if (plan instanceof CommandPlan command) {
      runner.command(command);
    } else {
      runner.shutDown();
    }
    return 0;
  }

  private void open(QueryResult rows, Cancellation mine) {
    Owner owner = new Owner(mine);
    LightningResultSet opened =
        new LightningResultSet(rows.plan().columns(), rows.rows(), owner, rowsMax());
    if (rows.endsWithTransaction()) {
      Runnable listener = opened::release;
      owner.listener = listener;
      session.addTransactionListener(listener);
    }
    result = opened;
  }

  static void checkIsQuery(Plan plan) throws SQLException {
    if (!(plan instanceof QueryPlan)) {
      throw SqlErrors.noQuery("the statement returns no rows; nothing was done");
    }
  }

  static void checkIsNoQuery(Plan plan) throws SQLException {
    if (plan instanceof QueryPlan) {
      throw SqlErrors.isQuery("the statement returns rows; use executeQuery or execute");
    }
  }

  /** The statement as the owner of rows that are there already. */
  private final class KeysOwner implements ResultOwner {

    @Override
    public Statement statement() {
      return StatementExecution.this;
    }

    @Override
    public boolean isClosed() {
      return StatementExecution.this.isClosed();
    }

    @Override
    public void begin() {}

    @Override
    public void end() {}

    @Override
    public SQLException failure(RuntimeException e) {
      return session.failure(e);
    }

    @Override
    public void closed(LightningResultSet closedResult) {}
  }

  /** The statement as the owner of the rows of one execution. */
  private final class Owner implements ResultOwner {

    private final Cancellation mine;
    private @Nullable Runnable listener;

    Owner(Cancellation mine) {
      this.mine = mine;
    }

    @Override
    public Statement statement() {
      return StatementExecution.this;
    }

    @Override
    public boolean isClosed() {
      return closed || !session.isUsable();
    }

    @Override
    public void begin() throws SQLException {
      session.enter(mine);
      mine.begin();
    }

    @Override
    public void end() {
      session.exit();
    }

    @Override
    public SQLException failure(RuntimeException e) {
      return session.failure(e);
    }

    @Override
    public void closed(LightningResultSet closedResult) {
      Runnable told = listener;
      if (told != null) {
        session.removeTransactionListener(told);
      }
      // By a new execution it is closed without being the result any more.
      if (result == closedResult) {
        result = null;
        cancellation = null;
        if (closeOnCompletion) {
          closed = true;
        }
      }
    }
  }

  // ---- Results

  @Override
  public final @Nullable ResultSet getResultSet() throws SQLException {
    checkOpen();
    return result;
  }

  /** Returns the result of an execution that has one. */
  final ResultSet result() {
    return Objects.requireNonNull(result, "there is no result");
  }

  /** Returns the count of an execution that has one, even of one that closed the database. */
  final long count() {
    return updateCount;
  }

  @Override
  public final long getLargeUpdateCount() throws SQLException {
    checkOpen();
    return updateCount;
  }

  @Override
  public final int getUpdateCount() throws SQLException {
    return toInt(getLargeUpdateCount());
  }

  /** Returns a count as far as an int can say it. */
  static int toInt(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  @Override
  public final boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  /** Returns false: a statement has one result. */
  @Override
  public final boolean getMoreResults(int current) throws SQLException {
    checkOpen();
    if (current != CLOSE_CURRENT_RESULT
        && current != KEEP_CURRENT_RESULT
        && current != CLOSE_ALL_RESULTS) {
      throw SqlErrors.badArgument("there is no way " + current + " to go to the next result");
    }
    updateCount = -1;
    LightningResultSet present = result;
    if (current == KEEP_CURRENT_RESULT) {
      if (present != null) {
        keptResults.add(present);
      }
    } else if (present != null) {
      present.close();
    }
    if (current == CLOSE_ALL_RESULTS) {
      for (LightningResultSet kept : keptResults) {
        kept.close();
      }
      keptResults.clear();
    }
    result = null;
    return false;
  }

  @Override
  public final ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    LightningResultSet before = keysResult;
    if (before != null) {
      before.close();
    }
    LightningResultSet opened = LightningResultSet.of(keys.columns(), keys.rows(), new KeysOwner());
    keysResult = opened;
    return opened;
  }

  // ---- The end

  @Override
  public final void cancel() throws SQLException {
    checkOpen();
    Cancellation present = cancellation;
    if (present != null) {
      present.cancel();
    }
  }

  /** Closes the results. For who has entered the session. */
  private void closeResult() {
    List<LightningResultSet> open = new ArrayList<>(keptResults);
    keptResults.clear();
    LightningResultSet present = result;
    result = null;
    if (present != null) {
      open.add(present);
    }
    LightningResultSet presentKeys = keysResult;
    keysResult = null;
    if (presentKeys != null) {
      open.add(presentKeys);
    }
    cancellation = null;
    open.forEach(LightningResultSet::release);
  }

  @Override
  public final void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    Cancellation present = cancellation;
    if (present != null) {
      present.cancel();
    }
    if (!session.isUsable()) {
      return; // Everything has ended with it.
    }
    session.enter(new Cancellation(0));
    try {
      closeResult();
    } finally {
      session.exit();
    }
  }

  @Override
  public final boolean isClosed() {
    return closed || !session.isUsable();
  }

  @Override
  public final void closeOnCompletion() throws SQLException {
    checkOpen();
    closeOnCompletion = true;
  }

  @Override
  public final boolean isCloseOnCompletion() throws SQLException {
    checkOpen();
    return closeOnCompletion;
  }
}
