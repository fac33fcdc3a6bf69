package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.LocalDatabase;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever statement runs, it works or ends with an SQLException, and the connection stays good.
 */
@ExtendWith(Seeds.class)
@Timeout(180)
class StatementFuzzTest {

  private static final int STATEMENTS = 10_000;

  private static final List<String> COLUMNS =
      List.of("k", "n", "i", "s", "d", "e", "b", "f", "t", "u", "x", "key", "value", "EXCLUDED.s");

  private static final List<String> OPERANDS =
      List.of(
          "?",
          "?",
          "NULL",
          "1",
          "-1",
          "0.5",
          "1e3",
          "'a'",
          "'1'",
          "'%'",
          "X'00'",
          "TRUE",
          "DATE '2024-01-01'",
          "TIMESTAMP '2024-01-01 00:00:00'",
          "DEFAULT",
          "COUNT(*)",
          "9223372036854775807",
          "1e300",
          "'" + "z".repeat(70_000) + "'");

  private static final List<Object> PARAMETERS = new ArrayList<>();

  static {
    PARAMETERS.add(null);
    PARAMETERS.addAll(
        List.of(
            1,
            -5L,
            0.5,
            "a",
            "b%",
            new byte[] {1},
            true,
            new BigDecimal("1e200"),
            LocalDate.EPOCH,
            LocalDateTime.MAX,
            OffsetDateTime.MIN,
            UUID.randomUUID(),
            Double.NaN,
            Long.MIN_VALUE,
            "y".repeat(70_000)));
  }

  private Seed seed;

  @RepeatedTest(3)
  void noStatementEndsInAnyOtherWay(Seed given) throws SQLException {
    seed = given;
    try (TestDatabase db = new TestDatabase()) {
      Connection connection = db.connection();
      int worked = 0;
      for (int n = 0; n < STATEMENTS; n++) {
        if (n % 500 == 0) {
          connection.setAutoCommit(true);
          db.execute("DROP TABLE IF EXISTS t");
          db.execute("DROP TABLE IF EXISTS p");
          db.execute(
              "CREATE TABLE t (k INTEGER, n VARCHAR, i BIGINT DEFAULT 3, s VARCHAR(5), d"
                  + " DECIMAL(6, 2), e DATE, b BOOLEAN, f DOUBLE, t TIMESTAMP, u UUID, PRIMARY KEY"
                  + " (k, n))");
          db.execute("CREATE KEYSPACE p");
          connection.setAutoCommit(seed.oneIn(2));
        }
        worked += run(connection, statement()) ? 1 : 0;
      }
      assertThat(worked).as("statements that worked").isGreaterThan(STATEMENTS / 20);
      assertThat(connection.isValid(0)).isTrue();
      connection.setAutoCommit(true);
      assertThat(connection.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
  }

  private boolean run(Connection connection, String sql) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameters = statement.getParameterMetaData().getParameterCount();
      for (int i = 1; i <= parameters; i++) {
        statement.setObject(i, seed.pick(PARAMETERS));
      }
      if (statement.execute()) {
        try (ResultSet result = statement.getResultSet()) {
          while (result.next()) {
            for (int i = result.getMetaData().getColumnCount(); i > 0; i--) {
              result.getString(i);
              result.getObject(i);
            }
          }
        }
      }
      return true;
    } catch (SQLException e) {
      if (e.getSQLState().startsWith("08") || e.getSQLState().startsWith("HY")) {
        throw new AssertionError(sql, e);
      }
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(sql, e);
    }
  }

  private String operand() {
    if (seed.oneIn(6)) {
      return operand() + seed.pick(List.of(" + ", " - ", " * ", " / ", " % ")) + operand();
    }
    return seed.oneIn(2) ? seed.pick(COLUMNS) : seed.pick(OPERANDS);
  }

  private String condition(int depth) {
    return switch (seed.between(0, depth > 0 ? 9 : 5)) {
      case 0 -> operand() + " IS NULL";
      case 1 -> operand() + " LIKE " + operand();
      case 2 -> operand() + " IN (" + operand() + ", " + operand() + ")";
      case 3 -> operand() + " BETWEEN " + operand() + " AND " + operand();
      case 6 -> "NOT (" + condition(depth - 1) + ")";
      case 7 -> condition(depth - 1) + " OR " + condition(depth - 1);
      case 8 -> condition(depth - 1) + " AND " + condition(depth - 1);
      default -> operand() + seed.pick(List.of(" = ", " < ", " >= ", " <> ")) + operand();
    };
  }

  private String statement() {
    String table = seed.pick(List.of("t", "t", "t", "p", "nothing"));
    String where = seed.oneIn(3) ? "" : " WHERE " + condition(2);
    String some = seed.pick(COLUMNS);
    return switch (seed.between(0, 8)) {
      case 0 -> "UPDATE " + table + " SET " + some + " = " + operand() + where;
      case 1 -> seed.oneIn(4) ? "DELETE FROM " + table + where : "SELECT k FROM t ORDER BY k DESC";
      case 2 ->
          "INSERT INTO t (k, n, " + some + ") VALUES (" + operand() + ", 'x', " + operand() + ")";
      case 3 ->
          "INSERT INTO t (k, n, i) VALUES ("
              + seed.between(0, 5)
              + ", 'x', ?) ON CONFLICT (k, n) DO UPDATE SET "
              + some
              + " = "
              + operand();
      case 4 -> "MERGE INTO " + table + " VALUES (" + operand() + ", " + operand() + ")";
      case 5 -> "REPLACE INTO p VALUES (" + operand() + ", " + operand() + ")";
      case 6 -> "EXPLAIN SELECT * FROM " + table + where;
      default ->
          "SELECT "
              + operand()
              + " FROM "
              + table
              + where
              + seed.pick(List.of("", " ORDER BY k", " LIMIT " + operand(), " OFFSET ?"));
    };
  }
}
