package io.lightningdb.jdbc.internal.sql;

import static org.assertj.core.api.Assertions.fail;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever text the parser is given, it answers with a tree or an SQLException, and soon. */
@ExtendWith(Seeds.class)
@Timeout(120)
class ParserFuzzTest {

  private static final int INPUTS = 200_000;

  private static final Set<String> STATES =
      Set.of("42601", "0A000", "54001", "3F000", "22003", "22007", "22008", "22018");

  private static final List<String> STATEMENTS =
      List.of(
          "SELECT a, b + 1 AS c, COUNT(*) FROM t x WHERE a = ? AND (b LIKE 'x%' ESCAPE '!' OR c IS"
              + " NOT NULL) ORDER BY a DESC NULLS LAST LIMIT 10 OFFSET ?",
          "INSERT INTO t (a, b) VALUES (1, 'two'), (?, DEFAULT) ON CONFLICT (a) DO UPDATE SET b ="
              + " EXCLUDED.b",
          "UPDATE t SET a = a * 2 - 1, b = X'00ff' WHERE a BETWEEN -1 AND 1e3",
          "DELETE FROM \"t \"\"q\"\"\" WHERE d >= DATE '2024-02-29' OR e IN (1, 2.5, {t '01:02:03'})",
          "CREATE TABLE IF NOT EXISTS t (a INTEGER NOT NULL, b DECIMAL(10, 2) DEFAULT -1.5, c"
              + " TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT pk PRIMARY KEY (a, b)) -- end",
          "MERGE INTO t (a) KEY (a) VALUES (?)",
          "EXPLAIN SELECT * /* all */ FROM t FETCH FIRST 3 ROWS ONLY;",
          "DROP KEYSPACE IF EXISTS t",
          "SHUTDOWN");

  private static final List<String> PIECES =
      List.of(
          "SELECT",
          "FROM",
          "WHERE",
          "(",
          ")",
          ",",
          "'",
          "\"",
          "?",
          "*",
          "NOT",
          "AND",
          "OR",
          "IN",
          "--",
          "/*",
          "*/",
          "\n",
          ".",
          "1",
          "1e",
          "e9999999",
          "X'",
          "{d '",
          "}",
          ";",
          "||",
          "=",
          "<>",
          "NULL",
          "DATE '",
          "\0",
          "\uD800",
          "😀",
          "é",
          "\u00A0",
          "\u2028",
          "LIKE",
          "BETWEEN",
          "DEFAULT",
          "9".repeat(50),
          "PRIMARY KEY",
          "COUNT(*)",
          "-",
          "+",
          "%",
          "::",
          "$",
          "#",
          "\\");

  @Test
  void noTextMakesTheParserFailInAnyOtherWay(Seed seed) {
    for (int n = 0; n < INPUTS; n++) {
      String sql = seed.oneIn(4) ? soup(seed) : mutated(seed);
      try {
        Parser.parse(sql);
      } catch (SQLException e) {
        if (!STATES.contains(e.getSQLState()) || e.getMessage() == null) {
          throw new AssertionError("input " + n + ": " + sql, e);
        }
      } catch (Throwable e) {
        fail("input " + n + ": " + sql, e);
      }
    }
  }

  private static String soup(Seed seed) {
    StringBuilder text = new StringBuilder();
    for (int i = seed.between(0, 30); i > 0; i--) {
      text.append(seed.pick(PIECES)).append(seed.oneIn(3) ? "" : " ");
    }
    return text.toString();
  }

  private static String mutated(Seed seed) {
    StringBuilder text = new StringBuilder(seed.pick(STATEMENTS));
    for (int i = seed.between(1, 6); i > 0; i--) {
      int at = seed.between(0, text.length());
      int end = Math.min(text.length(), at + seed.between(0, 8));
      switch (seed.between(0, 3)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, seed.pick(PIECES));
        case 2 -> text.insert(at, text.substring(at, end));
        default -> {
          String other = seed.pick(STATEMENTS);
          int from = seed.between(0, other.length());
          text.insert(at, other.substring(from, Math.min(other.length(), from + 20)));
        }
      }
    }
    return text.toString();
  }
}
