package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lightningdb.LocalDatabase;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jdbc.TestDatabase;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads over a small pool, with statements of all kinds, cancels, time-outs, aborted
 * connections and interrupts. Afterwards nothing is left open, and the data is what it should be.
 * It lasts as many seconds as the property {@code lightning.endurance.seconds} says.
 */
@Timeout(240)
class PoolEnduranceTest {

  private static final int THREADS = 100;
  private static final int POOL = 20;
  private static final int ROWS = 2_000;

  /** What may come of being cancelled, timed out, aborted, interrupted, or beaten in a race. */
  private static final Set<String> EXPECTED =
      Set.of("57014", "40001", "40P01", "08003", "HY010", "24000", "55P03");

  private static final Executor DIRECTLY = Runnable::run;

  @TempDir private Path directory;

  private final AtomicLong next = new AtomicLong();
  private final AtomicLong inserted = new AtomicLong();
  private final Map<String, AtomicLong> states = new ConcurrentHashMap<>();

  /** Statements that run now, to be cancelled. */
  private final Set<Statement> running = ConcurrentHashMap.newKeySet();

  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:lightning:" + directory + ";durability=FLUSHED;trackTransactions=true");
    config.setMaximumPoolSize(POOL);
    config.setConnectionTimeout(60_000);
    return new HikariDataSource(config);
  }

  @Test
  void nothingIsLeftOpen() throws SQLException {
    long seconds = Long.getLong("lightning.endurance.seconds", 6);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (HikariDataSource pool = pool()) {
      create(pool);
      Thread canceller =
          Threads.start(
              () -> {
                while (System.nanoTime() < end) {
                  cancelSome();
                  Threads.pause();
                }
              });
      Threads.run(
          THREADS,
          number -> {
            Random random = new Random(number);
            while (System.nanoTime() < end) {
              step(pool, random);
            }
          });
      Threads.join(canceller);
      assertThat(EXPECTED).containsAll(states.keySet());
      check(pool);
    }
    assertThat(Threads.lightningThreads()).noneMatch(name -> name.contains(directory.toString()));
    try (HikariDataSource again = pool();
        Connection connection = again.getConnection()) {
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM t"))
          .containsExactly("" + (ROWS + inserted.get()));
    }
  }

  private static void create(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      TestDatabase.execute(
          connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, n INTEGER, s VARCHAR)");
      TestDatabase.execute(connection, "CREATE INDEX t_n ON t (n)");
      connection.setAutoCommit(false);
      for (int i = 0; i < ROWS; i++) {
        TestDatabase.execute(connection, "INSERT INTO t VALUES (?, 0, 'text')", i);
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private void cancelSome() {
    for (Statement statement : running) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        count(e);
      }
    }
  }

  private void count(SQLException e) {
    states
        .computeIfAbsent(String.valueOf(e.getSQLState()), state -> new AtomicLong())
        .incrementAndGet();
  }

  private void step(HikariDataSource pool, Random random) {
    try (Connection connection = pool.getConnection()) {
      switch (random.nextInt(8)) {
        case 0 -> scan(connection, random);
        case 1 -> transaction(connection, random);
        case 2 ->
            TestDatabase.execute(
                connection, "UPDATE t SET n = n + 1 WHERE k = ?", random.nextInt(ROWS));
        case 3 -> batch(connection);
        case 4 -> connection.abort(DIRECTLY);
        case 5 -> interrupted(connection, random);
        case 6 -> abandoned(connection, random);
        default ->
            TestDatabase.query(connection, "SELECT * FROM t WHERE k = ?", random.nextInt(ROWS));
      }
    } catch (BatchUpdateException e) {
      count(e);
    } catch (SQLException e) {
      count(e);
    }
  }

  /** Reads many rows, perhaps until it is cancelled or its time is over. */
  private void scan(Connection connection, Random random) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT a.k, COUNT(*) FROM t a JOIN t b ON a.n = b.n GROUP BY a.k ORDER BY 2, 1")) {
      statement.setQueryTimeout(random.nextInt(2) + 1);
      running.add(statement);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          assertThat(result.getLong(2)).isPositive();
        }
      } finally {
        running.remove(statement);
      }
    }
  }

  private static void transaction(Connection connection, Random random) throws SQLException {
    connection.setAutoCommit(false);
    try {
      int k = random.nextInt(ROWS);
      TestDatabase.query(connection, "SELECT n FROM t WHERE k = ? FOR UPDATE", k);
      TestDatabase.execute(connection, "UPDATE t SET n = n + 1 WHERE k = ?", k);
      TestDatabase.execute(connection, "UPDATE t SET n = n - 1 WHERE k = ?", (k + 1) % ROWS);
      if (random.nextBoolean()) {
        connection.commit();
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void batch(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO t VALUES (?, 1, 'new')")) {
      long first = next.getAndAdd(10);
      for (int i = 0; i < 10; i++) {
        insert.setLong(1, ROWS + first + i);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
      inserted.addAndGet(10);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** An interrupt must not hurt anybody. */
  private static void interrupted(Connection connection, Random random) throws SQLException {
    Thread.currentThread().interrupt();
    try {
      TestDatabase.execute(connection, "UPDATE t SET s = 'x' WHERE k = ?", random.nextInt(ROWS));
    } finally {
      Thread.interrupted();
    }
  }

  /** Leaves statements, results and a transaction open for the pool to clean up. */
  @SuppressWarnings("MustBeClosedChecker")
  private static void abandoned(Connection connection, Random random) throws SQLException {
    connection.setAutoCommit(false);
    List<ResultSet> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ResultSet result =
          connection
              .createStatement()
              .executeQuery("SELECT * FROM t WHERE k >= " + random.nextInt(ROWS));
      result.next();
      open.add(result);
    }
    assertThat(open).hasSize(3);
  }

  private void check(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM t"))
          .containsExactly("" + (ROWS + inserted.get()));
      // By the index and without it.
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM t WHERE n >= 1"))
          .isEqualTo(TestDatabase.query(connection, "SELECT COUNT(*) FROM t WHERE n + 0 >= 1"));
      LocalDatabase database = connection.unwrap(LocalDatabase.class);
      assertThat(database.statistics().transactions()).isZero();
      assertThat(database.statistics().snapshots()).isZero();
      assertThat(database.statistics().abandoned()).isZero();
    }
  }
}
