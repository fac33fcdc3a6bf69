package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jdbc.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transfers between accounts by several threads through HikariCP, which run again on 40001 and
 * 40P01: no money comes or goes, in any snapshot and at the end, and no transfer is lost.
 */
@Timeout(180)
class BankTransferTest {

  private static final int ACCOUNTS = 20;
  private static final int THREADS = 8;
  private static final int TRANSFERS = 150;
  private static final int ATTEMPTS_MAX = 10_000;

  @TempDir private Path directory;

  private HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(THREADS + 1);
    return new HikariDataSource(config);
  }

  @ParameterizedTest
  @CsvSource({
    "disk, TRANSACTION_READ_COMMITTED",
    "memory, TRANSACTION_READ_COMMITTED",
    "disk, TRANSACTION_REPEATABLE_READ",
    "memory, TRANSACTION_REPEATABLE_READ",
    "disk, TRANSACTION_SERIALIZABLE",
    "memory, TRANSACTION_SERIALIZABLE"
  })
  void moneyNeitherComesNorGoes(String place, String level) throws SQLException {
    String url =
        place.equals("disk")
            ? "jdbc:lightning:" + directory.resolve(level) + ";durability=FLUSHED"
            : "jdbc:lightning:mem:bank-" + level + ";closeOnLast=true";
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger snapshots = new AtomicInteger();
    AtomicLong next = new AtomicLong();
    try (HikariDataSource pool = pool(url)) {
      create(pool);
      Thread watcher =
          Threads.start(
              TestDatabase.work(
                  () -> {
                    while (!done.get()) {
                      watch(pool);
                      snapshots.incrementAndGet();
                    }
                  }));
      try {
        Threads.run(
            THREADS,
            TestDatabase.numbered(
                number -> {
                  Random random = new Random(number);
                  for (int i = 0; i < TRANSFERS; i++) {
                    transfer(pool, level, random, next.incrementAndGet());
                  }
                }));
      } finally {
        done.set(true);
        Threads.join(watcher);
      }
      check(pool);
    }
    assertThat(snapshots.get()).isPositive();
  }

  private static void create(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      TestDatabase.execute(
          connection, "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER)");
      TestDatabase.execute(
          connection,
          "CREATE TABLE ledger (id BIGINT PRIMARY KEY, debit INTEGER, credit INTEGER, sum INTEGER)");
      for (int i = 0; i < ACCOUNTS; i++) {
        TestDatabase.execute(connection, "INSERT INTO account VALUES (?, 100)", i);
      }
    }
  }

  /** Looks at all accounts in a transaction that only reads. */
  private static void watch(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      int sum = 0;
      for (String balance : TestDatabase.query(connection, "SELECT balance FROM account")) {
        sum += Integer.parseInt(balance);
      }
      assertThat(sum).isEqualTo(100 * ACCOUNTS);
      assertThat(TestDatabase.query(connection, "SELECT SUM(balance) FROM account"))
          .containsExactly("" + 100 * ACCOUNTS);
      connection.commit();
    }
  }

  private static void transfer(HikariDataSource pool, String level, Random random, long id)
      throws SQLException {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int sum = 1 + random.nextInt(9);
    // At READ COMMITTED whoever calculates with what was read has to lock it.
    boolean byStatement = level.equals("TRANSACTION_READ_COMMITTED") || random.nextBoolean();
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        connection.setTransactionIsolation(levelOf(level));
        connection.setAutoCommit(false);
        try {
          if (byStatement) {
            move(connection, from, -sum);
            move(connection, to, sum);
          } else {
            readAndMove(connection, from, -sum);
            readAndMove(connection, to, sum);
          }
          TestDatabase.execute(
              connection, "INSERT INTO ledger VALUES (?, ?, ?, ?)", id, from, to, sum);
          connection.commit();
          return;
        } catch (SQLException e) {
          connection.rollback();
          assertThat(e.getSQLState()).as("%s", e).isIn("40001", "40P01");
          assertThat(attempt).isLessThan(ATTEMPTS_MAX);
        }
      }
    }
  }

  private static int levelOf(String name) {
    return switch (name) {
      case "TRANSACTION_READ_COMMITTED" -> Connection.TRANSACTION_READ_COMMITTED;
      case "TRANSACTION_SERIALIZABLE" -> Connection.TRANSACTION_SERIALIZABLE;
      default -> Connection.TRANSACTION_REPEATABLE_READ;
    };
  }

  private static void move(Connection connection, int account, int sum) throws SQLException {
    assertThat(
            TestDatabase.execute(
                connection, "UPDATE account SET balance = balance + ? WHERE id = ?", sum, account))
        .isOne();
  }

  private static void readAndMove(Connection connection, int account, int sum) throws SQLException {
    List<String> balance =
        TestDatabase.query(connection, "SELECT balance FROM account WHERE id = ?", account);
    TestDatabase.execute(
        connection,
        "UPDATE account SET balance = ? WHERE id = ?",
        Integer.parseInt(balance.get(0)) + sum,
        account);
  }

  /** Compares the accounts with what the ledger says of them. */
  private static void check(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM ledger"))
          .containsExactly("" + THREADS * TRANSFERS);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < ACCOUNTS; i++) {
        expected.add(
            TestDatabase.query(
                    connection,
                    "SELECT 100 + COALESCE(SUM(CASE WHEN credit = ? THEN sum ELSE -sum END), 0)"
                        + " FROM ledger WHERE credit = ? OR debit = ?",
                    i,
                    i,
                    i)
                .get(0));
      }
      assertThat(TestDatabase.query(connection, "SELECT balance FROM account ORDER BY id"))
          .isEqualTo(expected);
    }
  }
}
