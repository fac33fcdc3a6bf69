package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads, each with a connection of its own or all with one. */
@Timeout(120)
class ConcurrencyTest {

  private final TestDatabase db =
      new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)");

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void autoCommitUpdatesThatLoseARaceAreRunAgain() throws SQLException {
    db.execute("INSERT INTO t VALUES (1, 0)");
    Threads.run(
        4,
        thread -> {
          try (Connection connection = db.connect();
              PreparedStatement update =
                  connection.prepareStatement("UPDATE t SET v = v + 1 WHERE k = 1")) {
            for (int i = 0; i < 250; i++) {
              assertThat(update.executeUpdate()).isEqualTo(1);
            }
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(db.query("SELECT v FROM t")).containsExactly("1000");
  }

  @Test
  void ofSeveralInsertsOfOneKeyOneWinsAndTheOthersFind23505() throws SQLException {
    AtomicInteger inserted = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Threads.run(
        4,
        thread -> {
          try (Connection connection = db.connect()) {
            for (int i = 0; i < 200; i++) {
              try {
                TestDatabase.execute(connection, "INSERT INTO t VALUES (?, ?)", i, thread);
                inserted.incrementAndGet();
              } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("23505");
                refused.incrementAndGet();
              }
            }
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(inserted).hasValue(200);
    assertThat(refused).hasValue(600);
  }

  @Test
  void transfersInTransactionsThatRetryKeepTheSum() throws SQLException {
    for (int i = 0; i < 10; i++) {
      db.execute("INSERT INTO t VALUES (?, 100)", i);
    }
    AtomicBoolean done = new AtomicBoolean();
    Thread reader =
        Threads.start(
            () -> {
              try (Connection connection = db.connect()) {
                connection.setReadOnly(true);
                while (!done.get()) {
                  int sum = 0;
                  for (String value : TestDatabase.query(connection, "SELECT v FROM t")) {
                    sum += Integer.parseInt(value);
                  }
                  assertThat(sum).isEqualTo(1_000);
                }
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    Threads.run(3, thread -> transfer(thread, 150));
    done.set(true);
    Threads.join(reader);
    assertThat(db.query("SELECT v FROM t").stream().mapToInt(Integer::parseInt).sum())
        .isEqualTo(1_000);
  }

  private void transfer(int thread, int times) {
    try (Connection connection = db.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < times; ) {
        try {
          int from = (thread + i) % 10;
          int to = (thread * 3 + i * 7 + 1) % 10;
          TestDatabase.execute(connection, "UPDATE t SET v = v - 1 WHERE k = ?", from);
          TestDatabase.execute(connection, "UPDATE t SET v = v + 1 WHERE k = ?", to);
          connection.commit();
          i++;
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isEqualTo("40001");
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void threadsThatShareAConnectionTakeTurns() throws SQLException {
    Connection shared = db.connection();
    Threads.run(
        4,
        thread -> {
          try {
            for (int i = 0; i < 200; i++) {
              TestDatabase.execute(shared, "INSERT INTO t VALUES (?, 0)", thread * 1_000 + i);
              assertThat(TestDatabase.query(shared, "SELECT v FROM t WHERE k = ?", thread * 1_000))
                  .containsExactly("0");
            }
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(db.query("SELECT COUNT(*) FROM t")).containsExactly("800");
  }

  @Test
  void tablesThatComeAndGoConfuseNobody() throws SQLException {
    AtomicBoolean done = new AtomicBoolean();
    Queue<String> states = new ConcurrentLinkedQueue<>();
    List<Thread> users = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int thread = i;
      users.add(
          Threads.start(
              () -> {
                try (Connection connection = db.connect()) {
                  for (int n = 0; !done.get(); n++) {
                    try {
                      TestDatabase.execute(
                          connection, "REPLACE INTO u VALUES (?, ?)", n % 50, thread);
                      TestDatabase.query(connection, "SELECT * FROM u WHERE k > 10");
                    } catch (SQLException e) {
                      states.add(e.getSQLState());
                    }
                  }
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (int i = 0; i < 100; i++) {
      db.execute("CREATE TABLE u (k INTEGER PRIMARY KEY, v INTEGER)");
      db.execute("INSERT INTO u VALUES (99, 9) ON CONFLICT DO NOTHING");
      db.execute("DROP TABLE u");
      db.execute("CREATE TABLE u (v INTEGER, k VARCHAR PRIMARY KEY)");
      db.execute("DROP TABLE u");
    }
    done.set(true);
    users.forEach(Threads::join);
    // Missing, or with columns that do not fit, or gone in the middle; nothing else.
    assertThat(states).isNotEmpty().isSubsetOf("42S02", "42804", "40001", "23502");
  }

  @Test
  void manyThreadsCreateATableAndOneOfThemDoes() {
    AtomicInteger created = new AtomicInteger();
    Threads.run(
        6,
        thread -> {
          try (Connection connection = db.connect()) {
            TestDatabase.execute(
                connection, "CREATE TABLE IF NOT EXISTS w (k INTEGER PRIMARY KEY)");
            try {
              TestDatabase.execute(
                  connection,
                  thread % 2 == 0
                      ? "CREATE TABLE x (k INTEGER PRIMARY KEY)"
                      : "CREATE TABLE X (k INTEGER PRIMARY KEY)");
              created.incrementAndGet();
            } catch (SQLException e) {
              assertThat(e.getSQLState()).isEqualTo("42S01");
            }
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(created).hasValue(1);
  }

  @RepeatedTest(5)
  void closingAConnectionStopsWhatRunsOnIt() throws Exception {
    for (int i = 0; i < 40; i++) {
      db.execute("INSERT INTO t VALUES (?, 0)", i);
    }
    for (boolean abort : new boolean[] {false, true}) {
      Connection connection = db.connect();
      CountDownLatch started = new CountDownLatch(1);
      Thread worker =
          Threads.start(
              () -> {
                try {
                  while (true) {
                    TestDatabase.query(connection, "SELECT * FROM t WHERE v = 1");
                    TestDatabase.execute(connection, "UPDATE t SET v = v + 0 WHERE k < 20");
                    started.countDown();
                  }
                } catch (SQLException e) {
                  // The connection, the statement or the result is closed, or what ran was
                  // cancelled.
                  assertThat(e.getSQLState()).isIn("08003", "HY010", "24000", "57014");
                }
              });
      started.await();
      if (abort) {
        connection.abort(Runnable::run);
      } else {
        connection.close();
      }
      Threads.join(worker);
      assertThat(connection.isClosed()).isTrue();
      connection.close();
    }
    assertThat(db.query("SELECT COUNT(*) FROM t")).containsExactly("40");
    db.execute("DELETE FROM t");
  }

  @Test
  void openingAndClosingFromManyThreadsLeavesNothingOpen(@TempDir Path directory)
      throws SQLException {
    String url = "jdbc:lightning:" + directory.resolve("db");
    try (Connection connection = DriverManager.getConnection(url)) {
      TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
    }
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 25; i++) {
            try (Connection connection = DriverManager.getConnection(url)) {
              TestDatabase.execute(connection, "INSERT INTO t VALUES (?)", thread * 100 + i);
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          }
        });
    assertThat(Threads.lightningThreads()).noneMatch(name -> name.contains(directory.toString()));
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM t")).containsExactly("100");
    }
  }

  /** The worst that was ever reported of an embedded database under JDBC. */
  @Test
  void anInterruptHurtsNeitherItsThreadNorAnybodyElse(@TempDir Path directory) throws SQLException {
    String url = "jdbc:lightning:" + directory.resolve("db") + ";cacheBytes=0;memtableBytes=64k";
    try (Connection mine = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url)) {
      TestDatabase.execute(mine, "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
      Threads.run(
          1,
          thread -> {
            try {
              for (int i = 0; i < 300; i++) {
                Thread.currentThread().interrupt();
                TestDatabase.execute(mine, "INSERT INTO t VALUES (?, ?)", i, "v".repeat(1_000));
                assertThat(TestDatabase.query(mine, "SELECT COUNT(*) FROM t WHERE k = ?", i / 2))
                    .containsExactly("1");
                assertThat(Thread.interrupted()).isTrue();
              }
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(TestDatabase.query(other, "SELECT COUNT(*) FROM t")).containsExactly("300");
      assertThat(other.isValid(0)).isTrue();
    }
  }

  @Test
  void anInterruptedThreadCanChangeTables() throws SQLException {
    Thread.currentThread().interrupt();
    try {
      db.execute("CREATE INDEX t_v ON t (v)");
      db.execute("ALTER TABLE t ADD COLUMN w INTEGER");
      db.execute("DROP INDEX t_v");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aDefinitionThatWaitsForAnotherHasItsTimeOut() throws Exception {
    try (Connection writer = db.connect();
        Connection late = db.connect();
        Statement statement = late.createStatement()) {
      writer.setAutoCommit(false);
      TestDatabase.execute(writer, "INSERT INTO t VALUES (1, 1)");
      Thread first =
          Threads.start(TestDatabase.work(() -> db.execute("CREATE INDEX t_v ON t (v)")));
      Threads.awaitState(first, Thread.State.TIMED_WAITING);
      statement.setQueryTimeout(1);
      assertFails("57014", () -> statement.execute("CREATE TABLE other (k INTEGER PRIMARY KEY)"));
      writer.commit();
      Threads.join(first);
      assertThat(statement.execute("CREATE TABLE other (k INTEGER PRIMARY KEY)")).isFalse();
    }
  }

  @Test
  void aThreadThatWaitsForAConnectionCanBeInterrupted() throws Exception {
    Connection shared = db.connection();
    db.execute("INSERT INTO t VALUES (1, 1)");
    CountDownLatch busy = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    Thread holder =
        Threads.start(
            () -> {
              try (Statement statement = shared.createStatement()) {
                busy.countDown();
                while (!done.get()) {
                  try (ResultSet result = statement.executeQuery("SELECT * FROM t")) {
                    result.next();
                  }
                }
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    busy.await();
    Thread.currentThread().interrupt();
    try {
      for (int i = 0; i < 1_000; i++) {
        // It gets its turn, or is told; it never hangs and never breaks the connection.
        TestDatabase.query(shared, "SELECT * FROM t");
      }
    } catch (SQLException e) {
      assertFails(
          "HY010",
          () -> {
            throw e;
          });
    }
    assertThat(Thread.interrupted()).isTrue();
    done.set(true);
    Threads.join(holder);
    assertThat(db.query("SELECT v FROM t")).containsExactly("1");
  }
}
