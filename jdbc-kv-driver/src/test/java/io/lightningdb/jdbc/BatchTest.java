package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lightningdb.LocalDatabase;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {

  private final TestDatabase db =
      new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");

  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  private PreparedStatement insert(int... keys) throws SQLException {
    PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?, ?)");
    for (int key : keys) {
      statement.setInt(1, key);
      statement.setString(2, "v" + key);
      statement.addBatch();
    }
    return statement;
  }

  @Test
  void aBatchRunsItsCommandsInOrderAndIsEmptyAfterwards() throws SQLException {
    try (PreparedStatement statement = insert(3, 1, 2)) {
      assertThat(statement.executeBatch()).containsExactly(1, 1, 1);
      assertThat(statement.executeBatch()).isEmpty();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
    }
    assertThat(db.query("SELECT v FROM t")).containsExactly("v1", "v2", "v3");
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("UPDATE t SET v = 'x' WHERE k > 1");
      statement.addBatch("CREATE TABLE u (k INTEGER PRIMARY KEY)");
      statement.addBatch("INSERT INTO u VALUES (1), (2)");
      assertThat(statement.executeLargeBatch()).containsExactly(2, 0, 2);
      statement.addBatch("DELETE FROM t");
      statement.clearBatch();
      assertThat(statement.executeBatch()).isEmpty();
    }
    assertThat(db.query("SELECT COUNT(*) FROM t")).containsExactly("3");
  }

  @Test
  void parametersKeepTheirValuesFromOneRowOfABatchToTheNext() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      statement.setString(2, "same");
      statement.setInt(1, 1);
      statement.addBatch();
      statement.setInt(1, 2);
      statement.addBatch();
      statement.clearParameters();
      assertThat(statement.executeLargeBatch()).containsExactly(1, 1);
    }
    assertThat(db.query("SELECT v FROM t")).containsExactly("same", "same");
  }

  @Test
  void theExceptionOfABatchHasStateCauseAndCountsOfItsFirstFailure() throws SQLException {
    for (boolean autoCommit : new boolean[] {true, false}) {
      db.execute("DELETE FROM t");
      connection.setAutoCommit(autoCommit);
      try (PreparedStatement statement = insert(1, 2, 1, 4)) {
        BatchUpdateException e =
            catchThrowableOfType(BatchUpdateException.class, statement::executeBatch);
        assertThat(e.getSQLState()).isEqualTo("23505");
        assertThat(e.getErrorCode()).isZero();
        assertThat(e.getUpdateCounts()).containsExactly(1, 1);
        assertThat(e.getLargeUpdateCounts()).containsExactly(1, 1);
        assertThat(e.getMessage()).contains("command 3 of 4").contains("k = 1");
        assertThat((Throwable) e.getNextException())
            .isInstanceOf(SQLIntegrityConstraintViolationException.class)
            .isSameAs(e.getCause());
      }
      // Those before it were done, in auto-commit mode for good.
      assertThat(db.query("SELECT k FROM t")).containsExactly("1", "2");
      connection.setAutoCommit(true);
    }
  }

  @Test
  void aQueryInABatchFails() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO t VALUES (1, 'x')");
      statement.addBatch("SELECT * FROM t");
      BatchUpdateException e =
          catchThrowableOfType(BatchUpdateException.class, statement::executeBatch);
      assertThat(e.getSQLState()).isEqualTo("07003");
      assertThat(e.getUpdateCounts()).containsExactly(1);
      assertFails("42601", () -> statement.addBatch(null));
    }
  }

  @Test
  void theCommandsOfAnAutoCommitBatchWaitForTheDiskOnce(@TempDir Path directory)
      throws SQLException {
    try (Connection onDisk =
        DriverManager.getConnection("jdbc:lightning:" + directory.resolve("db"))) {
      TestDatabase.execute(onDisk, "CREATE TABLE t (k INTEGER PRIMARY KEY)");
      LocalDatabase engine = onDisk.unwrap(LocalDatabase.class);
      try (PreparedStatement statement = onDisk.prepareStatement("INSERT INTO t VALUES (?)")) {
        for (int i = 0; i < 500; i++) {
          statement.setInt(1, i);
          statement.addBatch();
        }
        long commits = engine.statistics().commits();
        long syncs = engine.statistics().syncs();
        assertThat(statement.executeBatch()).hasSize(500).containsOnly(1);
        assertThat(engine.statistics().commits() - commits).isEqualTo(500);
        // One, and those of the background.
        assertThat(engine.statistics().syncs() - syncs).isBetween(1L, 100L);
      }
    }
  }
}
