package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** INSERT with defaults, and what it can do about a key that exists. */
class UpsertTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, n INTEGER DEFAULT 5, s VARCHAR DEFAULT 'new')",
          "INSERT INTO t VALUES (1, 10, 'old')");

  @AfterEach
  void close() {
    db.close();
  }

  private String all() throws SQLException {
    return String.join(" ", db.query("SELECT * FROM t"));
  }

  @Test
  void columnsThatAreNotGivenHaveTheirDefaults() throws SQLException {
    db.execute("INSERT INTO t (k) VALUES (2)");
    db.execute("INSERT INTO t VALUES (3, DEFAULT, NULL)");
    db.execute("INSERT INTO t (s, k) VALUES ('x', ?)", 4);
    db.execute("UPDATE t SET n = DEFAULT, s = s WHERE k = 1");
    assertThat(all()).isEqualTo("1,5,old 2,5,new 3,5,null 4,5,x");
    db.execute(
        "CREATE TABLE u (k INTEGER DEFAULT 7 PRIMARY KEY, v DATE DEFAULT DATE '2024-01-01')");
    db.execute("INSERT INTO u DEFAULT VALUES");
    assertThat(db.query("SELECT * FROM u")).containsExactly("7,2024-01-01");
  }

  @Test
  void onConflictDoNothingPassesOverRowsThatAreThere() throws SQLException {
    assertThat(
            db.execute(
                "INSERT INTO t VALUES (1, 0, 'x'), (2, 0, 'y'), (2, 1, 'z') ON CONFLICT DO NOTHING"))
        .isEqualTo(1);
    assertThat(db.execute("INSERT INTO t (k) VALUES (1) ON CONFLICT (k) DO NOTHING")).isZero();
    assertThat(all()).isEqualTo("1,10,old 2,0,y");
  }

  @Test
  void onConflictDoUpdateSeesBothRows() throws SQLException {
    String sql =
        "INSERT INTO t VALUES (?, ?, ?) ON CONFLICT (k) DO UPDATE SET n = t.n + EXCLUDED.n, s = s";
    assertThat(db.execute(sql, 1, 3, "x")).isEqualTo(1);
    assertThat(db.execute(sql, 2, 3, "y")).isEqualTo(1);
    assertThat(all()).isEqualTo("1,13,old 2,3,y");
    db.execute(
        "INSERT INTO t VALUES (1, 0, 'in') ON CONFLICT DO UPDATE SET s = EXCLUDED.s, n = DEFAULT");
    assertThat(all()).isEqualTo("1,5,in 2,3,y");
    // The same key twice in one statement: the second meets the first.
    db.execute(
        "INSERT INTO t VALUES (7, 1, 'a'), (7, 2, 'b') ON CONFLICT (k) DO UPDATE SET n = n + excluded.n");
    assertThat(db.query("SELECT * FROM t WHERE k = 7")).containsExactly("7,3,a");
  }

  @Test
  void onConflictDoUpdateMayMoveTheRow() throws SQLException {
    db.execute("INSERT INTO t VALUES (1, 0, 'x') ON CONFLICT DO UPDATE SET k = k + 8");
    assertThat(all()).isEqualTo("9,10,old");
    db.execute("INSERT INTO t VALUES (1, 0, 'x')");
    assertFails(
        "23505",
        () -> db.execute("INSERT INTO t VALUES (1, 0, 'y') ON CONFLICT DO UPDATE SET k = 9"));
    assertFails(
        "23502",
        () -> db.execute("INSERT INTO t VALUES (1, 0, 'y') ON CONFLICT DO UPDATE SET k = NULL"));
    assertThat(all()).isEqualTo("1,0,x 9,10,old");
  }

  @Test
  void mergeSetsTheGivenColumnsAndReplaceTheWholeRow() throws SQLException {
    assertThat(db.execute("MERGE INTO t (k, s) VALUES (1, 'merged'), (2, 'inserted')"))
        .isEqualTo(2);
    assertThat(all()).isEqualTo("1,10,merged 2,5,inserted");
    assertThat(db.execute("REPLACE INTO t (k, s) VALUES (1, 'replaced'), (3, ?)", "x"))
        .isEqualTo(2);
    assertThat(all()).isEqualTo("1,5,replaced 2,5,inserted 3,5,x");
    assertThat(db.execute("MERGE INTO t (k, n) KEY (k) VALUES (3, 1)")).isEqualTo(1);
    assertThat(db.query("SELECT * FROM t WHERE k = 3")).containsExactly("3,1,x");
  }

  @Test
  void onlyThePrimaryKeyCanBeInConflict() {
    assertFails(
            "0A000", () -> db.execute("INSERT INTO t (k) VALUES (1) ON CONFLICT (n) DO NOTHING"))
        .hasMessageContaining("primary key");
    assertFails(
        "0A000", () -> db.execute("INSERT INTO t (k) VALUES (1) ON CONFLICT (k, n) DO NOTHING"));
    assertFails(
        "42S22", () -> db.execute("INSERT INTO t (k) VALUES (1) ON CONFLICT (x) DO NOTHING"));
    assertFails("0A000", () -> db.execute("MERGE INTO t (k, n) KEY (n) VALUES (1, 1)"));
    assertFails(
        "42S22",
        () -> db.execute("INSERT INTO t (k) VALUES (1) ON CONFLICT DO UPDATE SET n = x.n"));
    assertFails("42S22", () -> db.execute("UPDATE t SET n = EXCLUDED.n"));
  }

  @Test
  void setCalculatesWithTheValuesOfBefore() throws SQLException {
    db.execute("UPDATE t SET n = n + 1, s = ? WHERE k = 1", "x");
    db.execute("UPDATE t AS u SET n = (u.n * 2 - ?) / 3, k = n WHERE u.k = 1", 1);
    assertThat(all()).isEqualTo("11,7,x");
    assertThat(db.execute("UPDATE t SET n = n % 4 WHERE n > 100")).isZero();
  }
}
