package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.SqlAdapter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Statements that write; what they wrote is looked at in the end. */
final class SqlWrites {

  static final int BATCH_ROWS = 1000;

  private SqlWrites() {}

  /** Returns the value of a row. */
  private static String value(Connection connection, String table, String column, long index)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT " + column + " FROM " + table + " WHERE k = ?")) {
      select.setString(1, SqlTables.key(index));
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? result.getString(1) : "";
      }
    }
  }

  /** A row is written, whether it is there or not; each is a commit. */
  static final class Upsert extends SqlCalls {

    private final PreparedStatement statement;
    private final Map<Long, Long> written = new HashMap<>();
    private long index;
    private long generation;

    Upsert(Connection connection, SqlAdapter adapter, Plan plan, int thread) throws SQLException {
      super(connection, adapter, plan, thread);
      this.statement = connection.prepareStatement(adapter.upsert());
    }

    @Override
    public void prepare() {
      // Half of the keys are new at first.
      index = random.nextLong(2 * rows);
      generation++;
    }

    @Override
    void run() throws SQLException {
      SqlTables.set(statement, index, generation);
      statement.executeUpdate();
    }

    @Override
    public void look() {
      written.put(index, generation);
    }

    @Override
    void checkLast() throws SQLException {
      int looked = 0;
      for (Map.Entry<Long, Long> each : written.entrySet()) {
        String expected = SqlTables.value(each.getKey(), each.getValue());
        if (looked++ < 10_000 && !value(connection, "a", "v", each.getKey()).equals(expected)) {
          throw wrong("row " + each.getKey());
        }
      }
    }
  }

  /** Many new rows in a batch, which is a transaction. */
  static final class Batch extends SqlCalls {

    private final PreparedStatement statement;
    private long next;

    Batch(Connection connection, SqlAdapter adapter, Plan plan, int thread) throws SQLException {
      super(connection, adapter, plan, thread);
      connection.setAutoCommit(false);
      this.statement = connection.prepareStatement("INSERT INTO a VALUES (?, ?, ?, ?)");
      this.next = rows;
    }

    @Override
    void run() throws SQLException {
      for (int i = 0; i < BATCH_ROWS; i++) {
        SqlTables.set(statement, next++, 0);
        statement.addBatch();
      }
      statement.executeBatch();
      connection.commit();
    }

    @Override
    void checkLast() throws SQLException {
      SqlTables.checkCount(connection, next);
      if (!value(connection, "a", "v", next - 1).equals(SqlTables.value(next - 1, 0))) {
        throw wrong("the last row");
      }
      connection.commit();
    }
  }

  /** One row is read, two are changed and one is inserted, in a transaction. */
  static final class Transaction extends SqlCalls {

    private final PreparedStatement select;
    private final PreparedStatement update;
    private final PreparedStatement insert;
    private final long[] indexes = new long[3];
    private long changes;
    private long next;

    Transaction(Connection connection, SqlAdapter adapter, Plan plan, int thread)
        throws SQLException {
      super(connection, adapter, plan, thread);
      connection.setAutoCommit(false);
      this.select = connection.prepareStatement("SELECT v FROM a WHERE k = ?");
      this.update = connection.prepareStatement("UPDATE a SET n = n + 1 WHERE k = ?");
      this.insert = connection.prepareStatement("INSERT INTO b VALUES (?, ?)");
      this.next = rows;
    }

    @Override
    public void prepare() {
      for (int i = 0; i < indexes.length; i++) {
        indexes[i] = random.nextLong(rows);
      }
    }

    @Override
    void run() throws SQLException {
      select.setString(1, SqlTables.key(indexes[0]));
      try (ResultSet result = select.executeQuery()) {
        if (!result.next() || result.getString(1).length() != 100) {
          throw wrong("row " + indexes[0]);
        }
      }
      for (int i = 1; i < indexes.length; i++) {
        update.setString(1, SqlTables.key(indexes[i]));
        changes += update.executeUpdate();
      }
      insert.setString(1, SqlTables.key(next));
      insert.setString(2, SqlTables.value(next, 1));
      insert.executeUpdate();
      connection.commit();
      next++;
    }

    @Override
    void checkLast() throws SQLException {
      try (PreparedStatement sum = connection.prepareStatement("SELECT SUM(n) FROM a");
          ResultSet result = sum.executeQuery()) {
        result.next();
        if (changes != 2 * (next - rows) || result.getLong(1) != rows * (rows - 1) / 2 + changes) {
          throw wrong("a change");
        }
      }
      if (!value(connection, "b", "w", next - 1).equals(SqlTables.value(next - 1, 1))) {
        throw wrong("the last row");
      }
      connection.commit();
    }
  }
}
