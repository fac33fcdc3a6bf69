package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jdbc.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commons DBCP 2, with its cache of prepared statements. */
@Timeout(60)
class DbcpTest {

  @TempDir private Path directory;

  private BasicDataSource pool() {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl("jdbc:lightning:" + directory);
    pool.setMaxTotal(4);
    pool.setPoolPreparedStatements(true);
    pool.setDefaultAutoCommit(false);
    pool.setDefaultReadOnly(false);
    pool.setDefaultTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    pool.setValidationQuery("SELECT 1");
    pool.setTestOnBorrow(true);
    pool.setConnectionInitSqls(java.util.List.of("SELECT 1"));
    return pool;
  }

  @Test
  void connectionsAndStatementsAreUsedAgain() throws SQLException {
    try (BasicDataSource pool = pool()) {
      try (Connection connection = pool.getConnection()) {
        TestDatabase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
        connection.commit();
      }
      for (int i = 0; i < 20; i++) {
        try (Connection connection = pool.getConnection();
            PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
          insert.setInt(1, i);
          insert.setString(2, "x");
          insert.executeUpdate();
          if (i % 2 == 0) {
            connection.commit();
          }
          // What is not committed is rolled back when the connection goes back to the pool.
        }
      }
      Threads.run(
          8,
          TestDatabase.numbered(
              number -> {
                try (Connection connection = pool.getConnection()) {
                  assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM t"))
                      .containsExactly("10");
                }
              }));
    }
    assertThat(Threads.lightningThreads()).noneMatch(name -> name.contains(directory.toString()));
  }
}
