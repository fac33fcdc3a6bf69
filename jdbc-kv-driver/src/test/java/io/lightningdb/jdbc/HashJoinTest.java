package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Joins where neither key nor index tells where the partners are. */
@Timeout(60)
class HashJoinTest {

  private static final int ROWS = 3_000;

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE a (k INTEGER PRIMARY KEY, n INTEGER, s VARCHAR(10))",
          "CREATE TABLE b (k INTEGER PRIMARY KEY, n DECIMAL(9, 2), s CHAR(10))",
          "INSERT INTO a VALUES (1, 10, 'x'), (2, 20, 'y'), (3, NULL, 'z'), (4, 20, NULL)",
          "INSERT INTO b VALUES (1, 20, 'y'), (2, 20, 'z'), (3, NULL, 'x'), (4, 10.5, 'x'),"
              + " (5, 10, NULL)");

  @AfterEach
  void close() {
    db.close();
  }

  private String explain(String sql) throws SQLException {
    return String.join("\n", db.query("EXPLAIN " + sql));
  }

  @Test
  void whatIsEqualFindsItsPartners() throws SQLException {
    String join = "SELECT a.k, b.k FROM a JOIN b ON a.n = b.n";
    assertThat(explain(join))
        .contains("kept in memory, as far as that reaches, and looked up by n");
    assertThat(db.query(join + " ORDER BY 1, 2"))
        .containsExactly("1,5", "2,1", "2,2", "4,1", "4,2");
    assertThat(db.query("SELECT a.k, b.k FROM a JOIN b ON a.n = b.n AND a.s = b.s"))
        .containsExactly("2,1");
    assertThat(db.query("SELECT a.k, b.k FROM a JOIN b ON a.s = b.s AND b.n > 10 ORDER BY 1, 2"))
        .containsExactly("1,4", "2,1", "3,2");
    assertThat(
            db.query("SELECT a.k, b.k FROM a JOIN b ON a.n + 0 = b.n AND a.k < b.k ORDER BY 1, 2"))
        .containsExactly("1,5");
  }

  @Test
  void rowsWithoutAPartnerStay() throws SQLException {
    assertThat(
            db.query("SELECT a.k, b.k FROM a LEFT JOIN b ON a.n = b.n AND b.k > 1 ORDER BY 1, 2"))
        .containsExactly("1,5", "2,2", "3,null", "4,2");
    assertThat(db.query("SELECT a.k FROM a LEFT JOIN b ON a.n = b.n WHERE b.k IS NULL"))
        .containsExactly("3");
    assertThat(db.query("SELECT a.k, b.k FROM a LEFT JOIN b ON 1 = 0 ORDER BY 1"))
        .containsExactly("1,null", "2,null", "3,null", "4,null");
  }

  @Test
  void aQueryInThePlaceOfATableIsRunOnce() throws SQLException {
    String join =
        "SELECT a.k, t.c FROM a LEFT JOIN (SELECT n, COUNT(*) AS c FROM b GROUP BY n) t"
            + " ON t.n = a.n";
    assertThat(explain(join)).contains("kept in memory").contains("looked up by n = n");
    assertThat(db.query(join + " ORDER BY 1")).containsExactly("1,1", "2,2", "3,null", "4,2");
    assertThat(
            db.query(
                "SELECT a.k, t.m FROM a, (SELECT MAX(k) AS m FROM b) t WHERE a.k < t.m ORDER BY 1"))
        .containsExactly("1,5", "2,5", "3,5", "4,5");
  }

  @Test
  void itTakesAsLongAsBothTogether() throws SQLException {
    db.execute("CREATE TABLE c (k INTEGER PRIMARY KEY, n INTEGER)");
    db.execute("CREATE TABLE d (k INTEGER PRIMARY KEY, n INTEGER)");
    fill("c", 20_000, "");
    fill("d", 20_000, "");
    // Read anew for each row, the second table would take 400 million rows.
    assertThat(db.query("SELECT COUNT(*) FROM c JOIN d ON c.n = d.n")).containsExactly("20000");
  }

  private void fill(String table, int rows, String text) throws SQLException {
    String sql = "INSERT INTO " + table + " VALUES (?, ?" + (text.isEmpty() ? ")" : ", ?)");
    try (PreparedStatement insert = db.connection().prepareStatement(sql)) {
      for (int i = 0; i < rows; i++) {
        insert.setInt(1, i);
        insert.setInt(2, rows - i);
        if (!text.isEmpty()) {
          insert.setString(3, text);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Test
  void whatDoesNotFitIntoMemoryIsReadAnew() throws SQLException {
    db.execute("CREATE TABLE wide (k INTEGER PRIMARY KEY, n INTEGER, t TEXT)");
    fill("wide", ROWS, "x".repeat(4_000));
    List<String> expected = List.of("1," + (ROWS - 10), "2," + (ROWS - 20), "4," + (ROWS - 20));
    assertThat(db.query("SELECT a.k, w.k FROM a JOIN wide w ON w.n = a.n ORDER BY a.k"))
        .isEqualTo(expected);
  }

  @Test
  void afterAFailureNoPartnerIsMissing() throws SQLException {
    try (Statement statement = db.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT a.k, b.k FROM a JOIN b ON a.n = b.n AND 10 / (b.k - 3) <> 9")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(2)).isEqualTo("5");
      // Only now all rows are read, and one of them divides by zero.
      assertFails("22012", rows::next);
      assertThat(TestDatabase.rows(rows)).containsSequence("4,1", "4,2");
    }
  }

  @Test
  void rowsThatAreLockedAreReadOneByOne() throws SQLException {
    db.connection().setAutoCommit(false);
    String join = "SELECT a.k, b.k FROM a JOIN b ON a.n = b.n ORDER BY 1, 2 FOR UPDATE";
    assertThat(explain(join)).doesNotContain("kept in memory");
    assertThat(db.query(join)).containsExactly("1,5", "2,1", "2,2", "4,1", "4,2");
    db.connection().rollback();
  }

  @Test
  void whereAKeyTellsThePartnersItIsUsed() throws SQLException {
    assertThat(explain("SELECT 1 FROM a JOIN b ON b.k = a.n")).doesNotContain("kept in memory");
    assertThat(explain("SELECT 1 FROM a JOIN b ON b.k > a.n AND a.k = 1"))
        .doesNotContain("kept in memory");
  }
}
