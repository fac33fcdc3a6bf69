package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Details that the specification settles, and that drivers often get wrong. */
class SpecificationTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)",
          "INSERT INTO t VALUES (1, 'a%'), (2, 'b'), (300, 'c')");

  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  private List<String> keys() throws SQLException {
    return db.query("SELECT k FROM t");
  }

  @DisplayName("A new execution, getMoreResults and the end of the statement close a result set")
  @Test
  void resultSetsEnd() throws SQLException {
    Statement statement = connection.createStatement();
    ResultSet first = statement.executeQuery("SELECT * FROM t");
    ResultSet second = statement.executeQuery("SELECT * FROM t");
    assertThat(first.isClosed()).isTrue();
    assertThat(statement.getMoreResults()).isFalse();
    assertThat(second.isClosed()).isTrue();
    ResultSet third = statement.executeQuery("SELECT * FROM t");
    statement.close();
    assertThat(third.isClosed()).isTrue();
  }

  @DisplayName("The end of a connection closes its statements")
  @Test
  void statementsEnd() throws SQLException {
    Connection other = db.connect();
    Statement plain = other.createStatement();
    PreparedStatement prepared = other.prepareStatement("SELECT 1");
    other.close();
    assertThat(plain.isClosed()).isTrue();
    assertThat(prepared.isClosed()).isTrue();
  }

  @DisplayName(
      "executeQuery of an update fails and changes nothing; executeUpdate of a query fails")
  @Test
  void theKindOfStatementIsChecked() throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement update = connection.prepareStatement("DELETE FROM t");
        PreparedStatement query = connection.prepareStatement("SELECT * FROM t")) {
      assertFails("07005", () -> statement.executeQuery("DELETE FROM t"));
      assertFails("07005", update::executeQuery);
      assertThat(keys()).hasSize(3);
      assertFails("07003", () -> statement.executeUpdate("SELECT * FROM t"));
      assertFails("07003", query::executeUpdate);
      assertFails("HY010", () -> query.executeQuery("SELECT 1"));
      assertFails("HY010", () -> update.executeUpdate("DELETE FROM t", 1));
      assertThat(keys()).hasSize(3);
    }
  }

  @DisplayName("A parameter that is not set, or not there, is an SQLException")
  @Test
  void parametersAreChecked() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT k FROM t WHERE k = ?")) {
      assertFails("07001", query::executeQuery);
      assertFails("07009", () -> query.setString(2, "x"));
      assertFails("07009", () -> query.setNull(0, 4));
    }
  }

  @DisplayName("A value out of range for a getter does not wrap around")
  @Test
  void getterRangesAreChecked() throws SQLException {
    try (ResultSet result =
        connection.createStatement().executeQuery("SELECT k FROM t WHERE k = 300")) {
      result.next();
      assertFails("22003", () -> result.getByte(1));
      assertThat(result.getShort(1)).isEqualTo((short) 300);
    }
  }

  @DisplayName("Without a current row there is nothing to get")
  @Test
  void theCurrentRowIsChecked() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT k FROM t WHERE k = 1");
      assertFails("24000", () -> result.getInt(1));
      assertThat(result.isBeforeFirst()).isTrue();
      result.next();
      result.next();
      assertFails("24000", () -> result.getInt(1));
      assertThat(statement.executeQuery("SELECT k FROM t WHERE k = 9").isBeforeFirst()).isFalse();
    }
  }

  @DisplayName("Savepoints: going back keeps one and ends inner ones; none in auto-commit mode")
  @Test
  void savepointsLiveByTheRules() throws SQLException {
    assertFails("25000", connection::setSavepoint);
    connection.setAutoCommit(false);
    Savepoint outer = connection.setSavepoint();
    Savepoint inner = connection.setSavepoint();
    db.execute("DELETE FROM t");
    connection.rollback(outer);
    connection.rollback(outer);
    assertFails("3B001", () -> connection.rollback(inner));
    connection.releaseSavepoint(outer);
    assertFails("3B001", () -> connection.rollback(outer));
    Savepoint last = connection.setSavepoint();
    connection.commit();
    assertFails("3B001", () -> connection.rollback(last));
    assertThat(keys()).hasSize(3);
  }

  @DisplayName("commit and rollback in auto-commit mode fail; turning it on commits")
  @Test
  void autoCommitIsAMode() throws SQLException {
    assertFails("25000", connection::commit);
    assertFails("25000", connection::rollback);
    connection.setAutoCommit(false);
    db.execute("DELETE FROM t WHERE k = 2");
    connection.setAutoCommit(false);
    try (Connection other = db.connect()) {
      assertThat(TestDatabase.query(other, "SELECT k FROM t")).hasSize(3);
      connection.setAutoCommit(true);
      assertThat(TestDatabase.query(other, "SELECT k FROM t")).hasSize(2);
    }
    connection.setAutoCommit(true);
  }

  @DisplayName("cancel ends what runs with 57014, and nothing that runs later")
  @Test
  void cancelIsForWhatRuns() throws SQLException {
    connection.setAutoCommit(false);
    db.execute("DELETE FROM t WHERE k = 2");
    try (Statement statement = connection.createStatement()) {
      statement.cancel();
      ResultSet result = statement.executeQuery("SELECT k FROM t");
      assertThat(result.next()).isTrue();
      statement.cancel();
      assertFails("57014", result::next);
      assertThat(TestDatabase.rows(statement.executeQuery("SELECT k FROM t"))).hasSize(2);
    }
    connection.commit();
    assertThat(keys()).hasSize(2);
  }

  @DisplayName("Negative limits are refused")
  @Test
  void limitsAreChecked() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertFails("22023", () -> statement.setMaxRows(-1));
      assertFails("22023", () -> statement.setQueryTimeout(-1));
    }
    assertFails("22023", () -> connection.setNetworkTimeout(Runnable::run, -1));
    assertFails("22023", () -> connection.isValid(-1));
  }

  @DisplayName("A prepared statement survives that its table is dropped and made anew")
  @Test
  void preparedStatementsAreFollowedByTheirTable() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT * FROM t");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO t (k, v) VALUES (?, ?)")) {
      query.executeQuery().close();
      db.execute("DROP TABLE t");
      db.execute("CREATE TABLE t (v VARCHAR, n INTEGER DEFAULT 7, k BIGINT PRIMARY KEY)");
      insert.setInt(1, 5);
      insert.setString(2, "five");
      insert.executeUpdate();
      assertThat(TestDatabase.rows(query.executeQuery())).containsExactly("five,7,5");
    }
  }

  @DisplayName("LIKE has no escape of its own, and patterns of metadata have one")
  @Test
  void escapesOfPatterns() throws SQLException {
    assertThat(db.query("SELECT k FROM t WHERE v LIKE 'a\\%'")).isEmpty();
    assertThat(db.query("SELECT k FROM t WHERE v LIKE 'a\\%' ESCAPE '\\'")).containsExactly("1");
    db.execute("CREATE TABLE a_b (k INTEGER PRIMARY KEY)");
    db.execute("CREATE TABLE axb (k INTEGER PRIMARY KEY)");
    DatabaseMetaData meta = connection.getMetaData();
    String escape = meta.getSearchStringEscape();
    assertThat(tables(meta, null, "a_b")).containsExactly("a_b", "axb");
    assertThat(tables(meta, null, "a" + escape + "_b")).containsExactly("a_b");
    assertThat(tables(meta, null, null)).hasSize(3);
    // Without a catalog and schema they all are; and none is in one.
    assertThat(tables(meta, "", null)).hasSize(3);
    assertThat(tables(meta, "catalog", null)).isEmpty();
  }

  private static List<String> tables(DatabaseMetaData meta, String place, String pattern)
      throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet result = meta.getTables(place, place, pattern, null)) {
      while (result.next()) {
        names.add(result.getString("TABLE_NAME"));
      }
    }
    return names;
  }

  @DisplayName("LIMIT 0 is no rows, and a comment ends with its line")
  @Test
  void limitsAndComments() throws SQLException {
    assertThat(db.query("SELECT k FROM t LIMIT 0")).isEmpty();
    assertThat(db.query("SELECT k -- the key\nFROM t -- and no more\n WHERE k = 1 -- end"))
        .containsExactly("1");
  }

  @DisplayName("Exactly one way of storing names is claimed, and it is true")
  @Test
  void namesAreStoredAsTheyAreWritten() throws SQLException {
    DatabaseMetaData meta = connection.getMetaData();
    assertThat(meta.storesMixedCaseIdentifiers()).isTrue();
    assertThat(meta.storesUpperCaseIdentifiers()).isFalse();
    assertThat(meta.storesLowerCaseIdentifiers()).isFalse();
    assertThat(meta.supportsMixedCaseIdentifiers()).isFalse();
    db.execute("CREATE TABLE MixedCase (Key INTEGER PRIMARY KEY)");
    assertThat(tables(meta, null, "MIXEDCASE")).containsExactly("MixedCase");
    assertThat(db.query("SELECT KEY FROM mixedcase")).isEmpty();
  }

  @DisplayName("A level that is raised is told as what it is, and what is told is supported")
  @Test
  void isolationIsToldAsItIs() throws SQLException {
    for (int level : new int[] {1, 2, 4, 8}) {
      assertThat(connection.getMetaData().supportsTransactionIsolationLevel(level)).isTrue();
      connection.setTransactionIsolation(level);
      assertThat(connection.getTransactionIsolation()).isEqualTo(level == 1 ? 2 : level);
    }
    assertThat(connection.getMetaData().supportsTransactionIsolationLevel(0)).isFalse();
    assertFails("22023", () -> connection.setTransactionIsolation(0));
  }

  @DisplayName("SERIALIZABLE permits no write skew")
  @Test
  void serializableIsSerializable() throws SQLException {
    try (Connection other = db.connect()) {
      for (Connection each : new Connection[] {connection, other}) {
        each.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        each.setAutoCommit(false);
        assertThat(TestDatabase.query(each, "SELECT COUNT(*) FROM t")).containsExactly("3");
      }
      db.execute("INSERT INTO t VALUES (4, 'x')");
      TestDatabase.execute(other, "INSERT INTO t VALUES (5, 'x')");
      connection.commit();
      assertFails("40001", other::commit);
    }
  }
}
