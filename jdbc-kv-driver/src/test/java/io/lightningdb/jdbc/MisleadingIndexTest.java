package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.CorruptionException;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entries of indexes that lead to rows which are not theirs. */
@Timeout(60)
class MisleadingIndexTest {

  private static final String FIVE = "0180000005";
  private static final String SECOND = "80000002";

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER, b VARCHAR(10))",
          "INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y'), (3, 30, 'z')");

  @AfterEach
  void close() {
    db.close();
  }

  /** Returns the keyspace of the only index. */
  private Keyspace index() throws SQLException {
    Database database = db.connection().unwrap(Database.class);
    String name =
        database.keyspaceNames().stream()
            .filter(each -> each.startsWith("lightning.index."))
            .findAny()
            .orElseThrow();
    return database.keyspace(name);
  }

  /** Writes an entry into the only index. */
  private void put(String key, String value) throws SQLException {
    index().put(HexFormat.of().parseHex(key), HexFormat.of().parseHex(value));
  }

  private static void assertDamage(ThrowingCallable code) {
    assertFails("XX001", code)
        .hasCauseInstanceOf(CorruptionException.class)
        .hasMessageContaining("index i ")
        .hasMessageContaining("drop the index and create it again");
  }

  @Test
  void aQueryFindsAnEntryThatLeadsToAnotherRow() throws SQLException {
    db.execute("CREATE INDEX i ON t (a)");
    put(FIVE + SECOND, "");
    for (String sql :
        new String[] {
          "SELECT k FROM t WHERE a = 5",
          "SELECT k FROM t WHERE a < 15",
          "SELECT k FROM t WHERE a < 25 ORDER BY a DESC",
          "SELECT k FROM t ORDER BY a LIMIT 1",
          "SELECT COUNT(*) FROM t WHERE a IN (5, 30)",
          "UPDATE t SET b = 'n' WHERE a = 5",
          "DELETE FROM t WHERE a < 15"
        }) {
      assertDamage(
          () -> {
            try (Statement statement = db.connection().createStatement()) {
              statement.execute(sql);
              TestDatabase.rows(statement.getResultSet());
            }
          });
    }
    assertThat(db.query("SELECT k FROM t WHERE a = 20")).containsExactly("2");
    db.execute("DROP INDEX i");
    db.execute("CREATE INDEX i ON t (a)");
    assertThat(db.query("SELECT k FROM t WHERE a < 25 ORDER BY a")).containsExactly("1", "2");
    assertThat(db.query("SELECT b FROM t ORDER BY k")).containsExactly("x", "y", "z");
  }

  @Test
  void rowsThatAreCountedInTheOrderOfAnIndexAreComparedToo() throws SQLException {
    db.execute("CREATE INDEX i ON t (a)");
    put(FIVE + SECOND, "");
    assertDamage(() -> db.query("SELECT k FROM t ORDER BY a LIMIT 1 OFFSET 2"));
  }

  @Test
  void eachColumnOfAnEntryCounts() throws SQLException {
    db.execute("CREATE INDEX i ON t (a DESC, b)");
    // 20 and 'x', of which the row has 20 and 'y'.
    put("fe7fffffeb" + "01780000" + SECOND, "");
    assertDamage(() -> db.query("SELECT b FROM t WHERE a = 20"));
  }

  @Test
  void entriesThatCannotBeAreDamage() throws SQLException {
    db.execute("CREATE UNIQUE INDEX i ON t (a)");
    put(FIVE, "");
    assertDamage(() -> db.query("SELECT b FROM t WHERE a = 5"));
    put(FIVE, "00".repeat(70_000));
    assertDamage(() -> db.query("SELECT b FROM t WHERE a = 5"));
    assertDamage(() -> db.execute("INSERT INTO t VALUES (4, 5, 'n') ON CONFLICT DO NOTHING"));
    put(FIVE + SECOND, SECOND);
    db.execute("DELETE FROM t WHERE k = 3");
    assertFails("XX001", () -> db.query("SELECT b FROM t WHERE a < 9"))
        .hasMessageContaining("index i ")
        .hasMessageContaining("drop the index and create it again");
  }

  @Test
  void noStatementChangesARowThatIsNotInTheWay() throws SQLException {
    db.execute("CREATE UNIQUE INDEX i ON t (a)");
    put(FIVE, SECOND);
    for (String sql :
        new String[] {
          "INSERT INTO t VALUES (4, 5, 'n') ON CONFLICT (a) DO UPDATE SET b = 'n'",
          "INSERT INTO t VALUES (4, 5, 'n') ON CONFLICT (a) DO NOTHING",
          "INSERT INTO t VALUES (4, 5, 'n') ON CONFLICT DO NOTHING",
          "INSERT INTO t VALUES (4, 5, 'n')",
          "REPLACE INTO t VALUES (4, 5, 'n')",
          "MERGE INTO t (k, a) KEY (a) VALUES (4, 5)",
          "UPDATE t SET a = 5 WHERE k = 1"
        }) {
      assertDamage(() -> db.execute(sql));
      assertThat(db.query("SELECT * FROM t ORDER BY k"))
          .as(sql)
          .containsExactly("1,10,x", "2,20,y", "3,30,z");
    }
    for (int isolation :
        new int[] {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_SERIALIZABLE}) {
      try (Connection connection = db.connect()) {
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        assertDamage(
            () ->
                TestDatabase.execute(
                    connection,
                    "INSERT INTO t VALUES (4, 5, 'n') ON CONFLICT (a) DO UPDATE SET b = 'n'"));
        connection.rollback();
      }
    }
  }

  @Test
  void aUniqueEntryWithoutItsRowIsDamage() throws SQLException {
    db.execute("CREATE UNIQUE INDEX i ON t (a)");
    put(FIVE, "80000009");
    assertDamage(() -> db.execute("INSERT INTO t VALUES (4, 5, 'n') ON CONFLICT DO NOTHING"));
    assertDamage(() -> db.execute("INSERT INTO t VALUES (4, 5, 'n')"));
    assertDamage(() -> db.execute("REPLACE INTO t VALUES (4, 5, 'n')"));
  }

  @Test
  void nobodyMissesAnEntryThatIsGone() throws SQLException {
    db.execute("CREATE INDEX i ON t (a)");
    index().delete(HexFormat.of().parseHex("0180000014" + SECOND));
    assertThat(db.query("SELECT k FROM t WHERE a = 20")).isEmpty();
  }

  @Test
  void atReadCommittedAMisplacedRowIsPassedOver() throws SQLException {
    db.execute("CREATE INDEX i ON t (a)");
    put(FIVE + SECOND, "");
    try (Connection connection = db.connect()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
      // A query without writes sees one moment, even here.
      assertDamage(() -> TestDatabase.query(connection, "SELECT k FROM t ORDER BY a LIMIT 3"));
      TestDatabase.execute(connection, "INSERT INTO t VALUES (4, 40, 'n')");
      assertThat(TestDatabase.query(connection, "SELECT k FROM t ORDER BY a LIMIT 3"))
          .containsExactly("1", "2", "3");
      connection.rollback();
    }
  }

  @Test
  void whatATransactionChangesItselfUnderAnOpenResultIsNoDamage() throws SQLException {
    db.execute("CREATE INDEX i ON t (a)");
    try (Connection connection = db.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      TestDatabase.execute(connection, "SAVEPOINT s");
      TestDatabase.execute(connection, "INSERT INTO t VALUES (4, 40, 'n'), (5, 50, 'n')");
      try (ResultSet rows = statement.executeQuery("SELECT k FROM t WHERE a > 0")) {
        assertThat(rows.next()).isTrue();
        TestDatabase.execute(connection, "DELETE FROM t WHERE k = 2");
        TestDatabase.execute(connection, "UPDATE t SET a = 35 WHERE k = 3");
        assertThat(TestDatabase.rows(rows)).containsExactly("3", "4", "5");
      }
      try (ResultSet rows = statement.executeQuery("SELECT k FROM t WHERE a > 0")) {
        assertThat(rows.next()).isTrue();
        TestDatabase.execute(connection, "ROLLBACK TO s");
        assertThat(TestDatabase.rows(rows)).containsExactly("2", "3");
      }
      assertThat(TestDatabase.query(connection, "SELECT k FROM t WHERE a > 0"))
          .isEqualTo(List.of("1", "2", "3"));
    }
  }

  /** Who waits for a row sees it where it has gone, or the second change would be lost. */
  @Test
  void atReadCommittedNoChangeOfAnIndexedColumnIsLost() throws Exception {
    db.execute("CREATE INDEX i ON t (a)");
    try (Connection one = db.connect();
        Connection two = db.connect()) {
      for (Connection each : new Connection[] {one, two}) {
        each.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        each.setAutoCommit(false);
      }
      String sql = "UPDATE t SET a = a + 1 WHERE a >= 10 AND a <= 15";
      assertThat(TestDatabase.execute(one, sql)).isEqualTo(1);
      CompletableFuture<Integer> second =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return TestDatabase.execute(two, sql);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      Thread.sleep(50);
      assertThat(second).isNotDone();
      one.commit();
      assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(1);
      two.commit();
    }
    assertThat(db.query("SELECT a FROM t WHERE k = 1")).containsExactly("12");
    assertThat(db.query("SELECT k FROM t WHERE a = 12")).containsExactly("1");
  }
}
