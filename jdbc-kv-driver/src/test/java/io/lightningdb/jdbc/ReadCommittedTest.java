package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * READ_COMMITTED: queries see what is committed when they begin, and statements that change rows
 * wait for each other, so that none undoes what another one has done.
 */
@Timeout(60)
class ReadCommittedTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)",
          "INSERT INTO t VALUES (1, 10), (2, 20)");

  private final Connection one = db.connection();
  private Connection two;

  @BeforeEach
  void connect() throws SQLException {
    two = db.connect();
    for (Connection connection : new Connection[] {one, two}) {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
    }
  }

  @AfterEach
  void close() throws SQLException {
    two.close();
    db.close();
  }

  private CompletableFuture<Integer> inBackground(Connection connection, String sql) {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    Threads.start(
        () -> {
          try {
            count.complete(TestDatabase.execute(connection, sql));
          } catch (SQLException e) {
            count.completeExceptionally(e);
          }
        });
    return count;
  }

  private static int after(CompletableFuture<Integer> count) throws Exception {
    try {
      return count.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException cause ? cause : e;
    }
  }

  /** It waits until somebody else's transaction is over, which it is not yet. */
  private static void assertWaits(CompletableFuture<Integer> count) throws Exception {
    Thread.sleep(50);
    assertThat(count).isNotDone();
  }

  @Test
  void noUpdateIsLost() throws Exception {
    List<Thread> threads = new ArrayList<>();
    CompletableFuture<Void> failure = new CompletableFuture<>();
    for (Connection connection : new Connection[] {one, two}) {
      threads.add(
          Threads.start(
              () -> {
                try {
                  for (int i = 0; i < 200; i++) {
                    TestDatabase.execute(connection, "UPDATE t SET v = v + 1 WHERE k = 1");
                    connection.commit();
                  }
                } catch (SQLException e) {
                  failure.completeExceptionally(e);
                }
              }));
    }
    for (Thread thread : threads) {
      Threads.join(thread);
    }
    assertThat(failure).isNotDone();
    assertThat(db.query("SELECT v FROM t")).containsExactly("410", "20");
  }

  @Test
  void noAutomaticallyCommittedUpdateIsLost() throws Exception {
    one.setAutoCommit(true);
    two.setAutoCommit(true);
    noUpdateIsLostByStatementsAlone();
  }

  private void noUpdateIsLostByStatementsAlone() throws Exception {
    List<Thread> threads = new ArrayList<>();
    CompletableFuture<Void> failure = new CompletableFuture<>();
    for (Connection connection : new Connection[] {one, two}) {
      threads.add(
          Threads.start(
              () -> {
                try {
                  for (int i = 0; i < 200; i++) {
                    TestDatabase.execute(connection, "UPDATE t SET v = v + 1");
                  }
                } catch (SQLException e) {
                  failure.completeExceptionally(e);
                }
              }));
    }
    for (Thread thread : threads) {
      Threads.join(thread);
    }
    assertThat(failure).isNotDone();
    assertThat(db.query("SELECT v FROM t")).containsExactly("410", "420");
  }

  @Test
  void ofTwoWhoInsertAKeyOneIsToldThatItExists() throws Exception {
    db.execute("INSERT INTO t VALUES (3, 1)");
    CompletableFuture<Integer> second = inBackground(two, "INSERT INTO t VALUES (3, 2)");
    assertWaits(second);
    one.commit();
    assertFails("23505", () -> after(second));
    // The statement has failed, and the transaction goes on.
    TestDatabase.execute(two, "INSERT INTO t VALUES (4, 2)");
    two.commit();
    assertThat(db.query("SELECT k, v FROM t WHERE k > 2")).containsExactly("3,1", "4,2");
  }

  @Test
  void whatIsRolledBackWasNotInTheWay() throws Exception {
    db.execute("INSERT INTO t VALUES (3, 1)");
    CompletableFuture<Integer> second = inBackground(two, "INSERT INTO t VALUES (3, 2)");
    assertWaits(second);
    one.rollback();
    assertThat(after(second)).isEqualTo(1);
    two.commit();
    assertThat(db.query("SELECT v FROM t WHERE k = 3")).containsExactly("2");
  }

  @Test
  void conditionsAreTestedAnewOnRowsThatHadToBeWaitedFor() throws Exception {
    db.execute("UPDATE t SET v = 11 WHERE k = 1");
    CompletableFuture<Integer> second =
        inBackground(two, "UPDATE t SET v = v * 2 WHERE v = 10 OR v = 20");
    assertWaits(second);
    one.commit();
    assertThat(after(second)).isEqualTo(1);
    two.commit();
    assertThat(db.query("SELECT v FROM t")).containsExactly("11", "40");
  }

  @Test
  void aDeadlockIs40P01AndEndsTheTransaction() throws Exception {
    db.execute("UPDATE t SET v = 1 WHERE k = 1");
    TestDatabase.execute(two, "UPDATE t SET v = 2 WHERE k = 2");
    CompletableFuture<Integer> waiting = inBackground(two, "UPDATE t SET v = 2 WHERE k = 1");
    assertWaits(waiting);
    assertFails(
        "40P01",
        SQLTransactionRollbackException.class,
        () -> db.execute("UPDATE t SET v = 1 WHERE k = 2"));
    assertThat(after(waiting)).isEqualTo(1);
    two.commit();
    assertThat(db.query("SELECT v FROM t")).containsExactly("2", "2");
  }

  @Test
  void aQueryShowsOneMoment() throws SQLException {
    for (String where : new String[] {"", " WHERE k IN (1, 2)", " WHERE k = 2 OR k < 2"}) {
      try (Statement statement = one.createStatement();
          ResultSet result = statement.executeQuery("SELECT v FROM t" + where)) {
        assertThat(result.next()).isTrue();
        TestDatabase.execute(two, "UPDATE t SET v = v + 1");
        two.commit();
        List<String> rest = TestDatabase.rows(result);
        TestDatabase.execute(two, "UPDATE t SET v = v - 1");
        two.commit();
        assertThat(rest).as(where).containsExactly("20");
      }
    }
  }

  @Test
  void aReadOnlyTransactionSeesTheNewestWithEachQuery() throws SQLException {
    one.setReadOnly(true);
    assertThat(db.query("SELECT v FROM t")).containsExactly("10", "20");
    TestDatabase.execute(two, "DELETE FROM t WHERE k = 1");
    two.commit();
    assertThat(db.query("SELECT v FROM t")).containsExactly("20");
    try (Statement statement = one.createStatement();
        ResultSet result = statement.executeQuery("SELECT v FROM t")) {
      one.commit();
      assertThat(result.isClosed()).isTrue();
    }
  }

  /** Each call of the engine sees what is committed then: the index and the row may differ. */
  @Test
  void anIndexAndItsRowsMayBeOfDifferentMoments() throws Exception {
    one.setAutoCommit(true);
    TestDatabase.execute(one, "CREATE INDEX t_v ON t (v)");
    TestDatabase.execute(one, "INSERT INTO t VALUES (3, 30), (4, 40), (5, 50)");
    one.setAutoCommit(false);
    // With a write of its own the transaction reads by itself, and not in a snapshot.
    TestDatabase.execute(one, "INSERT INTO t VALUES (9, 5)");
    try (Statement statement = one.createStatement();
        ResultSet rows = statement.executeQuery("SELECT k FROM t WHERE v >= 10 AND v <= 50")) {
      assertThat(rows.next()).isTrue();
      TestDatabase.execute(two, "DELETE FROM t WHERE k = 3");
      TestDatabase.execute(two, "UPDATE t SET v = 99 WHERE k = 4");
      two.commit();
      assertThat(TestDatabase.rows(rows)).containsExactly("2", "5");
    }
    one.rollback();
    TestDatabase.execute(two, "UPDATE t SET v = 20 WHERE k = 5");
    CompletableFuture<Integer> count = inBackground(one, "UPDATE t SET v = v + 1 WHERE v = 50");
    assertWaits(count);
    two.commit();
    // When it gets the lock the row is no longer what was asked for.
    assertThat(after(count)).isZero();
    one.commit();
  }
}
