package io.lightningdb.jdbc.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the same random statements on Lightning, on H2 and on SQLite and compares what they answer:
 * queries with joins, groups, orders and unions, over tables with and without keys and indexes.
 */
@ExtendWith(Seeds.class)
@Timeout(300)
class QueryDifferentialTest {

  private static final int STATEMENTS = 350;

  /** What came of a statement: rows, or a count, or that it failed. */
  private static List<String> answer(Connection connection, RandomSql.Made made, String sql) {
    try (Statement statement = connection.createStatement()) {
      if (!made.query()) {
        return List.of("count " + statement.executeUpdate(sql));
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery(sql)) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          StringBuilder row = new StringBuilder();
          for (int i = 1; i <= columns; i++) {
            row.append(i == 1 ? "" : " | ").append(show(result.getObject(i)));
          }
          rows.add(row.toString());
        }
      }
      return rows;
    } catch (SQLException e) {
      return List.of("failed");
    }
  }

  private static String show(Object value) {
    if (value instanceof Number number) {
      BigDecimal exact = new BigDecimal(number.toString());
      return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
    return value == null ? "null" : "'" + value + "'";
  }

  /** Returns a statement as SQLite writes it. */
  private static String sqlite(String sql) {
    return sql.replace("SUBSTRING(", "SUBSTR(").replace("MERGE INTO", "REPLACE INTO");
  }

  /** Returns a statement as H2 writes it. */
  private static String h2(String sql) {
    return sql.startsWith("MERGE") ? sql.replace(" VALUES", " KEY (k) VALUES") : sql;
  }

  @RepeatedTest(50)
  void allAnswerTheSame(Seed seed) throws SQLException {
    RandomSql random = new RandomSql(seed.fork("sql"));
    try (TestDatabase db = new TestDatabase();
        Connection h2 = DriverManager.getConnection("jdbc:h2:mem:");
        Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      TestDatabase.execute(sqlite, "PRAGMA case_sensitive_like = ON");
      List<Connection> all = List.of(db.connection(), h2, sqlite);
      List<String> definitions = new ArrayList<>(RandomSql.TABLES);
      definitions.addAll(random.indexes());
      for (Connection connection : all) {
        for (String sql : definitions) {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        }
      }
      int failed = 0;
      int filled = 0;
      for (int i = 0; i < STATEMENTS; i++) {
        transaction(seed, all);
        RandomSql.Made made = random.next();
        List<String> ours = answer(db.connection(), made, made.sql());
        assertThat(ours).as("H2: %s", made.sql()).isEqualTo(answer(h2, made, h2(made.sql())));
        if (made.exact()) {
          assertThat(ours)
              .as("SQLite: %s", made.sql())
              .isEqualTo(answer(sqlite, made, sqlite(made.sql())));
        }
        failed += ours.equals(List.of("failed")) ? 1 : 0;
        filled += made.query() && ours.size() > 1 ? 1 : 0;
      }
      // Or else they would agree about nothing.
      assertThat(failed).isLessThan(STATEMENTS / 4);
      assertThat(filled).isGreaterThan(STATEMENTS / 12);
    }
  }

  /** Begins or ends transactions now and then, and goes back to savepoints. */
  private static void transaction(Seed seed, List<Connection> all) throws SQLException {
    int what = seed.between(0, 60);
    for (Connection connection : all) {
      if (what == 0) {
        connection.setAutoCommit(false);
      } else if (what == 1) {
        connection.setAutoCommit(true);
      } else if (what == 2 && !connection.getAutoCommit()) {
        connection.rollback();
      } else if (what == 3 && !connection.getAutoCommit()) {
        Savepoint savepoint = connection.setSavepoint();
        TestDatabase.execute(connection, "DELETE FROM t0");
        TestDatabase.execute(connection, "INSERT INTO t2 (k) VALUES (99)");
        connection.rollback(savepoint);
      }
    }
  }

  @Test
  void aWrongAnswerWouldBeSeen() throws SQLException {
    RandomSql.Made made = new RandomSql.Made("SELECT 1 ORDER BY 1", true, true);
    try (TestDatabase db = new TestDatabase();
        Connection h2 = DriverManager.getConnection("jdbc:h2:mem:")) {
      assertThat(answer(db.connection(), made, "SELECT 1"))
          .isEqualTo(answer(h2, made, "SELECT 1.0"));
      assertThat(answer(db.connection(), made, "SELECT 1"))
          .isNotEqualTo(answer(h2, made, "SELECT 2"));
      assertThat(answer(db.connection(), made, "SELECT 1"))
          .isNotEqualTo(answer(h2, made, "SELECT NULL"));
      assertThat(answer(h2, made, "SELECT nothing")).containsExactly("failed");
    }
  }
}
