package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.CorruptionException;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secondary indexes. */
@ExtendWith(Seeds.class)
@Timeout(120)
class IndexTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER, b VARCHAR(10))",
          "INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y'), (3, 10, 'z'), (4, NULL, 'x')");

  @AfterEach
  void close() {
    db.close();
  }

  private String explain(String sql) throws SQLException {
    return String.join("\n", db.query("EXPLAIN " + sql));
  }

  @Test
  void equalityRangesAndOrderUseAnIndex() throws SQLException {
    db.execute("CREATE INDEX t_a ON t (a, b DESC)");
    for (String sql :
        new String[] {
          "SELECT k FROM t WHERE a = 10",
          "SELECT k FROM t WHERE a > 10",
          "SELECT k FROM t WHERE a IN (10, 20) AND b = 'x'",
          "SELECT k FROM t ORDER BY a, b DESC LIMIT 1",
          "SELECT k FROM t ORDER BY a DESC, b LIMIT 1"
        }) {
      assertThat(explain(sql)).as(sql).contains("of index t_a").doesNotContain("sorted");
    }
    assertThat(db.query("SELECT k FROM t WHERE a = 10")).containsExactly("3", "1");
    assertThat(db.query("SELECT k FROM t WHERE a = 10 ORDER BY b")).containsExactly("1", "3");
    assertThat(db.query("SELECT k FROM t WHERE a > 10")).containsExactly("2");
    assertThat(db.query("SELECT k FROM t WHERE a <= 20 ORDER BY k")).containsExactly("1", "2", "3");
    assertThat(db.query("SELECT k FROM t ORDER BY a, b DESC LIMIT 2")).containsExactly("4", "3");
    assertThat(db.query("SELECT k FROM t ORDER BY a DESC, b LIMIT 2")).containsExactly("2", "1");
    assertThat(db.query("SELECT k FROM t WHERE a = 10 AND b >= 'y'")).containsExactly("3");
    assertThat(db.query("SELECT k FROM t WHERE a = 10 AND b LIKE 'x%'")).containsExactly("1");
  }

  @Test
  void anIndexFollowsAllChanges() throws SQLException {
    db.execute("CREATE INDEX t_a ON t (a)");
    db.execute("UPDATE t SET a = 30 WHERE k = 1");
    db.execute("DELETE FROM t WHERE k = 2");
    db.execute("INSERT INTO t VALUES (5, 30, 'n')");
    db.execute("UPDATE t SET k = 6 WHERE k = 3");
    db.execute("REPLACE INTO t VALUES (4, 30, 'r')");
    db.execute("MERGE INTO t (k, a) VALUES (5, 31)");
    assertThat(db.query("SELECT k FROM t WHERE a = 30")).containsExactly("1", "4");
    assertThat(db.query("SELECT k FROM t WHERE a = 31")).containsExactly("5");
    assertThat(db.query("SELECT k FROM t WHERE a = 10")).containsExactly("6");
    assertThat(db.query("SELECT k FROM t WHERE a = 20")).isEmpty();
    db.execute("TRUNCATE TABLE t");
    assertThat(db.query("SELECT k FROM t WHERE a > 0")).isEmpty();
  }

  @Test
  void aUniqueIndexAllowsAValueOnceAndNullAsOftenAsOneLikes() throws SQLException {
    assertFails("23505", () -> db.execute("CREATE UNIQUE INDEX u ON t (a)"))
        .hasMessageContaining("a = 10");
    db.execute("UPDATE t SET a = 11 WHERE k = 3");
    db.execute("CREATE UNIQUE INDEX u ON t (a)");
    db.execute("INSERT INTO t VALUES (5, NULL, NULL)");
    assertFails("23505", () -> db.execute("INSERT INTO t VALUES (6, 10, '')"))
        .hasMessageContaining("index u");
    assertFails("23505", () -> db.execute("UPDATE t SET a = 10 WHERE k = 2"));
    assertFails("23505", () -> db.execute("UPDATE t SET a = 12 WHERE a > 0"));
    // Each row goes to the place that another one leaves.
    assertThat(db.execute("UPDATE t SET a = a + 1")).isEqualTo(5);
    assertThat(
            db.execute("UPDATE t SET a = CASE WHEN a = 11 THEN 12 WHEN a = 12 THEN 11 ELSE a END"))
        .isEqualTo(5);
    assertThat(db.query("SELECT k FROM t WHERE a = 11")).containsExactly("3");
    assertThat(
            db.execute("INSERT INTO t VALUES (9, 11, 'n') ON CONFLICT (a) DO UPDATE SET b = 'hit'"))
        .isOne();
    assertThat(db.execute("INSERT INTO t VALUES (9, 11, 'n') ON CONFLICT DO NOTHING")).isZero();
    assertThat(db.query("SELECT k, b FROM t WHERE a = 11")).containsExactly("3,hit");
    db.execute("REPLACE INTO t VALUES (9, 11, 'n')");
    assertThat(db.query("SELECT k FROM t WHERE a = 11")).containsExactly("9");
    assertThat(db.query("SELECT COUNT(*) FROM t")).containsExactly("5");
    assertFails("23505", () -> db.execute("INSERT INTO t VALUES (20, 50, ''), (21, 50, '')"));
  }

  @Test
  void indexesAreCreatedAndDroppedByName() throws SQLException {
    db.execute("CREATE INDEX i ON t (a)");
    assertFails("42710", () -> db.execute("CREATE INDEX I ON t (b)"));
    db.execute("CREATE INDEX IF NOT EXISTS i ON t (b)");
    assertFails("42S22", () -> db.execute("CREATE INDEX j ON t (nothing)"));
    assertFails("42S02", () -> db.execute("CREATE INDEX j ON nothing (a)"));
    db.execute("DROP INDEX i");
    assertFails("42704", () -> db.execute("DROP INDEX i"));
    db.execute("DROP INDEX IF EXISTS i");
    db.execute("CREATE KEYSPACE plain");
    assertFails("0A000", () -> db.execute("CREATE INDEX p ON plain (value)"));
    Database database = db.connection().unwrap(Database.class);
    assertThat(database.keyspaceNames()).containsExactlyInAnyOrder("plain", "t");
    db.execute("CREATE INDEX i ON t (a)");
    db.execute("DROP TABLE t");
    assertThat(database.keyspaceNames()).containsExactly("plain");
  }

  @Test
  void aTransactionThatSeesTheTableAsItWasIsAConflict() throws SQLException {
    try (Connection other = db.connect()) {
      other.setAutoCommit(false);
      assertThat(TestDatabase.query(other, "SELECT COUNT(*) FROM t")).containsExactly("4");
      db.execute("CREATE INDEX i ON t (a)");
      assertFails("40001", () -> TestDatabase.query(other, "SELECT k FROM t WHERE a = 10"));
      assertThat(TestDatabase.query(other, "SELECT k FROM t WHERE a = 10"))
          .containsExactly("1", "3");
    }
  }

  @Test
  void anIndexWaitsForWhoHasWrittenToTheTable() throws Exception {
    try (Connection writer = db.connect()) {
      writer.setAutoCommit(false);
      TestDatabase.execute(writer, "INSERT INTO t VALUES (7, 70, 'w')");
      Thread creator =
          Threads.start(TestDatabase.work(() -> db.execute("CREATE INDEX i ON t (a)")));
      Threads.awaitState(creator, Thread.State.TIMED_WAITING);
      writer.commit();
      Threads.join(creator);
    }
    assertThat(db.query("SELECT k FROM t WHERE a = 70")).containsExactly("7");
  }

  @Test
  void writersMissNoIndexThatIsMadeMeanwhile() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger next = new AtomicInteger(100);
    Thread maker =
        Threads.start(
            TestDatabase.work(
                () -> {
                  for (int i = 0; i < 5; i++) {
                    db.execute("CREATE INDEX i" + i + " ON t (a)");
                  }
                  stop.set(true);
                }));
    Threads.run(
        2,
        TestDatabase.numbered(
            number -> {
              try (Connection connection = db.connect()) {
                while (!stop.get()) {
                  int k = next.incrementAndGet();
                  TestDatabase.execute(connection, "INSERT INTO t VALUES (?, ?, 'w')", k, k);
                  if (k % 3 == 0) {
                    TestDatabase.execute(connection, "UPDATE t SET a = -a WHERE k = ?", k);
                  }
                }
              }
            }));
    Threads.join(maker);
    List<String> byScan = db.query("SELECT k FROM t WHERE a + 0 < 0 ORDER BY k");
    assertThat(db.query("SELECT k FROM t WHERE a < 0 ORDER BY k")).isEqualTo(byScan);
    for (int i = 4; i >= 1; i--) {
      db.execute("DROP INDEX i" + i);
      assertThat(db.query("SELECT k FROM t WHERE a < 0 ORDER BY k")).isEqualTo(byScan);
      assertThat(db.query("SELECT COUNT(*) FROM t WHERE a > 99"))
          .isEqualTo(db.query("SELECT COUNT(*) FROM t WHERE a + 0 > 99"));
    }
  }

  @Test
  void twoWritersCannotBothHaveAUniqueValue() throws Exception {
    db.execute("DELETE FROM t");
    db.execute("CREATE UNIQUE INDEX u ON t (a)");
    AtomicInteger won = new AtomicInteger();
    Threads.run(
        4,
        TestDatabase.numbered(
            number -> {
              try (Connection connection = db.connect()) {
                for (int i = 0; i < 200; i++) {
                  try {
                    TestDatabase.execute(
                        connection, "INSERT INTO t VALUES (?, ?, '')", number * 1000 + i, i);
                    won.incrementAndGet();
                  } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("23505");
                  }
                }
              }
            }));
    assertThat(won.get()).isEqualTo(200);
    assertThat(db.query("SELECT COUNT(*), COUNT(DISTINCT a) FROM t")).containsExactly("200,200");
  }

  @Test
  void randomChangesLeaveAnIndexThatAgreesWithItsTable(Seed seed) throws SQLException {
    db.execute("CREATE INDEX i ON t (a, b DESC)");
    db.execute("CREATE UNIQUE INDEX u ON t (b, a DESC)");
    for (int i = 0; i < 400; i++) {
      int k = seed.between(1, 30);
      Object a = seed.between(0, 5) == 0 ? null : (Object) seed.between(0, 8);
      String b = "v" + seed.between(0, 4);
      try {
        switch (seed.between(0, 4)) {
          case 0 -> db.execute("DELETE FROM t WHERE k = ?", k);
          case 1 -> db.execute("UPDATE t SET a = ?, b = ? WHERE k = ?", a, b, k);
          case 2 -> db.execute("UPDATE t SET k = k + 40 WHERE a = ?", a);
          case 3 -> db.execute("REPLACE INTO t VALUES (?, ?, ?)", k, a, b);
          default -> db.execute("MERGE INTO t VALUES (?, ?, ?)", k, a, b);
        }
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("23505");
      }
    }
    for (int a = 0; a <= 8; a++) {
      assertThat(db.query("SELECT * FROM t WHERE a = ? ORDER BY k", a))
          .isEqualTo(db.query("SELECT * FROM t WHERE a + 0 = ? ORDER BY k", a));
      assertThat(db.query("SELECT * FROM t WHERE a < ? AND b > 'v1' ORDER BY k", a))
          .isEqualTo(db.query("SELECT * FROM t WHERE a + 0 < ? AND b || '' > 'v1' ORDER BY k", a));
    }
    for (int b = 0; b <= 4; b++) {
      assertThat(db.query("SELECT * FROM t WHERE b = ? AND a >= 2 ORDER BY k", "v" + b))
          .isEqualTo(
              db.query("SELECT * FROM t WHERE b || '' = ? AND a + 0 >= 2 ORDER BY k", "v" + b));
    }
  }

  @Test
  void anEntryWithoutARowIsDamage() throws SQLException {
    db.execute("CREATE INDEX i ON t (a)");
    Keyspace rows = db.connection().unwrap(Database.class).keyspace("t");
    rows.delete(new byte[] {(byte) 0x80, 0, 0, 2});
    assertFails("XX001", () -> db.query("SELECT * FROM t WHERE a = 20"))
        .hasCauseInstanceOf(CorruptionException.class)
        .hasMessageContaining("index i");
  }
}
