package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.lightningdb.Database;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jdbc.LightningDataSource;
import io.lightningdb.jdbc.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HikariCP as it is set up by default, and with what can be set. */
@Timeout(120)
class HikariTest {

  @TempDir private Path directory;

  private HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:lightning:" + directory.resolve("db"));
    config.setMaximumPoolSize(3);
    return config;
  }

  @Test
  void aPoolOpensTheDatabaseAndReleasesItWhenItIsClosed() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource(config());
        Connection connection = pool.getConnection()) {
      TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
      assertThat(connection.unwrap(Database.class).keyspaceNames()).containsExactly("t");
      assertThat(connection.isValid(1)).isTrue();
    }
    assertThat(Threads.lightningThreads()).noneMatch(name -> name.contains(directory.toString()));
  }

  @Test
  void everythingThatAPoolCanSetIsTaken() throws SQLException {
    HikariConfig config = config();
    config.setUsername("sa");
    config.setPassword("");
    config.setAutoCommit(false);
    config.setReadOnly(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setCatalog("catalog");
    config.setSchema("schema");
    config.setConnectionInitSql("SELECT 1");
    config.setConnectionTestQuery("SELECT 1");
    config.addDataSourceProperty("durability", "FLUSHED");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getAutoCommit()).isFalse();
        TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
        TestDatabase.execute(connection, "INSERT INTO t VALUES (1)");
        // Not committed: the pool rolls back when it gets the connection back.
      }
      try (Connection connection = pool.getConnection()) {
        assertThat(TestDatabase.query(connection, "SELECT * FROM t")).isEmpty();
        connection.commit();
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setNetworkTimeout(Runnable::run, 1_000);
        connection.setAutoCommit(true);
      }
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.isReadOnly()).isFalse();
        assertThat(connection.getAutoCommit()).isFalse();
      }
    }
  }

  @Test
  void aDataSourceClassCanBePooled() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setDataSourceClassName(LightningDataSource.class.getName());
    config.addDataSourceProperty("url", "jdbc:lightning:" + directory.resolve("db"));
    config.addDataSourceProperty("user", "anna");
    try (HikariDataSource pool = new HikariDataSource(config);
        Connection connection = pool.getConnection()) {
      assertThat(TestDatabase.query(connection, "SELECT 1")).containsExactly("1");
      assertThat(connection.getMetaData().getUserName()).isEqualTo("anna");
    }
  }

  @Test
  void mistakesOfStatementsDoNotCostConnections() throws SQLException {
    HikariConfig config = config();
    config.setMaximumPoolSize(1);
    config.setMinimumIdle(1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Connection first;
      try (Connection connection = pool.getConnection()) {
        first = connection.unwrap(Connection.class);
        TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
        TestDatabase.execute(connection, "INSERT INTO t VALUES (1)");
        for (String wrong :
            new String[] {
              "SELEC 1",
              "SELECT * FROM nothing",
              "INSERT INTO t VALUES (1)",
              "INSERT INTO t VALUES (1e10)"
            }) {
          assertThatThrownBy(() -> TestDatabase.execute(connection, wrong))
              .isInstanceOf(SQLException.class);
        }
        assertThat(connection.isClosed()).isFalse();
      }
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.unwrap(Connection.class)).isSameAs(first);
      }
    }
  }

  @Test
  void aConnectionWhoseDatabaseWasClosedIsReplaced() throws Exception {
    HikariConfig config = config();
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection()) {
        TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
      }
      shutDown(config.getJdbcUrl());
      // A pool trusts a connection for half a second after its last use.
      Thread.sleep(600);
      try (Connection connection = pool.getConnection()) {
        assertThat(TestDatabase.query(connection, "SELECT * FROM t")).isEmpty();
      }
    }
  }

  @Test
  void aDatabaseInMemorySurvivesThatAPoolRenewsItsConnections() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:lightning:mem:pooled");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection()) {
        TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
      }
      pool.getHikariPoolMXBean().softEvictConnections();
      try (Connection connection = pool.getConnection()) {
        assertThat(TestDatabase.query(connection, "SELECT * FROM t")).isEmpty();
      }
    }
    shutDown(config.getJdbcUrl());
  }

  private static void shutDown(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      TestDatabase.execute(connection, "SHUTDOWN");
    }
  }

  @Test
  void threadsThatAreInterruptedDoNotHurtOthers() throws Exception {
    HikariConfig config = config();
    config.addDataSourceProperty("memtableBytes", "64k");
    config.addDataSourceProperty("cacheBytes", "0");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection()) {
        TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
      }
      ExecutorService executor = Executors.newFixedThreadPool(3);
      int acknowledged = 0;
      for (int i = 0; i < 150; i++) {
        int key = i;
        Future<Boolean> insert =
            executor.submit(
                () -> {
                  try (Connection connection = pool.getConnection()) {
                    return TestDatabase.execute(
                            connection, "INSERT INTO t VALUES (?, ?)", key, "v".repeat(500))
                        == 1;
                  }
                });
        // Cancelling a Future is all it takes to interrupt a thread in the middle of its commit.
        if (i % 3 == 0) {
          insert.cancel(true);
        } else {
          assertThat(insert.get(30, TimeUnit.SECONDS)).isTrue();
          acknowledged++;
        }
      }
      executor.shutdown();
      assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      HikariPoolMXBean state = pool.getHikariPoolMXBean();
      assertThat(state.getActiveConnections()).isZero();
      try (Connection connection = pool.getConnection()) {
        int count =
            Integer.parseInt(TestDatabase.query(connection, "SELECT COUNT(*) FROM t").get(0));
        assertThat(count).isBetween(acknowledged, 150);
      }
    }
  }
}
