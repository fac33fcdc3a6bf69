package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules of the specification about statements, each of which some driver breaks. */
@Timeout(120)
class StatementTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)",
          "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");

  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aNewExecutionClosesTheOldResultSet() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet first = statement.executeQuery("SELECT * FROM t");
      assertThat(first.next()).isTrue();
      ResultSet second = statement.executeQuery("SELECT * FROM t");
      assertThat(first.isClosed()).isTrue();
      assertFails("24000", first::next);
      assertThat(second.next()).isTrue();
      statement.executeUpdate("UPDATE t SET v = 'x' WHERE k = 1");
      assertThat(second.isClosed()).isTrue();
    }
  }

  @Test
  void getMoreResultsClosesTheResultSetAndTheLoopEnds() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.execute("SELECT * FROM t")).isTrue();
      ResultSet result = statement.getResultSet();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      assertThat(result.isClosed()).isTrue();
      assertThat(statement.execute("DELETE FROM t WHERE k > 1")).isFalse();
      assertThat(statement.getResultSet()).isNull();
      assertThat(statement.getUpdateCount()).isEqualTo(2);
      assertThat(statement.getLargeUpdateCount()).isEqualTo(2);
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      statement.execute("SELECT * FROM t");
      ResultSet kept = statement.getResultSet();
      assertThat(statement.getMoreResults(Statement.KEEP_CURRENT_RESULT)).isFalse();
      assertThat(kept.next()).isTrue();
    }
  }

  @Test
  void closingAStatementClosesItsResultSetAndClosingTheConnectionClosesStatements()
      throws SQLException {
    Statement statement = connection.createStatement();
    ResultSet result = statement.executeQuery("SELECT * FROM t");
    statement.close();
    statement.close();
    assertThat(result.isClosed()).isTrue();
    assertThat(statement.isClosed()).isTrue();
    assertFails("HY010", () -> statement.executeQuery("SELECT 1"));
    assertFails("24000", result::next);
    assertFails("24000", () -> result.getInt(1));
    result.close();

    Connection other = db.connect();
    Statement open = other.createStatement();
    ResultSet rows = open.executeQuery("SELECT * FROM t");
    rows.next();
    other.close();
    assertThat(open.isClosed()).isTrue();
    assertThat(rows.isClosed()).isTrue();
    assertFails("24000", rows::next);
    assertFails("08003", () -> open.executeQuery("SELECT 1"));
    rows.close();
    open.close();
    other.close();
  }

  @Test
  void executeQueryOfAnUpdateFailsAndChangesNothing() throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("DELETE FROM t")) {
      assertFails("07005", () -> statement.executeQuery("DELETE FROM t"));
      assertFails("07005", () -> statement.executeQuery("DROP TABLE t"));
      assertFails("07005", prepared::executeQuery);
    }
    assertThat(db.query("SELECT COUNT(*) FROM t")).containsExactly("3");
  }

  @Test
  void executeUpdateOfASelectFails() throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT * FROM t")) {
      assertFails("07003", () -> statement.executeUpdate("SELECT * FROM t"));
      assertFails("07003", prepared::executeUpdate);
      assertFails("07003", prepared::addBatch);
      assertFails("07003", () -> statement.executeUpdate("EXPLAIN DELETE FROM t"));
    }
  }

  @Test
  void aPreparedStatementTakesNoOtherText() throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
      assertFails("HY010", () -> prepared.executeQuery("SELECT 2"));
      assertFails("HY010", () -> prepared.executeUpdate("DELETE FROM t"));
      assertFails("HY010", () -> prepared.execute("DELETE FROM t"));
      assertFails("HY010", () -> prepared.addBatch("DELETE FROM t"));
    }
    assertThat(db.query("SELECT COUNT(*) FROM t")).containsExactly("3");
  }

  @Test
  void definitionsAndShutdownHaveACountOfZero() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("CREATE TABLE u (k INTEGER PRIMARY KEY)")).isZero();
      assertThat(statement.executeLargeUpdate("DROP TABLE u")).isZero();
      assertThat(statement.executeUpdate("DROP TABLE IF EXISTS u")).isZero();
      assertThat(statement.execute("CREATE TABLE IF NOT EXISTS t (x INTEGER PRIMARY KEY)"))
          .isFalse();
      assertThat(statement.getUpdateCount()).isZero();
    }
  }

  @Test
  void settingsHaveLimits() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertFails("22023", () -> statement.setMaxRows(-1));
      assertFails("22023", () -> statement.setLargeMaxRows(-1));
      assertFails("22023", () -> statement.setQueryTimeout(-1));
      assertFails("22023", () -> statement.setFetchSize(-1));
      assertFails("22023", () -> statement.setFetchDirection(7));
      assertFails("22023", () -> statement.setMaxFieldSize(-1));
      statement.setFetchSize(100);
      statement.setQueryTimeout(5);
      statement.setPoolable(true);
      statement.setEscapeProcessing(false);
      statement.setFetchDirection(ResultSet.FETCH_UNKNOWN);
      assertThat(statement.getFetchSize()).isEqualTo(100);
      assertThat(statement.getQueryTimeout()).isEqualTo(5);
      assertThat(statement.isPoolable()).isTrue();
      assertThat((Object) statement.getWarnings()).isNull();
      statement.setMaxFieldSize(1);
      assertThat(statement.getMaxFieldSize()).isZero();
      assertThat(statement.getWarnings().getSQLState()).isEqualTo("01S02");
      statement.clearWarnings();
      assertThat((Object) statement.getWarnings()).isNull();
      assertThat(statement.getResultSetHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      assertThat(statement.getConnection()).isSameAs(connection);
      assertThat(statement.isWrapperFor(Statement.class)).isTrue();
      assertFails("22023", () -> statement.unwrap(String.class));
    }
  }

  @Test
  void maxRowsBoundsTheRowsAndZeroDoesNot() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setMaxRows(2);
      assertThat(TestDatabase.rows(statement.executeQuery("SELECT k FROM t")))
          .containsExactly("1", "2");
      statement.setMaxRows(0);
      assertThat(TestDatabase.rows(statement.executeQuery("SELECT k FROM t"))).hasSize(3);
    }
  }

  @Test
  void limitZeroMeansNoRows() throws SQLException {
    assertThat(db.query("SELECT * FROM t LIMIT 0")).isEmpty();
    assertThat(db.query("SELECT COUNT(*) FROM t LIMIT 0")).isEmpty();
    assertThat(db.query("SELECT 1 LIMIT 0")).isEmpty();
    assertThat(db.query("SELECT * FROM t OFFSET 3")).isEmpty();
  }

  @Test
  void closeOnCompletionClosesTheStatementWithItsResultSet() throws SQLException {
    Statement statement = connection.createStatement();
    statement.closeOnCompletion();
    assertThat(statement.isCloseOnCompletion()).isTrue();
    statement.executeUpdate("UPDATE t SET v = 'x' WHERE k = 1");
    ResultSet replaced = statement.executeQuery("SELECT * FROM t");
    // A new execution closes the result set, and not the statement.
    ResultSet result = statement.executeQuery("SELECT * FROM t");
    assertThat(replaced.isClosed()).isTrue();
    assertThat(statement.isClosed()).isFalse();
    result.close();
    assertThat(statement.isClosed()).isTrue();

    connection.setAutoCommit(false);
    Statement inTransaction = connection.createStatement();
    inTransaction.closeOnCompletion();
    ResultSet rows = inTransaction.executeQuery("SELECT * FROM t");
    connection.commit();
    assertThat(rows.isClosed()).isTrue();
    assertThat(inTransaction.isClosed()).isTrue();
  }

  @Test
  void resultSetsThatThereAreNotAreAWarningAndTheNearestAreGiven() throws SQLException {
    for (int type :
        new int[] {ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.TYPE_SCROLL_SENSITIVE}) {
      try (Statement statement = connection.createStatement(type, ResultSet.CONCUR_READ_ONLY)) {
        assertWarned("scrollable");
        assertThat(statement.getResultSetType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
        assertThat(statement.executeQuery("SELECT 1").getType())
            .isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1", ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
      assertWarned("updatable");
      assertThat(statement.getResultSetConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
    }
    try (Statement statement =
        connection.createStatement(
            ResultSet.TYPE_FORWARD_ONLY,
            ResultSet.CONCUR_READ_ONLY,
            ResultSet.HOLD_CURSORS_OVER_COMMIT)) {
      assertWarned("held");
      assertThat(statement.getResultSetHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
    }
    // Each is a warning of its own, and what is given is none.
    connection
        .createStatement(
            ResultSet.TYPE_SCROLL_SENSITIVE,
            ResultSet.CONCUR_UPDATABLE,
            ResultSet.HOLD_CURSORS_OVER_COMMIT)
        .close();
    SQLWarning third = connection.getWarnings().getNextWarning().getNextWarning();
    assertThat((Object) third).isNotNull();
    assertThat((Object) third.getNextWarning()).isNull();
    connection.clearWarnings();
    assertFails("22023", () -> connection.createStatement(1, 2));
    assertFails("22023", () -> connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, 2));
    connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY).close();
    assertThat((Object) connection.getWarnings()).isNull();
  }

  private void assertWarned(String word) throws SQLException {
    SQLWarning warning = connection.getWarnings();
    assertThat(warning.getSQLState()).isEqualTo("01S02");
    assertThat(warning.getMessage()).contains(word);
    assertThat((Object) warning.getNextWarning()).isNull();
    connection.clearWarnings();
  }

  @Test
  void keptResultsEndWithTheNextExecutionOrWhenAllAreClosed() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT * FROM t");
      ResultSet first = statement.getResultSet();
      statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      assertThat(first.next()).isTrue();
      statement.getMoreResults(Statement.CLOSE_ALL_RESULTS);
      assertThat(first.isClosed()).isTrue();
      ResultSet second = statement.executeQuery("SELECT * FROM t");
      statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      statement.executeQuery("SELECT 1");
      assertThat(second.isClosed()).isTrue();
      assertFails("22023", () -> statement.getMoreResults(77));
    }
  }

  @Test
  void aPreparedStatementMayBePooledUnlessOneSaysOtherwise() throws SQLException {
    try (Statement plain = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
      assertThat(plain.isPoolable()).isFalse();
      assertThat(prepared.isPoolable()).isTrue();
      prepared.setPoolable(false);
      assertThat(prepared.isPoolable()).isFalse();
    }
  }

  @Test
  void textsAndNamesAreQuotedAsTheGrammarWantsThem() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.enquoteLiteral("it's")).isEqualTo("'it''s'");
      assertThat(statement.enquoteNCharLiteral("it's")).isEqualTo("'it''s'");
      assertThat(statement.enquoteIdentifier("name", false)).isEqualTo("name");
      assertThat(statement.enquoteIdentifier("name", true)).isEqualTo("\"name\"");
      assertThat(statement.enquoteIdentifier("\"name\"", false)).isEqualTo("\"name\"");
      assertThat(statement.enquoteIdentifier("\"na\"\"me\"", false)).isEqualTo("\"na\"\"me\"");
      assertFails("22023", () -> statement.enquoteIdentifier("", false));
      assertFails("22023", () -> statement.enquoteIdentifier("a\0b", false));
      assertThat(statement.isSimpleIdentifier("name_1")).isTrue();
      assertThat(statement.isSimpleIdentifier("select")).isFalse();
      assertThat(statement.isSimpleIdentifier("1name")).isFalse();
      assertThat(statement.isSimpleIdentifier("")).isFalse();
      assertThat(statement.isSimpleIdentifier("n".repeat(129))).isFalse();
      for (String name : new String[] {"group", "a b", "q\"q", "_x$1", "Größe", "x'y"}) {
        String quoted = statement.enquoteIdentifier(name, false);
        statement.execute("CREATE TABLE " + quoted + " (k INTEGER PRIMARY KEY)");
        assertThat(connection.getMetaData().getTables(null, null, name, null).next())
            .as(name)
            .isTrue();
        String text = statement.enquoteLiteral(name);
        assertThat(db.query("SELECT " + text)).containsExactly(name);
      }
    }
  }

  @Test
  void aCallableStatementIsAPreparedOneWithoutResultsInParameters() throws SQLException {
    try (CallableStatement call = connection.prepareCall("SELECT v FROM t WHERE k = ?")) {
      assertThat(call.getParameterMetaData().getParameterCount()).isEqualTo(1);
      call.setInt(1, 2);
      assertThat(call.execute()).isTrue();
      assertThat(TestDatabase.rows(call.getResultSet())).containsExactly("two");
      assertFails("HY010", () -> call.executeQuery("SELECT 1"));
      Class<SQLFeatureNotSupportedException> type = SQLFeatureNotSupportedException.class;
      assertFails("0A000", type, () -> call.registerOutParameter(1, 4));
      assertFails("0A000", type, () -> call.getInt(1));
      assertFails("0A000", type, () -> call.setInt("k", 1)).hasMessageContaining("setInt");
      assertFails("0A000", type, call::wasNull);
      assertThat(call.unwrap(CallableStatement.class)).isSameAs(call);
      assertThat(call.isWrapperFor(PreparedStatement.class)).isTrue();
      assertThat(call.equals(call)).isTrue();
      assertThat(call.hashCode()).isEqualTo(call.hashCode());
      assertThat(call).hasToString("SELECT v FROM t WHERE k = ?");
    }
    try (CallableStatement update =
        connection.prepareCall(
            "DELETE FROM t WHERE k = 1",
            ResultSet.TYPE_FORWARD_ONLY,
            ResultSet.CONCUR_READ_ONLY,
            ResultSet.CLOSE_CURSORS_AT_COMMIT)) {
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
    Class<SQLFeatureNotSupportedException> type = SQLFeatureNotSupportedException.class;
    assertFails("0A000", type, () -> connection.prepareCall("{call p(1)}"));
    assertFails("0A000", type, () -> connection.prepareCall(" { ? = CALL f(?)\n}"));
    assertFails("0A000", type, () -> connection.prepareCall("CALL p"));
    assertFails("42601", () -> connection.prepareCall("caller"));
  }

  // ---- Cancellation

  private void fillForALongScan() throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = 10; i < 60_000; i++) {
        insert.setInt(1, i);
        insert.setString(2, "value");
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
  }

  @Test
  void cancelEndsAScanWith57014AndTheTransactionSurvives() throws Exception {
    fillForALongScan();
    try (Statement statement = connection.createStatement()) {
      db.execute("UPDATE t SET v = 'mine' WHERE k = 1");
      CountDownLatch started = new CountDownLatch(1);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread scanner =
          Threads.start(
              () -> {
                try {
                  started.countDown();
                  while (true) {
                    statement.executeQuery("SELECT COUNT(*) FROM t WHERE v LIKE '%x%y%z'");
                  }
                } catch (SQLException e) {
                  thrown.set(e);
                }
              });
      started.await();
      while (scanner.isAlive()) {
        statement.cancel();
        Thread.sleep(1);
      }
      Threads.join(scanner);
      assertFails(
          "57014",
          () -> {
            throw thrown.get();
          });
      assertThat(db.query("SELECT v FROM t WHERE k = 1")).containsExactly("mine");
      connection.commit();
    }
  }

  @Test
  void cancelWithNothingRunningDoesNothing() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.cancel();
      assertThat(TestDatabase.rows(statement.executeQuery("SELECT k FROM t"))).hasSize(3);
      statement.cancel();
      statement.executeUpdate("UPDATE t SET v = 'x'");
      statement.cancel();
      assertThat(statement.executeUpdate("UPDATE t SET v = 'y'")).isEqualTo(3);
    }
  }

  @Test
  void cancelEndsRowsThatAreStillToCome() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT k FROM t");
      result.next();
      statement.cancel();
      assertFails("57014", result::next);
      assertThat(TestDatabase.rows(statement.executeQuery("SELECT k FROM t"))).hasSize(3);
    }
  }

  @Test
  void aStatementThatTakesTooLongEndsWithSqlTimeoutException() throws SQLException {
    fillForALongScan();
    // As long as it takes on any machine: each row is matched against a pattern that takes time.
    String slow = "%a".repeat(400) + "b";
    db.execute("UPDATE t SET v = ? WHERE k < 200", "a".repeat(3_000));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT COUNT(*) FROM t WHERE v LIKE ? AND v LIKE ? AND v LIKE ?")) {
      statement.setQueryTimeout(1);
      for (int i = 1; i <= 3; i++) {
        statement.setString(i, slow);
      }
      long start = System.nanoTime();
      try {
        statement.executeQuery();
        // A very fast machine; then it must have been fast.
        assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
      } catch (SQLException e) {
        assertFails(
            "57014",
            SQLTimeoutException.class,
            () -> {
              throw e;
            });
      }
    }
    assertThat(db.query("SELECT COUNT(*) FROM t WHERE k < 4")).containsExactly("3");
  }
}
