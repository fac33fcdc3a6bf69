package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What statements take and return that are asked for generated keys. */
class GeneratedKeysTest {

  private final TestDatabase db =
      new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR(10))");

  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void whereNothingIsGeneratedThereIsAnEmptyResultSet() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO t VALUES (1, 'x')", Statement.RETURN_GENERATED_KEYS)) {
      assertThat(statement.getGeneratedKeys().next()).isFalse();
      statement.executeUpdate();
      assertThat(statement.getGeneratedKeys().next()).isFalse();
      statement.executeBatch();
      assertThat(statement.getGeneratedKeys().next()).isFalse();
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM t", Statement.RETURN_GENERATED_KEYS);
      assertThat(statement.getGeneratedKeys().next()).isFalse();
      statement.execute("SELECT * FROM t", Statement.RETURN_GENERATED_KEYS);
      assertThat(statement.getGeneratedKeys().next()).isFalse();
      statement.execute("SELECT * FROM t", new String[] {"nothing"});
      statement.executeUpdate("INSERT INTO t VALUES (2, 'x')", Statement.NO_GENERATED_KEYS);
      assertThat(statement.getGeneratedKeys().next()).isFalse();
      assertThat(statement.executeUpdate("DELETE FROM t", (String[]) null)).isEqualTo(1);
      assertThat(statement.executeUpdate("DELETE FROM t", (int[]) null)).isZero();
    }
  }

  @Test
  void columnsThatThereAreNotAreRefusedBeforeAnythingIsDone() throws SQLException {
    String sql = "INSERT INTO t VALUES (1, 'x')";
    try (PreparedStatement byName = connection.prepareStatement(sql, new String[] {"k", "z"});
        PreparedStatement byIndex = connection.prepareStatement(sql, new int[] {3});
        Statement statement = connection.createStatement()) {
      assertFails("42S22", byName::executeUpdate).hasMessageContaining("no column z");
      assertFails("42S22", byIndex::execute).hasMessageContaining("no column 3");
      byName.addBatch();
      assertFails("42S22", byName::executeBatch);
      assertFails("42S22", () -> statement.execute(sql, new int[] {0}));
      assertFails("42S22", () -> statement.executeUpdate(sql, new String[] {null}));
      assertFails("42S22", () -> statement.executeLargeUpdate(sql, new String[] {""}));
      connection.setAutoCommit(false);
      assertFails("42S22", byName::executeUpdate);
      assertThat(db.query("SELECT * FROM t")).isEmpty();
    }
  }

  @Test
  void theColumnsAreDescribedByTheTable() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM t", new String[] {"V", "k"})) {
      statement.executeUpdate();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        assertThat(keys.getMetaData().getColumnCount()).isEqualTo(2);
        assertThat(keys.getMetaData().getColumnName(1)).isEqualTo("v");
        assertThat(keys.getMetaData().getPrecision(1)).isEqualTo(10);
        assertThat(keys.getMetaData().getTableName(2)).isEqualTo("t");
        assertThat(keys.getMetaData().getColumnTypeName(2)).isEqualTo("INTEGER");
        assertThat(keys.getStatement()).isSameAs(statement);
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM t", new int[] {1});
      assertThat(statement.getGeneratedKeys().getMetaData().getColumnName(1)).isEqualTo("k");
    }
  }

  @Test
  void keysEndWithTheirStatementAndItsNextExecution() throws SQLException {
    Statement statement = connection.createStatement();
    statement.executeUpdate("DELETE FROM t", new int[] {1});
    ResultSet first = statement.getGeneratedKeys();
    ResultSet second = statement.getGeneratedKeys();
    assertThat(first.isClosed()).isTrue();
    assertThat(second.isClosed()).isFalse();
    statement.executeUpdate("DELETE FROM t", new int[] {1});
    assertThat(second.isClosed()).isTrue();
    ResultSet third = statement.getGeneratedKeys();
    statement.close();
    assertThat(third.isClosed()).isTrue();
    assertFails("HY010", statement::getGeneratedKeys);
  }

  @Test
  void aWayThatThereIsNotIsRefused() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertFails("22023", () -> statement.executeUpdate("DELETE FROM t", 77));
      assertFails("22023", () -> statement.executeLargeUpdate("DELETE FROM t", 77));
      assertFails("22023", () -> statement.execute("DELETE FROM t", 77));
      assertFails("22023", () -> connection.prepareStatement("DELETE FROM t", 77));
    }
    assertThat(connection.getMetaData().supportsGetGeneratedKeys()).isTrue();
  }

  @Test
  void metadataTellsWhichColumnIsNumbered() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE numbered (id BIGINT IDENTITY PRIMARY KEY, v INTEGER)");
      for (String sql :
          new String[] {
            "SELECT v, id FROM numbered", "SELECT n.v, n.id AS x FROM numbered n ORDER BY x"
          }) {
        ResultSetMetaData columns = statement.executeQuery(sql).getMetaData();
        assertThat(columns.isAutoIncrement(1)).isFalse();
        assertThat(columns.isAutoIncrement(2)).isTrue();
      }
      ResultSetMetaData all = statement.executeQuery("SELECT * FROM numbered").getMetaData();
      assertThat(all.isAutoIncrement(1)).isTrue();
      assertThat(
              statement
                  .executeQuery("SELECT id + 0 FROM numbered")
                  .getMetaData()
                  .isAutoIncrement(1))
          .isFalse();
    }
  }
}
