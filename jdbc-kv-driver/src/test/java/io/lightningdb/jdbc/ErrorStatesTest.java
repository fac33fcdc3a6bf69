package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.KeyCodec;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.testing.Threads;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each failure has its SQLSTATE and its class, and changes nothing. */
class ErrorStatesTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, s VARCHAR(3) NOT NULL, d DECIMAL(4, 2), b"
              + " VARBINARY(2), dt DATE)",
          "INSERT INTO t VALUES (1, 'one', 1.00, NULL, NULL)");

  @AfterEach
  void close() {
    db.close();
  }

  private void fails(String state, Class<? extends SQLException> type, String sql, Object... values)
      throws SQLException {
    String before = db.query("SELECT * FROM t").toString();
    db.connection().setAutoCommit(false);
    assertFails(state, type, () -> db.execute(sql, values));
    // In a transaction just as well, which goes on.
    assertThat(db.query("SELECT * FROM t").toString()).isEqualTo(before);
    db.connection().setAutoCommit(true);
    assertFails(state, type, () -> db.execute(sql, values));
    assertThat(db.query("SELECT * FROM t").toString()).isEqualTo(before);
  }

  @Test
  void aKeyThatExistsIs23505() throws SQLException {
    Class<? extends SQLException> type = SQLIntegrityConstraintViolationException.class;
    fails("23505", type, "INSERT INTO t (k, s) VALUES (1, 'x')");
    fails("23505", type, "INSERT INTO t (k, s) VALUES (2, 'x'), (3, 'y'), (2, 'z')");
    fails("23505", type, "INSERT INTO t (k, s) VALUES (2, 'x'), (1, 'z')");
    db.execute("INSERT INTO t (k, s) VALUES (2, 'two')");
    fails("23505", type, "UPDATE t SET k = 2 WHERE k = 1");
    fails("23505", type, "UPDATE t SET k = 7");
    assertFails("23505", () -> db.execute("INSERT INTO t (k, s) VALUES (1, 'x')"))
        .hasMessageContaining("table t has a row with k = 1 already");
  }

  @Test
  void nullWhereItCannotBeIs23502() throws SQLException {
    Class<? extends SQLException> type = SQLIntegrityConstraintViolationException.class;
    fails("23502", type, "INSERT INTO t (k) VALUES (2)");
    fails("23502", type, "INSERT INTO t (s) VALUES ('x')");
    fails("23502", type, "INSERT INTO t (k, s) VALUES (NULL, 'x')");
    fails("23502", type, "INSERT INTO t (k, s) VALUES (?, ?)", 2, null);
    fails("23502", type, "UPDATE t SET s = NULL");
    fails("23502", type, "UPDATE t SET k = NULL");
    fails("23502", type, "MERGE INTO t (k, d) VALUES (2, 1)");
  }

  @Test
  void aConflictIs40001() throws SQLException {
    try (Connection other = db.connect()) {
      db.connection().setAutoCommit(false);
      db.execute("UPDATE t SET s = 'x' WHERE k = 1");
      TestDatabase.execute(other, "UPDATE t SET s = 'y' WHERE k = 1");
      assertFails("40001", SQLTransactionRollbackException.class, db.connection()::commit)
          .hasMessageContaining("keyspace 't'");
      db.connection().rollback();
      assertThat(db.query("SELECT s FROM t")).containsExactly("y");
    }
  }

  @Test
  void mistakesInTheTextAreOfClass42() throws SQLException {
    Class<? extends SQLException> type = SQLSyntaxErrorException.class;
    fails("42601", type, "INSERT INTO t VALUE (1)");
    fails("42S02", type, "INSERT INTO u VALUES (1)");
    fails("42S02", type, "DROP TABLE u");
    fails("42S01", type, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
    fails("42S01", type, "CREATE TABLE T (k INTEGER PRIMARY KEY)");
    fails("42S01", type, "CREATE KEYSPACE t");
    fails("42S22", type, "UPDATE t SET x = 1");
    fails("42S22", type, "UPDATE t SET s = x");
    fails("42S22", type, "UPDATE t SET s = 'x' WHERE x = 1");
    fails("42S22", type, "UPDATE t SET s = 'x' WHERE u.k = 1");
    fails("42S22", type, "INSERT INTO t (x) VALUES (1)");
    fails("42S22", type, "CREATE TABLE u (k INTEGER, PRIMARY KEY (x))");
    fails("42S21", type, "CREATE TABLE u (k INTEGER PRIMARY KEY, K INTEGER)");
    fails("42S21", type, "CREATE TABLE u (k INTEGER, PRIMARY KEY (k, k))");
    fails("42S21", type, "INSERT INTO t (k, k) VALUES (1, 2)");
    fails("42S21", type, "UPDATE t SET s = 'x', S = 'y'");
    fails("42611", type, "CREATE TABLE u (k INTEGER PRIMARY KEY, j INTEGER PRIMARY KEY)");
    fails("42804", type, "UPDATE t SET s = 'x' WHERE s = 1");
    fails("42804", type, "UPDATE t SET s = 'x' WHERE k");
    fails("42804", type, "UPDATE t SET s = 'x' WHERE k LIKE 'x'");
    fails("42804", type, "UPDATE t SET s = s + 1");
    fails("42P18", type, "UPDATE t SET s = 'x' WHERE ? = ?", 1, 1);
    fails("21S01", type, "INSERT INTO t VALUES (1, 'x')");
    fails("21S01", type, "INSERT INTO t (k, s) VALUES (1)");
    fails("3F000", type, "DELETE FROM public.t");
  }

  @Test
  void dataThatDoesNotFitIsOfClass22() throws SQLException {
    Class<? extends SQLException> type = SQLDataException.class;
    fails("22003", type, "INSERT INTO t (k, s) VALUES (3000000000, 'x')");
    fails("22003", type, "INSERT INTO t (k, s) VALUES (?, 'x')", 3_000_000_000L);
    fails("22003", type, "UPDATE t SET d = 100");
    fails("22003", type, "UPDATE t SET k = k + 2147483647");
    fails(
        "22003",
        type,
        "UPDATE t SET d = 9223372036854775807 + 1 - 1 + k * 9223372036854775807 * 2");
    fails("22018", type, "UPDATE t SET k = 'x'");
    fails("22018", type, "UPDATE t SET k = ?", "x");
    fails("22018", type, "UPDATE t SET s = 'x' WHERE k = 'y'");
    fails("22018", type, "UPDATE t SET k = ?", new byte[1]);
    fails("22001", type, "UPDATE t SET s = 'long'");
    fails("22001", type, "UPDATE t SET b = X'010203'");
    fails("22012", type, "UPDATE t SET d = 1 / 0");
    fails("22012", type, "UPDATE t SET d = d / (k - 1)");
    fails("22012", type, "UPDATE t SET d = k % ?", 0);
    fails("22007", type, "UPDATE t SET dt = '2023-02-29'");
    fails("22021", type, "UPDATE t SET s = ?", "\uD83D");
    fails("22025", type, "UPDATE t SET s = 'x' WHERE s LIKE 'a!' ESCAPE '!'");
    assertFails("2201W", type, () -> db.query("SELECT * FROM t LIMIT ?", -1));
    assertFails("2201W", type, () -> db.query("SELECT * FROM t LIMIT 1.5"));
    assertFails("2201X", type, () -> db.query("SELECT * FROM t OFFSET ?", (Object) null));
  }

  @Test
  void whatIsNotSupportedIs0A000() throws SQLException {
    Class<? extends SQLException> type = SQLFeatureNotSupportedException.class;
    fails("0A000", type, "CREATE TABLE u (a INTEGER CHECK (a > 0))");
    fails("0A000", type, "ALTER TABLE t DROP COLUMN s");
    fails("0A000", type, "INSERT INTO t (k, s) VALUES (1, 'x') ON CONFLICT (s) DO NOTHING");
    assertFails("0A000", type, () -> db.query("SELECT k FROM t EXCEPT SELECT 1"))
        .hasMessageContaining("line 1, column 17");
    assertFails("42803", () -> db.query("SELECT COUNT(*), k FROM t"))
        .hasMessageContaining("line 1, column 18");
    assertFails("42803", () -> db.query("SELECT k FROM t WHERE COUNT(*) > 1"));
  }

  @Test
  void aMessageTellsWhichParameterIsWrong() {
    assertFails("22018", () -> db.execute("INSERT INTO t (k, s) VALUES (?, ?)", "x", "y"))
        .hasMessageStartingWith("parameter 1: 'x'");
    assertFails("22001", () -> db.execute("INSERT INTO t (k, s) VALUES (?, ?)", 5, "wide"))
        .hasMessageContaining("parameter 2")
        .hasMessageContaining("column s VARCHAR(3)");
  }

  @Test
  void writingOnAReadOnlyConnectionIs25006() throws SQLException {
    db.connection().setReadOnly(true);
    assertFails("25006", () -> db.execute("DELETE FROM t"));
    assertFails("25006", () -> db.execute("CREATE TABLE u (k INTEGER PRIMARY KEY)"));
    assertFails("25006", () -> db.execute("DROP TABLE t"));
    db.connection().setReadOnly(false);
    assertThat(db.execute("DELETE FROM t")).isEqualTo(1);
  }

  @Test
  void whatIsTooLargeIs54000AndNothingIsWritten() throws SQLException {
    db.execute("CREATE TABLE words (w VARCHAR PRIMARY KEY)");
    Class<? extends SQLException> type = SQLNonTransientException.class;
    String word = "w".repeat(70_000);
    assertFails("54000", type, () -> db.execute("INSERT INTO words VALUES ('a'), (?)", word))
        .hasMessageContaining("65536");
    assertThat(db.query("SELECT COUNT(*) FROM words")).containsExactly("0");
    // To look for such a key is no mistake.
    assertThat(db.query("SELECT * FROM words WHERE w = ?", word)).isEmpty();
    assertThat(db.query("SELECT * FROM words WHERE w > ? OR w < ?", word, word)).isEmpty();
    assertThat(db.query("SELECT * FROM words WHERE w LIKE ?", word + "%")).isEmpty();
    assertThat(db.query("SELECT * FROM words WHERE w BETWEEN ? AND ?", "a", word)).isEmpty();
    assertFails("54001", () -> db.query("SELECT " + "(".repeat(1_000)));
    assertFails(
        "54000",
        type,
        () -> db.execute("CREATE TABLE \"" + "n".repeat(2_000) + "\" (k INTEGER PRIMARY KEY)"));
  }

  @Test
  void longStatementsWorkOrAreTooComplexAndNeverOverflowTheStack() throws SQLException {
    assertThat(db.query("SELECT 1" + " + 1".repeat(1_000))).containsExactly("1001");
    assertThat(
            db.query("SELECT COUNT(*) FROM (SELECT 1" + " UNION ALL SELECT 1".repeat(500) + ") x"))
        .containsExactly("501");
    String row = "(1" + ", 1".repeat(10_000) + ")";
    for (String sql :
        new String[] {
          "SELECT 1" + " + 1".repeat(1_001),
          "SELECT 1" + " UNION SELECT 1".repeat(10_000),
          "SELECT " + row + " > " + row
        }) {
      assertFails("54001", () -> db.query(sql));
    }
    for (String sql :
        new String[] {
          "SELECT 1" + " + 1".repeat(1_000), "SELECT 1" + " UNION SELECT 1".repeat(500)
        }) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread small =
          new Thread(
              null,
              () -> {
                try {
                  db.query(sql);
                } catch (SQLException e) {
                  failure.set("54001".equals(e.getSQLState()) ? null : e);
                }
              },
              "small",
              400_000);
      small.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      small.start();
      Threads.join(small);
      assertThat(failure.get()).isNull();
    }
  }

  @Test
  @Timeout(30)
  void numbersOfMillionsOfDigitsAreRefusedAtOnce() {
    String digits = "9".repeat(2_000_000);
    assertFails("22003", () -> db.query("SELECT " + digits));
    assertFails("22003", () -> db.query("SELECT CAST(? AS DECIMAL)", digits));
    assertFails("22018", () -> db.query("SELECT CAST(? AS DECIMAL)", digits + "x"));
  }

  @Test
  void aDamagedRowIsXX001AndNotAWrongValue() throws SQLException {
    Database engine = db.connection().unwrap(Database.class);
    Keyspace keyspace = engine.keyspace("t");
    byte[] key = KeyCodec.int32().encode(1);
    byte[] row = keyspace.get(key);
    row[row.length - 1] ^= 1;
    keyspace.put(key, row);
    Class<? extends SQLException> type = SQLNonTransientException.class;
    assertFails("XX001", type, () -> db.query("SELECT * FROM t")).hasMessageContaining("table t");
    assertFails("XX001", type, () -> db.query("SELECT s FROM t WHERE k = 1"));
    assertFails("XX001", type, () -> db.execute("UPDATE t SET s = 'x'"));
    // The row can be replaced without being read.
    db.execute("REPLACE INTO t (k, s) VALUES (1, 'new')");
    assertThat(db.query("SELECT s FROM t")).containsExactly("new");
  }

  @Test
  void aDamagedDefinitionIsXX001AndTheTableCanBeDropped() throws SQLException {
    Database engine = db.connection().unwrap(Database.class);
    engine.createKeyspace(
        "bad",
        KeyspaceOptions.builder()
            .attribute("lightning.table.version", "1")
            .attribute("lightning.table.columns", "a INTEGER")
            .attribute("lightning.table.key", "b")
            .build());
    assertFails("XX001", () -> db.query("SELECT * FROM bad")).hasMessageContaining("table bad");
    engine.createKeyspace(
        "newer", KeyspaceOptions.builder().attribute("lightning.table.version", "2").build());
    assertFails("0A000", () -> db.query("SELECT * FROM newer")).hasMessageContaining("version 2");
    db.execute("DROP TABLE bad");
    db.execute("DROP TABLE newer");
  }

  @Test
  void aTableThatChangedDuringATransactionIsAConflict() throws SQLException {
    try (Connection other = db.connect()) {
      other.setAutoCommit(false);
      assertThat(TestDatabase.query(other, "SELECT COUNT(*) FROM t")).containsExactly("1");
      TestDatabase.execute(other, "UPDATE t SET s = 'x'");
      db.execute("CREATE TABLE u (k INTEGER PRIMARY KEY)");
      // The transaction sees a moment at which there was no such table.
      assertFails(
          "40001",
          SQLTransactionRollbackException.class,
          () -> TestDatabase.query(other, "SELECT * FROM u"));
      assertThat(TestDatabase.query(other, "SELECT * FROM u")).isEmpty();
      assertThat(TestDatabase.query(other, "SELECT s FROM t")).containsExactly("one");
      TestDatabase.execute(other, "INSERT INTO u VALUES (1)");
      db.execute("DROP TABLE u");
      assertFails("40001", other::commit);
    }
  }
}
