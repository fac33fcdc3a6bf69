package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import javax.sql.StatementEvent;
import javax.sql.StatementEventListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are lent by an application server's pool, and what it is told. */
class PooledConnectionTest {

  private final TestDatabase db = new TestDatabase("CREATE TABLE t (k INTEGER PRIMARY KEY)");
  private final List<String> events = new ArrayList<>();
  private PooledConnection pooled;

  private final ConnectionEventListener connectionEvents =
      new ConnectionEventListener() {
        @Override
        public void connectionClosed(ConnectionEvent event) {
          assertThat(event.getSource()).isSameAs(pooled);
          events.add("closed");
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
          events.add("error " + event.getSQLException().getSQLState());
        }
      };

  private final StatementEventListener statementEvents =
      new StatementEventListener() {
        @Override
        public void statementClosed(StatementEvent event) {
          events.add("statement closed " + event.getStatement());
        }

        @Override
        public void statementErrorOccurred(StatementEvent event) {
          events.add("statement error " + event.getSQLException().getSQLState());
        }
      };

  @BeforeEach
  void connect() throws SQLException {
    pooled = new LightningConnectionPoolDataSource(db.url()).getPooledConnection();
    pooled.addConnectionEventListener(connectionEvents);
    pooled.addStatementEventListener(statementEvents);
  }

  @AfterEach
  void close() throws SQLException {
    pooled.close();
    db.close();
  }

  @Test
  void closingTheLogicalConnectionTellsThePoolAndKeepsThePhysicalOne() throws SQLException {
    Connection first = pooled.getConnection();
    TestDatabase.execute(first, "INSERT INTO t VALUES (1)");
    first.close();
    first.close();
    assertThat(events).contains("closed").containsOnlyOnce("closed");
    assertThat(first.isClosed()).isTrue();
    assertThat(first.isValid(1)).isFalse();
    assertFails("22023", () -> first.isValid(-1));
    assertFails("08003", first::createStatement);
    assertFails("08003", first::getMetaData);
    assertFails("08003", () -> first.unwrap(Database.class));
    first.abort(Runnable::run);
    try (Connection second = pooled.getConnection()) {
      assertThat(second).isNotSameAs(first);
      assertThat(second.isValid(1)).isTrue();
      assertThat(TestDatabase.query(second, "SELECT k FROM t")).containsExactly("1");
    }
  }

  @Test
  void theNextUserFindsANewConnectionsSettings() throws SQLException {
    Connection first = pooled.getConnection();
    first.setAutoCommit(false);
    TestDatabase.execute(first, "INSERT INTO t VALUES (1)");
    Statement left = first.createStatement();
    ResultSet open = left.executeQuery("SELECT * FROM t");
    first.close();
    assertThat(left.isClosed()).isTrue();
    assertThat(open.isClosed()).isTrue();
    assertThat(db.query("SELECT * FROM t")).isEmpty();
    Connection second = pooled.getConnection();
    second.setReadOnly(true);
    second.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    second.setClientInfo("ClientUser", "anna");
    second.setClientInfo("Unknown", "x");
    second.setNetworkTimeout(Runnable::run, 7);
    second.close();
    try (Connection third = pooled.getConnection()) {
      assertThat(third.getAutoCommit()).isTrue();
      assertThat(third.isReadOnly()).isFalse();
      assertThat(third.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
      assertThat(third.getClientInfo()).isEmpty();
      assertThat((Object) third.getWarnings()).isNull();
      assertThat(third.getNetworkTimeout()).isZero();
    }
  }

  @Test
  void thereIsOneLogicalConnectionAtATime() throws SQLException {
    Connection first = pooled.getConnection();
    Statement statement = first.createStatement();
    try (Connection second = pooled.getConnection()) {
      assertThat(first.isClosed()).isTrue();
      assertThat(statement.isClosed()).isTrue();
      assertThat(events).isEmpty();
      // The first one's end is not the second one's.
      first.close();
      assertThat(second.isClosed()).isFalse();
      assertThat(events).isEmpty();
    }
    assertThat(events).containsExactly("closed");
  }

  @Test
  void whatItGivesLeadsBackToTheLogicalConnection() throws SQLException {
    Connection connection = pooled.getConnection();
    DatabaseMetaData meta = connection.getMetaData();
    assertThat(meta.getConnection()).isSameAs(connection);
    assertThat(meta.getTables(null, null, "t", null).next()).isTrue();
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT 1");
        CallableStatement call = connection.prepareCall("SELECT 2")) {
      assertThat(statement.getConnection()).isSameAs(connection);
      assertThat(prepared.getConnection()).isSameAs(connection);
      assertThat(call.getConnection()).isSameAs(connection);
      ResultSet result = statement.executeQuery("SELECT 1");
      assertThat(result.getStatement()).isSameAs(statement);
      assertThat(result.next()).isTrue();
      assertThat(prepared.executeQuery().getStatement()).isSameAs(prepared);
      assertThat(call.executeQuery().getStatement()).isSameAs(call);
      assertThat(statement.unwrap(Statement.class)).isSameAs(statement);
    }
    assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
    assertThat(connection.unwrap(Database.class).isOpen()).isTrue();
    assertThat(connection.isWrapperFor(Connection.class)).isTrue();
    assertFails("22023", () -> connection.unwrap(String.class));
    assertThat(connection.equals(connection)).isTrue();
    assertThat(connection).hasToString("logical " + connection.toString().substring(8));
    connection.close();
    assertFails("08003", meta::getURL);
  }

  @Test
  void thePoolIsToldOfPreparedStatementsThatAreClosed() throws SQLException {
    try (Connection connection = pooled.getConnection()) {
      connection.createStatement().close();
      PreparedStatement prepared = connection.prepareStatement("SELECT 1");
      prepared.close();
      prepared.close();
      assertThat(events).containsExactly("statement closed SELECT 1");
      assertFails("HY010", prepared::executeQuery);
      assertThat(events).hasSize(1);
    }
  }

  @Test
  void thePoolIsToldOfTheEndOfTheDatabaseAndOfNothingLess() throws SQLException {
    Connection connection = pooled.getConnection();
    PreparedStatement prepared = connection.prepareStatement("INSERT INTO t VALUES (1)");
    ResultSet open = connection.createStatement().executeQuery("SELECT * FROM t");
    prepared.execute();
    assertFails("23505", prepared::execute);
    assertFails("42601", () -> connection.prepareStatement("nonsense"));
    assertThat(events).isEmpty();
    db.connection().createStatement().execute("SHUTDOWN");
    assertFails("08003", prepared::execute);
    assertThat(events).containsExactly("error 08003", "statement error 08003");
    assertFails("24000", open::next);
    assertFails("08003", connection::createStatement);
    assertThat(events).contains("error 24000").hasSize(4);
    assertThat(connection.isClosed()).isTrue();
    connection.close();
    assertFails("08003", pooled::getConnection);
  }

  @Test
  void closingThePooledConnectionClosesAllAndTellsNobody() throws SQLException {
    Connection connection = pooled.getConnection();
    connection.setAutoCommit(false);
    TestDatabase.execute(connection, "INSERT INTO t VALUES (1)");
    pooled.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(events).containsExactly("statement closed INSERT INTO t VALUES (1)");
    assertThat(db.query("SELECT * FROM t")).isEmpty();
    events.clear();
    assertFails("08003", pooled::getConnection);
    assertThat(events).containsExactly("error 08003");
  }

  @Test
  void listenersThatWereRemovedAreNotTold() throws SQLException {
    pooled.removeConnectionEventListener(connectionEvents);
    pooled.removeStatementEventListener(statementEvents);
    try (Connection connection = pooled.getConnection()) {
      connection.prepareStatement("SELECT 1").close();
    }
    assertThat(events).isEmpty();
  }

  // ---- Data sources

  @Test
  void dataSourcesAreBeansThatCanBeSerialized() throws Exception {
    LightningDataSource source = new LightningDataSource();
    source.setUrl(db.url());
    source.setUser("anna");
    source.setPassword("secret");
    source.setLoginTimeout(3);
    PrintWriter log = new PrintWriter(Writer.nullWriter());
    source.setLogWriter(log);
    assertThat(source.getLogWriter()).isSameAs(log);
    assertThat(source.getPassword()).isEqualTo("secret");
    assertThat(source.toString()).contains(db.url()).doesNotContain("secret");
    assertFails("22023", () -> source.setLoginTimeout(-1));
    LightningDataSource copy = copied(source);
    assertThat(copy.getUrl()).isEqualTo(db.url());
    assertThat(copy.getLoginTimeout()).isEqualTo(3);
    assertThat(copy.getLogWriter()).isNull();
    try (Connection connection = copy.getConnection()) {
      assertThat(connection.getMetaData().getUserName()).isEqualTo("anna");
    }
    try (Connection connection = copy.getConnection("berta", null)) {
      assertThat(connection.getMetaData().getUserName()).isEqualTo("berta");
    }
    LightningConnectionPoolDataSource pool =
        copied(new LightningConnectionPoolDataSource(db.url()));
    PooledConnection third = pool.getPooledConnection("carla", "x");
    try (Connection connection = third.getConnection()) {
      assertThat(connection.getMetaData().getUserName()).isEqualTo("carla");
    }
    third.close();
  }

  private static <T> T copied(T original) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      @SuppressWarnings("unchecked") // it was one when it was written
      T copy = (T) in.readObject();
      return copy;
    }
  }

  @Test
  void aDataSourceWithoutAUrlOfThisDriverCannotConnect() {
    assertFails("08001", () -> new LightningDataSource().getConnection());
    assertFails("08001", () -> new LightningDataSource("jdbc:other:x").getConnection());
    assertFails("08001", () -> new LightningConnectionPoolDataSource().getPooledConnection());
  }
}
