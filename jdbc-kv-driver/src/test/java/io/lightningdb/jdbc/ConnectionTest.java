package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.LocalDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLWarning;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {

  private final TestDatabase db = new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY)");
  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void nothingThatPoolsSetThrowsOnAFreshConnection() throws SQLException {
    try (Connection fresh = db.connect()) {
      fresh.setReadOnly(true);
      fresh.setReadOnly(false);
      fresh.setAutoCommit(false);
      fresh.setAutoCommit(true);
      fresh.setTransactionIsolation(fresh.getTransactionIsolation());
      fresh.setCatalog(null);
      fresh.setCatalog("anything");
      fresh.setSchema("anything");
      fresh.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      fresh.setTypeMap(Map.of());
      fresh.clearWarnings();
      assertThat(fresh.getCatalog()).isNull();
      assertThat(fresh.getSchema()).isNull();
      assertThat(fresh.getTypeMap()).isEmpty();
      assertThat((Object) fresh.getWarnings()).isNull();
      assertThat(fresh.getAutoCommit()).isTrue();
      assertThat(fresh.isReadOnly()).isFalse();
      assertThat(fresh.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      assertThat(fresh.nativeSQL("SELECT 1")).isEqualTo("SELECT 1");
      fresh.beginRequest();
      fresh.endRequest();
    }
  }

  @Test
  void isValidTellsAndNeverThrowsButForANegativeTimeout() throws SQLException {
    assertThat(connection.isValid(0)).isTrue();
    connection.setAutoCommit(false);
    db.execute("INSERT INTO t VALUES (1)");
    assertThat(connection.isValid(5)).isTrue();
    connection.rollback();
    assertThat(db.query("SELECT * FROM t")).isEmpty();
    assertFails("22023", () -> connection.isValid(-1));
    Connection closed = db.connect();
    closed.close();
    assertThat(closed.isValid(1)).isFalse();
    assertFails("22023", () -> closed.isValid(-1));
  }

  @Test
  void aClosedConnectionRefusesEverythingWith08003() throws SQLException {
    Connection closed = db.connect();
    closed.close();
    closed.close();
    assertThat(closed.isClosed()).isTrue();
    Class<SQLNonTransientConnectionException> type = SQLNonTransientConnectionException.class;
    assertFails("08003", type, closed::createStatement);
    assertFails("08003", type, () -> closed.prepareStatement("SELECT 1"));
    assertFails("08003", type, closed::getAutoCommit);
    assertFails("08003", type, () -> closed.setAutoCommit(false));
    assertFails("08003", type, closed::commit);
    assertFails("08003", type, closed::rollback);
    assertFails("08003", type, closed::getMetaData);
    assertFails("08003", type, closed::isReadOnly);
    assertFails("08003", type, () -> closed.setReadOnly(true));
    assertFails("08003", type, closed::getTransactionIsolation);
    assertFails("08003", type, closed::getWarnings);
    assertFails("08003", type, closed::createBlob);
    assertFails("08003", type, closed::getNetworkTimeout);
    assertFails("08003", type, () -> closed.unwrap(Database.class));
    assertThatThrownBy(() -> closed.setClientInfo("ApplicationName", "x"))
        .isInstanceOf(SQLClientInfoException.class);
  }

  @Test
  void aNetworkTimeoutIsKeptAndChecked() throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 5_000);
    assertThat(connection.getNetworkTimeout()).isEqualTo(5_000);
    assertFails("22023", () -> connection.setNetworkTimeout(Runnable::run, -1));
    assertFails("22023", () -> connection.setNetworkTimeout(null, 1));
  }

  @Test
  void abortEndsTheConnectionWithoutWaiting() throws Exception {
    Connection aborted = db.connect();
    aborted.setAutoCommit(false);
    TestDatabase.execute(aborted, "INSERT INTO t VALUES (1)");
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      aborted.abort(executor);
      assertThat(aborted.isClosed()).isTrue();
      aborted.abort(executor);
      assertFails("22023", () -> aborted.abort(null));
    } finally {
      executor.shutdown();
    }
    assertFails("08003", () -> TestDatabase.query(aborted, "SELECT * FROM t"));
    aborted.close();
    assertThat(db.query("SELECT * FROM t")).isEmpty();
  }

  @Test
  void clientInfoIsKeptAndUnknownNamesAreAWarning() throws SQLException {
    connection.setClientInfo("ApplicationName", "test");
    assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("test");
    assertThat((Object) connection.getWarnings()).isNull();
    connection.setClientInfo("Nonsense", "x");
    assertThat(connection.getClientInfo("Nonsense")).isNull();
    assertThat(connection.getWarnings().getMessage()).contains("Nonsense").contains("ClientUser");
    connection.clearWarnings();
    Properties properties = new Properties();
    properties.setProperty("ClientUser", "anna");
    connection.setClientInfo(properties);
    assertThat(connection.getClientInfo()).containsOnly(Map.entry("ClientUser", "anna"));
    connection.setClientInfo("ClientUser", null);
    assertThat(connection.getClientInfo()).isEmpty();
  }

  @Test
  void warningsAreAChainUntilTheyAreCleared() throws SQLException {
    connection.setClientInfo("One", "x");
    connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
    assertThat(connection.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
    assertThat(connection.getWarnings().getMessage()).contains("One");
    assertThat(connection.getWarnings().getNextWarning().getSQLState()).isEqualTo("01S02");
    // A program that never clears them does not fill the memory.
    for (int i = 0; i < 1_000; i++) {
      connection.setClientInfo("More", "x");
    }
    int count = 0;
    for (SQLWarning w = connection.getWarnings(); w != null; w = w.getNextWarning()) {
      count++;
    }
    assertThat(count).isBetween(2, 100);
    connection.clearWarnings();
    assertThat((Object) connection.getWarnings()).isNull();
  }

  @Test
  void aConnectionUnwrapsToTheDatabase() throws SQLException {
    assertThat(connection.isWrapperFor(Database.class)).isTrue();
    assertThat(connection.unwrap(Database.class).keyspaceNames()).containsExactly("t");
    assertThat(connection.unwrap(LocalDatabase.class).directory()).isEmpty();
    assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
    assertThat(connection.isWrapperFor(String.class)).isFalse();
    assertFails("22023", () -> connection.unwrap(String.class));
  }

  @Test
  void closingTheDatabaseThatAConnectionUnwrapsToClosesThatConnectionAlone() throws SQLException {
    Connection other = db.connect();
    other.unwrap(Database.class).close();
    assertThat(other.isValid(0)).isFalse();
    assertFails("08003", () -> TestDatabase.query(other, "SELECT * FROM t"));
    other.close();
    assertThat(db.query("SELECT * FROM t")).isEmpty();
  }

  @Test
  void whatThereIsNotIsRefused() {
    Class<SQLFeatureNotSupportedException> type = SQLFeatureNotSupportedException.class;
    assertFails("0A000", type, () -> connection.createArrayOf("INTEGER", new Object[0]));
    assertFails("0A000", type, () -> connection.createStruct("X", new Object[0]));
    assertFails("0A000", type, connection::createSQLXML);
    assertFails("0A000", type, () -> connection.setTypeMap(Map.of("x", String.class)));
    assertFails("0A000", type, () -> connection.setShardingKey(null));
    assertFails("0A000", type, () -> connection.setShardingKey(null, null));
    assertFails("0A000", type, () -> connection.setShardingKeyIfValid(null, 0));
    assertFails("0A000", type, () -> connection.setShardingKeyIfValid(null, null, 0));
    assertFails("22023", () -> connection.setHoldability(0));
    assertFails("42601", () -> connection.prepareStatement(null));
  }
}
