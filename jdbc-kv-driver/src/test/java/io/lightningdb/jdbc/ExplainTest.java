package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a statement reaches the key, and what is tested on rows. */
class ExplainTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE c (a CHAR(2), n VARCHAR, i INTEGER, v INTEGER, PRIMARY KEY (a, n, i))");

  @AfterEach
  void close() {
    db.close();
  }

  private String explain(String sql) throws SQLException {
    try (PreparedStatement statement = db.connection().prepareStatement("EXPLAIN " + sql)) {
      // Parameters need not be set for it.
      return String.join("\n", TestDatabase.rows(query(statement)));
    }
  }

  private static ResultSet query(PreparedStatement statement) throws SQLException {
    for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
      statement.setNull(i, Types.NULL);
    }
    return statement.executeQuery();
  }

  private void where(String where, String... lines) throws SQLException {
    assertThat(explain("SELECT * FROM c WHERE " + where)).isEqualTo(String.join("\n", lines));
  }

  private static final String PART = "c: a scan of the part of the key where ";
  private static final String TESTED = "not in the key, so tested on each of these rows: ";

  @Test
  void equalityOnTheWholeKeyIsAGet() throws SQLException {
    where(
        "a = ? AND n = 'x' AND i = 1",
        "c: one row, got by its key, where a = ?1 AND n = 'x' AND i = 1");
    where(
        "1 = i AND n = ? AND 'DE' = a",
        "c: one row, got by its key, where 'DE' = a AND n = ?1 AND 1 = i");
    where(
        "a IN ('DE', 'FR') AND n = 'x' AND i IN (1, ?)",
        "c: some rows, each got by its key, where a IN ('DE', 'FR') AND n = 'x' AND i IN (1, ?1)");
    where(
        "(a = 'DE' OR a = 'FR') AND n = 'x' AND i = 1 AND v > 3",
        "c: some rows, each got by its key, where a IN ('DE', 'FR') AND n = 'x' AND i = 1",
        TESTED + "v > 3");
  }

  @Test
  void thePrefixOfAKeyAndARangeBehindItAreAScanOfThatPart() throws SQLException {
    where("a = ?", PART + "a = ?1");
    where("a = ? AND n > 'x'", PART + "a = ?1 AND n > 'x'");
    where("a = ? AND n >= 'x' AND n < ?", PART + "a = ?1 AND n >= 'x' AND n < ?2");
    where("a = ? AND n BETWEEN 'x' AND 'y'", PART + "a = ?1 AND n >= 'x' AND n <= 'y'");
    where("a = ? AND n LIKE 'x%'", PART + "a = ?1 AND n LIKE 'x%'");
    where("a IN (?, ?) AND n > 'x'", PART + "a IN (?1, ?2) AND n > 'x'");
    where("a > ?", PART + "a > ?1");
    where("NOT a <= ?", PART + "a > ?1");
    where("? < a", PART + "?1 < a");
  }

  @Test
  void aPatternThatIsMoreThanAPrefixNarrowsTheKeyAndIsTested() throws SQLException {
    where("a = ? AND n LIKE 'x%y'", PART + "a = ?1 AND n LIKE 'x%y'", TESTED + "n LIKE 'x%y'");
    where("a = ? AND n LIKE ?", PART + "a = ?1 AND n LIKE ?2", TESTED + "n LIKE ?2");
    where("a = ? AND n NOT LIKE 'x%'", PART + "a = ?1", TESTED + "n NOT LIKE 'x%'");
    // The blanks behind a CHAR do not count, so that being in the range does not say it all.
    where("a LIKE 'D%'", PART + "a LIKE 'D%'", TESTED + "a LIKE 'D%'");
  }

  @Test
  void whatCannotUseTheKeyIsTested() throws SQLException {
    where("v = 1", "c: a scan of the whole table", TESTED + "v = 1");
    where("n = 'x'", "c: a scan of the whole table", TESTED + "n = 'x'");
    where("a = ? AND i = 1", PART + "a = ?1", TESTED + "i = 1");
    where("a > ? AND n = 'x'", PART + "a > ?1", TESTED + "n = 'x'");
    where("a <> 'xx'", "c: a scan of the whole table", TESTED + "a <> 'xx'");
    where("a = n", "c: a scan of the whole table", TESTED + "a = n");
    where("a = 'xx' OR v = 1", "c: a scan of the whole table", TESTED + "(a = 'xx' OR v = 1)");
    where("a = 'xx' AND a = 'yy'", PART + "a = 'xx'", TESTED + "a = 'yy'");
    where("v + 1 = 2", "c: a scan of the whole table", TESTED + "(v + 1) = 2");
    where("i IS NULL", "c: a scan of the whole table", TESTED + "i IS NULL");
  }

  @Test
  void whatNoRowCanChangeIsTestedBeforeAnyIsRead() throws SQLException {
    where("1 = 0 AND a = 'xx'", "nothing is read unless 1 = 0", PART + "a = 'xx'");
    where("? = 1", "nothing is read unless ?1 = 1", "c: a scan of the whole table");
  }

  @Test
  void otherStatementsAreExplainedToo() throws SQLException {
    assertThat(explain("SELECT a FROM c ORDER BY a DESC LIMIT ? OFFSET 2"))
        .isEqualTo(
            "c: a scan of the whole table, backwards\nrows passed over first: 2\n"
                + "rows at most, after which nothing more is read: ?1");
    assertThat(explain("SELECT COUNT(*) FROM c WHERE a = 'xx'"))
        .isEqualTo(PART + "a = 'xx'\nthe rows are counted");
    assertThat(explain("UPDATE c SET v = v + 1 WHERE a = 'xx'"))
        .isEqualTo(PART + "a = 'xx'\neach of them is changed: v = (v + 1)");
    assertThat(explain("UPDATE c SET i = 1")).contains("removed and inserted");
    assertThat(explain("DELETE FROM c"))
        .isEqualTo("c: a scan of the whole table\neach of them is removed");
    assertThat(explain("INSERT INTO c VALUES ('x', 'y', 1, 2)"))
        .contains("one row is inserted, after a look");
    assertThat(explain("SELECT 1")).isEqualTo("no table is read");
    assertThat(db.query("SELECT COUNT(*) FROM c")).containsExactly("0");
  }

  @Test
  void theOrderOfTheKeyIsRecognized() throws SQLException {
    for (String good :
        new String[] {
          "ORDER BY a",
          "ORDER BY a, n",
          "ORDER BY a ASC NULLS FIRST, n, i",
          "ORDER BY 1, 2",
          "ORDER BY a, n, i, v",
          "ORDER BY a, a, n",
          "WHERE a = 'xx' ORDER BY n",
          "WHERE a = 'xx' ORDER BY n, a DESC, i",
          "WHERE a = 'xx' AND n = 'y' ORDER BY i",
          "WHERE a = 'xx' AND n = 'y' AND i = 1 ORDER BY v DESC",
          "WHERE a IN ('xx', 'yy') ORDER BY a"
        }) {
      assertThat(explain("SELECT * FROM c " + good))
          .as(good)
          .doesNotContain("backwards")
          .doesNotContain("sorted");
    }
    for (String good :
        new String[] {
          "ORDER BY a DESC", "ORDER BY a DESC, n DESC", "WHERE a = 'xx' ORDER BY a, n DESC, i DESC"
        }) {
      assertThat(explain("SELECT * FROM c " + good)).as(good).contains("backwards");
    }
    assertThat(explain("SELECT n AS a, a AS n FROM c ORDER BY n")).isNotEmpty();
    for (String bad :
        new String[] {
          "ORDER BY n",
          "ORDER BY v",
          "ORDER BY a, v",
          "ORDER BY a, n DESC",
          "ORDER BY a, i",
          "ORDER BY i + 1",
          "WHERE a IN ('xx', 'yy') ORDER BY n",
          "WHERE a > 'x' ORDER BY n"
        }) {
      assertThat(explain("SELECT * FROM c " + bad)).as(bad).contains("the rows are sorted");
    }
    SqlStates.assertFails("42S22", () -> explain("SELECT * FROM c ORDER BY 9"));
  }
}
