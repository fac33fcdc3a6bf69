package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.LocalDatabase;
import io.lightningdb.internal.testing.ChildJvm;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JDBC program that is killed in the middle of its transactions leaves all of one, or nothing.
 */
@Timeout(180)
class KillTest {

  private static final int KILLS = 8;
  private static final int ROWS = 20;

  @TempDir private Path directory;

  @Test
  void aTransactionIsThereAsAWholeOrNotAtAll() throws SQLException {
    String url = "jdbc:lightning:" + directory.resolve("db");
    try (Connection connection = DriverManager.getConnection(url)) {
      TestDatabase.execute(
          connection,
          "CREATE TABLE entry (tx INTEGER, line INTEGER, v VARCHAR, PRIMARY KEY (tx, line))");
      TestDatabase.execute(connection, "CREATE TABLE total (k INTEGER PRIMARY KEY, n INTEGER)");
      TestDatabase.execute(connection, "INSERT INTO total VALUES (1, 0)");
    }
    for (int kill = 0; kill < KILLS; kill++) {
      int acknowledged;
      try (ChildJvm child = ChildJvm.start(List.of("-Xmx128m"), Writer.class, url)) {
        acknowledged = 0;
        for (int lines = 5 + 11 * kill; lines > 0; lines--) {
          acknowledged = Integer.parseInt(child.readLine());
        }
        child.kill();
        for (String line = child.readLine(); isWhole(line); line = child.readLine()) {
          acknowledged = Integer.parseInt(line);
        }
      }
      check(url, acknowledged);
    }
  }

  private static boolean isWhole(String line) {
    return line != null && line.matches("\\d{8}");
  }

  private static void check(String url, int acknowledged) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      int total = Integer.parseInt(TestDatabase.query(connection, "SELECT n FROM total").get(0));
      assertThat(total).isBetween(acknowledged, acknowledged + 1);
      for (int tx = 1; tx <= total; tx++) {
        assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM entry WHERE tx = ?", tx))
            .as("rows of transaction %d of %d", tx, total)
            .containsExactly(Integer.toString(ROWS));
      }
      assertThat(TestDatabase.query(connection, "SELECT COUNT(*) FROM entry WHERE tx > ?", total))
          .containsExactly("0");
      assertThat(connection.unwrap(LocalDatabase.class).verify()).isEmpty();
    }
  }

  /** Makes transactions, and prints the number of each that has been committed. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws SQLException {
      Connection connection = DriverManager.getConnection(arguments[0]);
      int tx = Integer.parseInt(TestDatabase.query(connection, "SELECT n FROM total").get(0));
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO entry VALUES (?, ?, ?)");
          PreparedStatement update =
              connection.prepareStatement("UPDATE total SET n = ? WHERE k = 1")) {
        while (true) {
          tx++;
          for (int line = 0; line < ROWS; line++) {
            TestDatabase.set(insert, tx, line, "x".repeat(line * 10));
            insert.addBatch();
          }
          insert.executeBatch();
          update.setInt(1, tx);
          update.executeUpdate();
          connection.commit();
          System.out.printf("%08d%n", tx);
        }
      }
    }
  }
}
