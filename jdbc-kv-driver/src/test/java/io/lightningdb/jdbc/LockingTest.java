package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FOR UPDATE, and conflicts that are known before the commit. */
@Timeout(60)
class LockingTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)",
          "INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)");
  private Connection one;
  private Connection two;

  @BeforeEach
  void connect() throws SQLException {
    one = db.connect();
    two = db.connect();
    one.setAutoCommit(false);
    two.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    one.close();
    two.close();
    db.close();
  }

  @Test
  void aLockedRowIsRefusedOrLeftOut() throws SQLException {
    assertThat(TestDatabase.query(one, "SELECT v FROM t WHERE k = 1 FOR UPDATE"))
        .containsExactly("10");
    assertFails(
        "55P03", () -> TestDatabase.query(two, "SELECT v FROM t WHERE k = 1 FOR UPDATE NOWAIT"));
    // The transaction goes on.
    assertThat(TestDatabase.query(two, "SELECT k FROM t ORDER BY k LIMIT 1 FOR UPDATE SKIP LOCKED"))
        .containsExactly("2");
    assertThat(TestDatabase.query(two, "SELECT k FROM t WHERE v > 0 FOR UPDATE SKIP LOCKED"))
        .containsExactly("2", "3");
    assertThat(db.query("SELECT COUNT(*) FROM t")).containsExactly("3");
    one.commit();
    assertThat(TestDatabase.query(two, "SELECT k FROM t FOR UPDATE NOWAIT")).hasSize(3);
  }

  @Test
  void aTimeOutEndsTheWaitForALockAndTheTransactionGoesOn() throws SQLException {
    two.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    TestDatabase.query(one, "SELECT v FROM t WHERE k = 1 FOR UPDATE");
    TestDatabase.execute(two, "UPDATE t SET v = 21 WHERE k = 2");
    for (String sql :
        new String[] {"SELECT v FROM t WHERE k = 1 FOR UPDATE", "UPDATE t SET v = 1 WHERE k = 1"}) {
      try (Statement statement = two.createStatement()) {
        statement.setQueryTimeout(1);
        assertFails("57014", SQLTimeoutException.class, () -> execute(statement, sql));
      }
    }
    one.rollback();
    two.commit();
    assertThat(db.query("SELECT v FROM t")).containsExactly("10", "21", "30");
  }

  private static void execute(Statement statement, String sql) throws SQLException {
    if (statement.execute(sql)) {
      try (ResultSet result = statement.getResultSet()) {
        TestDatabase.rows(result);
      }
    }
  }

  @Test
  void whoWaitsForALockSeesWhatTheOtherHasDone() throws Exception {
    TestDatabase.query(one, "SELECT v FROM t WHERE k = 1 FOR UPDATE");
    Thread waiting =
        Threads.start(
            TestDatabase.work(
                () -> {
                  assertThat(TestDatabase.query(two, "SELECT v FROM t WHERE k = 1 FOR UPDATE"))
                      .containsExactly("11");
                  TestDatabase.execute(two, "UPDATE t SET v = v + 1 WHERE k = 1");
                  two.commit();
                }));
    Threads.awaitState(waiting, Thread.State.TIMED_WAITING);
    TestDatabase.execute(one, "UPDATE t SET v = v + 1 WHERE k = 1");
    one.commit();
    Threads.join(waiting);
    assertThat(db.query("SELECT v FROM t WHERE k = 1")).containsExactly("12");
  }

  @Test
  void aQueueGivesEachItemToOneWorker() throws Exception {
    db.execute("CREATE TABLE job (id INTEGER PRIMARY KEY, done BOOLEAN)");
    for (int i = 0; i < 60; i++) {
      db.execute("INSERT INTO job VALUES (?, FALSE)", i);
    }
    Set<String> taken = ConcurrentHashMap.newKeySet();
    Threads.run(
        3,
        TestDatabase.numbered(
            number -> {
              try (Connection worker = db.connect()) {
                worker.setAutoCommit(false);
                while (takeOne(worker, taken)) {
                  // the next one
                }
              }
            }));
    assertThat(taken).hasSize(60);
  }

  /** Takes a job, unless another worker was quicker; returns whether there may be more. */
  private static boolean takeOne(Connection worker, Set<String> taken) throws SQLException {
    try {
      List<String> job =
          TestDatabase.query(
              worker,
              "SELECT id FROM job WHERE NOT done ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED");
      if (job.isEmpty()) {
        // What others have locked may be given back.
        worker.rollback();
        boolean more =
            !TestDatabase.query(worker, "SELECT COUNT(*) FROM job WHERE NOT done")
                .equals(List.of("0"));
        worker.rollback();
        return more;
      }
      TestDatabase.execute(
          worker, "UPDATE job SET done = TRUE WHERE id = ?", Integer.valueOf(job.get(0)));
      worker.commit();
      assertThat(taken.add(job.get(0))).as(job.get(0)).isTrue();
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("40001");
      worker.rollback();
    }
    return true;
  }

  @Test
  void aConflictIsToldAtTheWriteThatMeetsIt() throws SQLException {
    TestDatabase.query(one, "SELECT * FROM t");
    db.execute("UPDATE t SET v = 0 WHERE k = 2");
    TestDatabase.execute(one, "UPDATE t SET v = 1 WHERE k = 1");
    assertFails("40001", () -> TestDatabase.execute(one, "UPDATE t SET v = 1 WHERE k = 2"));
    // It was rolled back, and the connection can be used for the next one.
    assertThat(TestDatabase.query(one, "SELECT v FROM t ORDER BY k"))
        .containsExactly("10", "0", "30");
    assertFails(
        "40001",
        () -> {
          db.execute("DELETE FROM t WHERE k = 3");
          TestDatabase.execute(one, "DELETE FROM t WHERE k = 3");
        });
  }

  @Test
  void whatATransactionHasWrittenItselfIsNoConflict() throws SQLException {
    TestDatabase.execute(one, "UPDATE t SET v = 1 WHERE k = 1");
    TestDatabase.execute(one, "UPDATE t SET v = 2 WHERE k = 1");
    TestDatabase.execute(one, "DELETE FROM t WHERE k = 1");
    TestDatabase.execute(one, "INSERT INTO t VALUES (1, 3)");
    TestDatabase.execute(one, "UPDATE t SET v = 4");
    one.commit();
    assertThat(db.query("SELECT v FROM t")).containsExactly("4", "4", "4");
  }

  @Test
  void onlyRowsOfTablesCanBeLocked() {
    assertFails("0A000", () -> db.query("SELECT COUNT(*) FROM t FOR UPDATE"));
    assertFails("0A000", () -> db.query("SELECT DISTINCT v FROM t FOR UPDATE"));
    assertFails("0A000", () -> db.query("SELECT 1 UNION SELECT 2 FOR UPDATE"));
  }
}
