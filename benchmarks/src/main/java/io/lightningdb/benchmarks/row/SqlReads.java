package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.SqlAdapter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Queries, each of whose answers is looked at. */
final class SqlReads {

  static final int RANGE_ROWS = 100;

  private static final String SELECT = "SELECT v FROM a WHERE k = ?";

  private SqlReads() {}

  /** One row by its key. */
  static final class Select extends SqlCalls {

    private final PreparedStatement statement;
    private final boolean each;
    private long index;
    private String found = "";

    /**
     * @param each whether the statement is prepared anew for each use
     */
    Select(Connection connection, SqlAdapter adapter, Plan plan, int thread, boolean each)
        throws SQLException {
      super(connection, adapter, plan, thread);
      this.each = each;
      this.statement = connection.prepareStatement(SELECT);
    }

    @Override
    public void prepare() {
      index = random.nextLong(rows);
    }

    @Override
    void run() throws SQLException {
      if (!each) {
        found = read(statement);
        return;
      }
      try (PreparedStatement fresh = connection.prepareStatement(SELECT)) {
        found = read(fresh);
      }
    }

    private String read(PreparedStatement prepared) throws SQLException {
      prepared.setString(1, SqlTables.key(index));
      try (ResultSet result = prepared.executeQuery()) {
        return result.next() ? result.getString(1) : "";
      }
    }

    @Override
    public void look() {
      if (!found.equals(SqlTables.value(index, 0))) {
        throw wrong("row " + index);
      }
    }
  }

  /** Many rows in the order of their keys, or joined with another table. */
  static final class Range extends SqlCalls {

    private final PreparedStatement statement;
    private final boolean joined;
    private final int generation;
    private long first;
    private int read;

    Range(Connection connection, SqlAdapter adapter, Plan plan, int thread, boolean joined)
        throws SQLException {
      super(connection, adapter, plan, thread);
      this.joined = joined;
      this.generation = joined ? 1 : 0;
      this.statement =
          connection.prepareStatement(
              joined
                  ? "SELECT a.k, b.w FROM a JOIN b ON b.k = a.k WHERE a.k >= ? AND a.k < ?"
                  : "SELECT k, v FROM a WHERE k >= ? ORDER BY k LIMIT " + RANGE_ROWS);
    }

    @Override
    public void prepare() {
      first = random.nextLong(Math.max(1, rows - RANGE_ROWS));
    }

    @Override
    void run() throws SQLException {
      statement.setString(1, SqlTables.key(first));
      if (joined) {
        statement.setString(2, SqlTables.key(first + RANGE_ROWS));
      }
      read = 0;
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          long index = Long.parseLong(result.getString(1).substring(4));
          String value = result.getString(2);
          // All but a few are compared by their length alone, or comparing were what is measured.
          boolean exact = index % 64 == 0;
          if (value.length() != 100
              || index < first
              || (exact && !value.equals(SqlTables.value(index, generation)))) {
            throw wrong("row " + index);
          }
          read++;
        }
      }
    }

    @Override
    public void look() {
      if (read != Math.min(RANGE_ROWS, rows - first)) {
        throw wrong("some of the rows from " + first + " on");
      }
    }
  }

  /** All rows become one, or one for each group. */
  static final class Aggregate extends SqlCalls {

    private final PreparedStatement statement;
    private final boolean grouped;
    private long groups;
    private long count;
    private long sum;

    Aggregate(Connection connection, SqlAdapter adapter, Plan plan, int thread, boolean grouped)
        throws SQLException {
      super(connection, adapter, plan, thread);
      this.grouped = grouped;
      this.statement =
          connection.prepareStatement(
              grouped
                  ? "SELECT COUNT(*), SUM(n), g FROM a GROUP BY g"
                  : "SELECT COUNT(*), SUM(n), MIN(n), MAX(n) FROM a");
    }

    @Override
    void run() throws SQLException {
      groups = 0;
      count = 0;
      sum = 0;
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          groups++;
          count += result.getLong(1);
          sum += result.getLong(2);
        }
      }
    }

    @Override
    public void look() {
      long expected = grouped ? Math.min(SqlTables.GROUPS, rows) : 1;
      if (groups != expected || count != rows || sum != rows * (rows - 1) / 2) {
        throw wrong("a sum");
      }
    }
  }
}
