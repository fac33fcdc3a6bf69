package io.lightningdb.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** A database in memory for one test, with a connection that is always open. */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String url =
      "jdbc:lightning:mem:test-" + NEXT.incrementAndGet() + ";closeOnLast=true;cacheBytes=1m";
  private final Connection connection;

  public TestDatabase(String... statements) {
    try {
      connection = DriverManager.getConnection(url);
      for (String sql : statements) {
        execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  public String url() {
    return url;
  }

  /** Returns the connection that keeps the database open. */
  public Connection connection() {
    return connection;
  }

  /** Returns another connection, which the test closes. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  /** Runs a statement that is no query, with parameters, and returns its count. */
  public int execute(String sql, Object... parameters) throws SQLException {
    return execute(connection, sql, parameters);
  }

  public static int execute(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      return statement.executeUpdate();
    }
  }

  public static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  /** Runs a query and returns its rows, each as its values with commas between them. */
  public List<String> query(String sql, Object... parameters) throws SQLException {
    return query(connection, sql, parameters);
  }

  public static List<String> query(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        return rows(result);
      }
    }
  }

  /** Returns the rows of a result, each as its values with commas between them. */
  public static List<String> rows(ResultSet result) throws SQLException {
    List<String> rows = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= columns; i++) {
        row.append(i == 1 ? "" : ",").append(result.getString(i));
      }
      rows.add(row.toString());
    }
    return rows;
  }

  /** Some work with a database. */
  public interface Work {

    void run() throws SQLException;
  }

  /** Some work with a database that has a number. */
  public interface NumberedWork {

    void run(int number) throws SQLException;
  }

  /** Returns work as threads take it; what it throws fails the test. */
  public static Runnable work(Work work) {
    return () -> {
      try {
        work.run();
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    };
  }

  /** Returns work as threads take it; what it throws fails the test. */
  public static IntConsumer numbered(NumberedWork work) {
    return number -> work(() -> work.run(number)).run();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
