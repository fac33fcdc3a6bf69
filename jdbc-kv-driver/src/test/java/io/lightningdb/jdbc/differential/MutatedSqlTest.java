package io.lightningdb.jdbc.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs statements with words of others in them. Whatever they are, they run or fail with an
 * SQLException that has a state, and leave the table as it was.
 */
@ExtendWith(Seeds.class)
@Timeout(120)
class MutatedSqlTest {

  private static final int STATEMENTS = 400;

  private static final List<String> WORDS =
      List.of(
          "NULL",
          "(",
          ")",
          ",",
          "*",
          "=",
          "'x'",
          "0",
          "-1",
          "1e300",
          "9223372036854775807",
          "?",
          "DISTINCT",
          "CAST(k AS VARCHAR(2))",
          "CASE",
          "END",
          "COUNT(*)",
          "SUM(s)",
          "GROUP BY 1",
          "HAVING",
          "ORDER BY 99",
          "LIMIT NULL",
          "FOR UPDATE",
          "_rowid",
          "t0.k",
          "x.*",
          "DEFAULT",
          "DATE '2024-01-01'",
          "X'00'",
          "TRUE",
          "(1, 2)",
          "UNION",
          "VALUES (1)",
          "BETWEEN",
          "LIKE",
          "1 / 0",
          "RAND()",
          "NOW()",
          "EXTRACT(YEAR FROM NOW())",
          "\"",
          "--",
          "/*",
          "{fn ABS(",
          "::");

  @RepeatedTest(12)
  void nothingButAnSqlExceptionComesOfIt(Seed seed) throws SQLException {
    RandomSql random = new RandomSql(seed.fork("sql"));
    int succeeded = 0;
    try (TestDatabase db = new TestDatabase()) {
      for (String sql : RandomSql.TABLES) {
        db.execute(sql);
      }
      for (String sql : random.indexes()) {
        db.execute(sql);
      }
      for (int i = 0; i < STATEMENTS; i++) {
        String sql = random.next().sql();
        succeeded += run(db, seed.oneIn(4) ? sql : mutated(sql, random.next().sql(), seed));
      }
      // And the database is still one.
      assertThat(db.query("SELECT COUNT(*) FROM t0")).hasSize(1);
    }
    assertThat(succeeded).isGreaterThan(STATEMENTS / 10);
  }

  private static int run(TestDatabase db, String sql) {
    try (Statement statement = db.connection().createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          TestDatabase.rows(rows);
        }
      }
      return 1;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(sql).isNotNull().isNotEqualTo("XX001");
      assertThat(e.getMessage()).as(sql).isNotBlank();
      return 0;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(sql, e);
    }
  }

  private static String mutated(String sql, String other, Seed seed) {
    List<String> words = new ArrayList<>(List.of(sql.split(" ")));
    List<String> foreign = List.of(other.split(" "));
    for (int i = seed.between(1, 3); i > 0; i--) {
      int at = seed.between(0, words.size() - 1);
      switch (seed.between(0, 3)) {
        case 0 -> words.set(at, seed.pick(WORDS));
        case 1 -> words.add(at, seed.pick(WORDS));
        case 2 -> words.set(at, seed.pick(foreign));
        default -> words.add(at, words.get(seed.between(0, words.size() - 1)));
      }
    }
    return String.join(" ", words);
  }
}
