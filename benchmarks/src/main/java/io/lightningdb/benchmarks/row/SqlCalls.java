package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.SqlAdapter;
import io.lightningdb.benchmarks.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** The calls that one thread makes to a database, on a connection of its own. */
abstract class SqlCalls implements Calls {

  final Connection connection;
  final SqlAdapter adapter;
  final long rows;
  final SplittableRandom random;

  SqlCalls(Connection connection, SqlAdapter adapter, Plan plan, int thread) {
    this.connection = connection;
    this.adapter = adapter;
    this.rows = plan.entries();
    this.random = new SplittableRandom(plan.seed() + thread);
  }

  /** Makes the calls of a thread. */
  @FunctionalInterface
  interface Factory {

    SqlCalls of(Connection connection, SqlAdapter adapter, Plan plan, int thread)
        throws SQLException;
  }

  abstract void run() throws SQLException;

  @Override
  public void prepare() {}

  @Override
  public final void call() {
    try {
      run();
    } catch (SQLException e) {
      throw new StoreException("a statement failed", e);
    }
  }

  @Override
  public void look() {}

  @Override
  public void check() {}

  /** Checks what was written, when all calls were made. */
  void checkLast() throws SQLException {}

  /** Says that an answer was wrong. */
  static StoreException wrong(String what) {
    return new StoreException(what + " is missing or not as written");
  }
}
