package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.SqlAdapter;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.Survives;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The tables that databases are filled with: {@code a (k, v, n, g)} and {@code b (k, w)}, with the
 * same keys. Everything in a row follows from its number.
 */
final class SqlTables {

  static final int GROUPS = 100;

  private static final int ROWS_PER_COMMIT = 1000;
  private static final String HALF = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";

  private SqlTables() {}

  static String key(long index) {
    return String.format(Locale.ROOT, "key:%012d", index);
  }

  /** Returns the value of a row after a number of overwrites: half of it compresses. */
  static String value(long index, long generation) {
    long first = mix(index * 31 + generation);
    long second = mix(first);
    long third = mix(second);
    String half =
        String.format(Locale.ROOT, "%016x%016x%016x", first, second, third)
            + (generation % 10)
            + "_";
    return half + HALF;
  }

  private static long mix(long number) {
    long mixed = (number ^ (number >>> 31)) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  static int group(long index) {
    return (int) (index % GROUPS);
  }

  /** Fills the tables, closes the database, and looks whether all is there. */
  static void load(CaseContext context) {
    SqlAdapter adapter = (SqlAdapter) context.contender();
    Plan plan = context.plan();
    try (Connection connection = adapter.connect(context.directory(), plan, Survives.PROCESS_END)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE a (k VARCHAR(16) PRIMARY KEY, v VARCHAR(100), n INTEGER, g INTEGER)");
        statement.execute("CREATE TABLE b (k VARCHAR(16) PRIMARY KEY, w VARCHAR(100))");
      }
      connection.setAutoCommit(false);
      fill(connection, plan.entries());
      connection.setAutoCommit(true);
      adapter.analyze(connection);
      adapter.shutDown(connection);
    } catch (SQLException e) {
      throw new StoreException("the tables cannot be filled", e);
    }
    try (Connection connection = adapter.connect(context.directory(), plan, Survives.PROCESS_END)) {
      checkCount(connection, plan.entries());
      adapter.shutDown(connection);
    } catch (SQLException e) {
      throw new StoreException("the tables cannot be read", e);
    }
  }

  private static void fill(Connection connection, long rows) throws SQLException {
    try (PreparedStatement a = connection.prepareStatement("INSERT INTO a VALUES (?, ?, ?, ?)");
        PreparedStatement b = connection.prepareStatement("INSERT INTO b VALUES (?, ?)")) {
      for (long i = 0; i < rows; i++) {
        set(a, i, 0);
        a.addBatch();
        b.setString(1, key(i));
        b.setString(2, value(i, 1));
        b.addBatch();
        if (i % ROWS_PER_COMMIT == ROWS_PER_COMMIT - 1 || i == rows - 1) {
          a.executeBatch();
          b.executeBatch();
          connection.commit();
        }
      }
    }
  }

  /** Sets the parameters for a row of {@code a}. */
  static void set(PreparedStatement statement, long index, long generation) throws SQLException {
    statement.setString(1, key(index));
    statement.setString(2, value(index, generation));
    statement.setLong(3, index);
    statement.setInt(4, group(index));
  }

  /** Checks that {@code a} has so many rows. */
  static void checkCount(Connection connection, long rows) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM a")) {
      result.next();
      if (result.getLong(1) != rows) {
        throw new StoreException("the table has " + result.getLong(1) + " rows, not " + rows);
      }
    }
  }
}
