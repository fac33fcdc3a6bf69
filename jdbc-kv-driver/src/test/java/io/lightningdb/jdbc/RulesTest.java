package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lightningdb.Database;
import io.lightningdb.Lightning;
import io.lightningdb.StorageException;
import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jdbc.internal.error.EngineFailures;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The rules that decide whether pools, frameworks and tools work with a driver, one by one. */
@Timeout(60)
class RulesTest {

  @TempDir private Path directory;

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR(3) NOT NULL, n DECIMAL(4, 2), d DATE, ts"
              + " TIMESTAMP, tz TIMESTAMP WITH TIME ZONE, tm TIME)",
          "INSERT INTO t (k, v) VALUES (1, 'one')");

  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  // ---- Rule 1

  private static DynamicTest row(
      String what, String state, Class<? extends SQLException> type, ThrowingCallable code) {
    return DynamicTest.dynamicTest(
        state + ": " + what, () -> assertFails(state, type, code).hasMessageMatching("(?s).+"));
  }

  private DynamicTest statement(
      String what, String state, Class<? extends SQLException> type, String sql) {
    return row(what, state, type, () -> db.execute(sql));
  }

  @DisplayName("1. Every exception has an SQLSTATE and the class that belongs to it")
  @TestFactory
  Stream<DynamicTest> exceptionsHaveTheirStateAndClass() throws SQLException {
    Class<? extends SQLException> constraint = SQLIntegrityConstraintViolationException.class;
    Class<? extends SQLException> syntax = SQLSyntaxErrorException.class;
    Class<? extends SQLException> data = SQLDataException.class;
    Class<? extends SQLException> lasting = SQLNonTransientException.class;
    Class<? extends SQLException> connecting = SQLNonTransientConnectionException.class;
    Connection closed = db.connect();
    closed.close();
    Statement closedStatement = connection.createStatement();
    closedStatement.close();
    ResultSet rows = connection.createStatement().executeQuery("SELECT k FROM t");
    ResultSet closedRows = connection.createStatement().executeQuery("SELECT k FROM t");
    closedRows.close();
    Path file = directory.resolve("file");
    return Stream.of(
        statement("a key exists", "23505", constraint, "INSERT INTO t (k, v) VALUES (1, 'x')"),
        statement("null", "23502", constraint, "INSERT INTO t (k) VALUES (2)"),
        row("a conflict at commit", "40001", SQLTransactionRollbackException.class, this::conflict),
        statement("no SQL", "42601", syntax, "INSRET INTO t"),
        statement("a missing table", "42S02", syntax, "DELETE FROM missing"),
        statement("a table twice", "42S01", syntax, "CREATE TABLE t (k INTEGER PRIMARY KEY)"),
        statement("a missing column", "42S22", syntax, "UPDATE t SET missing = 1"),
        statement("a number out of range", "22003", data, "UPDATE t SET n = 100"),
        statement("no conversion", "22018", data, "UPDATE t SET n = 'x'"),
        statement("text too long", "22001", data, "UPDATE t SET v = 'long'"),
        statement("division by zero", "22012", data, "UPDATE t SET n = 1 / 0"),
        row("writing where it is read-only", "25006", lasting, this::writeReadOnly),
        row("commit where each statement is", "25000", lasting, connection::commit),
        row("rollback where each statement is", "25000", lasting, connection::rollback),
        row("a dead savepoint", "3B001", lasting, this::useDeadSavepoint),
        row("a closed connection", "08003", connecting, closed::createStatement),
        row(
            "no database",
            "08001",
            connecting,
            () -> {
              Files.writeString(file, "not a directory");
              DriverManager.getConnection("jdbc:lightning:" + file);
            }),
        row(
            "a locked database",
            "08004",
            connecting,
            () -> {
              Path path = directory.resolve("locked");
              try (Database open = Lightning.open(path)) {
                assertThat(open.isOpen()).isTrue();
                DriverManager.getConnection("jdbc:lightning:" + path);
              }
            }),
        row("cancelled", "57014", SQLTransientException.class, this::readCancelled),
        row("a closed statement", "HY010", lasting, () -> closedStatement.executeQuery("SELECT 1")),
        row("a closed result set", "24000", lasting, closedRows::next),
        row("no current row", "24000", lasting, () -> rows.getInt(1)),
        row(
            "a wrong index",
            "07009",
            lasting,
            () -> connection.prepareStatement("SELECT 1").setInt(1, 1)),
        row(
            "not supported",
            "0A000",
            SQLFeatureNotSupportedException.class,
            () -> connection.createArrayOf("INTEGER", new Object[0])),
        row(
            "a full disk",
            "53100",
            lasting,
            () -> {
              throw EngineFailures.using(
                  new StorageException("full", new IOException(), true),
                  connection.unwrap(Database.class));
            }),
        row(
            "a broken disk",
            "58030",
            lasting,
            () -> {
              throw EngineFailures.using(
                  new StorageException("broken"), connection.unwrap(Database.class));
            }));
  }

  private void conflict() throws SQLException {
    try (Connection other = db.connect()) {
      other.setAutoCommit(false);
      TestDatabase.execute(other, "UPDATE t SET v = 'a'");
      db.execute("UPDATE t SET v = 'b'");
      other.commit();
    }
  }

  private void writeReadOnly() throws SQLException {
    try (Connection other = db.connect()) {
      other.setReadOnly(true);
      TestDatabase.execute(other, "DELETE FROM t");
    }
  }

  private void useDeadSavepoint() throws SQLException {
    try (Connection other = db.connect()) {
      other.setAutoCommit(false);
      Savepoint savepoint = other.setSavepoint();
      other.commit();
      other.rollback(savepoint);
    }
  }

  private void readCancelled() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT k FROM t");
      statement.cancel();
      result.next();
    }
  }

  @DisplayName("1. A batch has the state of its cause, and the cause as its next exception")
  @Test
  void aBatchHasTheStateOfItsCause() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO t (k, v) VALUES (2, 'two')");
      statement.addBatch("INSERT INTO t (k, v) VALUES (1, 'two')");
      BatchUpdateException e =
          catchThrowableOfType(BatchUpdateException.class, statement::executeBatch);
      assertThat(e.getSQLState()).isEqualTo("23505");
      assertThat((Object) e.getNextException())
          .isSameAs(e.getCause())
          .isInstanceOf(SQLIntegrityConstraintViolationException.class);
      assertThat(e.getUpdateCounts()).containsExactly(1);
    }
  }

  // ---- Rule 2

  @DisplayName("2. What a program does wrong does not cost a pool its connection")
  @Test
  void mistakesCostNoConnection() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(db.url());
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Connection first;
      try (Connection pooled = pool.getConnection()) {
        first = pooled.unwrap(Connection.class);
        PreparedStatement update = pooled.prepareStatement("UPDATE t SET v = ? WHERE k = 1");
        update.setArray(1, null);
        update.setNull(1, Types.ROWID);
        update.setMaxFieldSize(7);
        Statement scrollable =
            pooled.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet result = scrollable.executeQuery("SELECT k FROM t");
        assertFails("HY106", result::first);
        assertFails("07009", () -> update.setInt(2, 1));
        assertFails("22018", () -> update.setObject(1, new Object()));
        assertFails("22023", () -> update.setNull(1, 4711));
        assertFails(
            "23505", () -> TestDatabase.execute(pooled, "INSERT INTO t (k, v) VALUES (1, 'x')"));
      }
      try (Connection pooled = pool.getConnection()) {
        assertThat(pooled.unwrap(Connection.class)).isSameAs(first);
      }
    }
  }

  @DisplayName("2. A lock that cannot be had is a conflict and no time-out")
  @Test
  void aDeadlockIsAConflict() throws Exception {
    db.execute("INSERT INTO t (k, v) VALUES (2, 'two')");
    try (Connection one = db.connect();
        Connection two = db.connect()) {
      for (Connection each : new Connection[] {one, two}) {
        each.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        each.setAutoCommit(false);
      }
      TestDatabase.execute(one, "UPDATE t SET v = 'a' WHERE k = 1");
      TestDatabase.execute(two, "UPDATE t SET v = 'b' WHERE k = 2");
      Thread waiting =
          Threads.start(
              () -> {
                try {
                  TestDatabase.execute(two, "UPDATE t SET v = 'b' WHERE k = 1");
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
              });
      while (waiting.getState() == Thread.State.RUNNABLE) {
        Thread.sleep(1);
      }
      assertFails(
          "40P01",
          SQLTransactionRollbackException.class,
          () -> TestDatabase.execute(one, "UPDATE t SET v = 'a' WHERE k = 2"));
      Threads.join(waiting);
      two.rollback();
    }
  }

  // ---- Rule 3

  @DisplayName(
      "3. isValid answers, throws for a negative time-out only, and touches no transaction")
  @Test
  void isValidIsAHeartbeat() throws SQLException {
    Connection mine = db.connect();
    mine.setAutoCommit(false);
    assertThat(mine.isValid(0)).isTrue();
    // No transaction has begun: this sees what is committed later.
    db.execute("INSERT INTO t (k, v) VALUES (2, 'two')");
    assertThat(TestDatabase.query(mine, "SELECT k FROM t")).containsExactly("1", "2");
    assertThat(mine.isValid(1)).isTrue();
    db.execute("DELETE FROM t WHERE k = 2");
    // And the one that has begun goes on.
    assertThat(TestDatabase.query(mine, "SELECT k FROM t")).containsExactly("1", "2");
    assertFails("22023", () -> mine.isValid(-1));
    mine.close();
    assertThat(mine.isValid(0)).isFalse();
  }

  // ---- Rule 4

  @DisplayName("4. A database in memory outlives its last connection")
  @Test
  void memoryOutlivesConnections() throws SQLException {
    String url = "jdbc:lightning:mem:rules-outlive";
    try (Connection first = DriverManager.getConnection(url)) {
      TestDatabase.execute(first, "CREATE TABLE u (k INTEGER PRIMARY KEY)");
    }
    try (Connection second = DriverManager.getConnection(url)) {
      assertThat(TestDatabase.query(second, "SELECT * FROM u")).isEmpty();
      second.createStatement().execute("SHUTDOWN");
    }
    try (Connection third = DriverManager.getConnection(url)) {
      assertFails("42S02", () -> TestDatabase.query(third, "SELECT * FROM u"));
      third.createStatement().execute("SHUTDOWN");
    }
  }

  @DisplayName("4. The lock of a directory is released with the last connection")
  @Test
  void theLockIsReleasedWithTheLastConnection() throws SQLException {
    Path path = directory.resolve("db");
    DriverManager.getConnection("jdbc:lightning:" + path).close();
    try (Database alone = Lightning.open(path)) {
      assertThat(alone.isOpen()).isTrue();
    }
  }

  // ---- Rule 5

  @DisplayName("5. Thread.interrupt harms no connection")
  @Test
  void interruptsHarmNobody() throws SQLException {
    String url = "jdbc:lightning:" + directory.resolve("interrupted") + ";cacheBytes=0";
    try (Connection mine = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url)) {
      TestDatabase.execute(mine, "CREATE TABLE u (k INTEGER PRIMARY KEY)");
      Thread.currentThread().interrupt();
      try {
        TestDatabase.execute(mine, "INSERT INTO u VALUES (1)");
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(TestDatabase.query(other, "SELECT k FROM u")).containsExactly("1");
    }
  }

  // ---- Rules 6 to 8

  @DisplayName("6. Metadata answer every question")
  @Test
  void metadataAnswer() throws Exception {
    DatabaseMetaData meta = connection.getMetaData();
    for (Method method : DatabaseMetaData.class.getMethods()) {
      boolean asks = method.getParameterCount() == 0;
      if (asks) {
        assertThat(method.invoke(meta)).as(method.getName()).isNotNull();
      }
    }
    for (String[] types : new String[][] {null, {}, {"TABLE"}, {"VIEW", "SYNONYM"}, {null}}) {
      try (ResultSet tables = meta.getTables("any", "any", null, types)) {
        assertThat(tables.next()).isFalse();
      }
    }
  }

  @DisplayName("7. TABLE_TYPE is TABLE, and finds user tables and only those")
  @Test
  void tablesAreTables() throws SQLException {
    DatabaseMetaData meta = connection.getMetaData();
    try (ResultSet tables = meta.getTables(null, null, null, new String[] {"TABLE"})) {
      assertThat(tables.next()).isTrue();
      assertThat(tables.getString("TABLE_NAME")).isEqualTo("t");
      assertThat(tables.getString("TABLE_TYPE")).isEqualTo("TABLE");
      assertThat(tables.next()).isFalse();
    }
    assertThat(meta.getTables(null, null, null, new String[] {"SYSTEM TABLE"}).next()).isFalse();
  }

  @DisplayName("8. TYPE_NAME is a plain name")
  @Test
  void typeNamesArePlain() throws SQLException {
    try (ResultSet columns = connection.getMetaData().getColumns(null, null, "t", null)) {
      StringBuilder names = new StringBuilder();
      while (columns.next()) {
        names.append(columns.getString("TYPE_NAME")).append(' ');
      }
      assertThat(names)
          .hasToString("INTEGER VARCHAR DECIMAL DATE TIMESTAMP TIMESTAMP WITH TIME ZONE TIME ");
    }
  }

  // ---- Rule 9

  @DisplayName("9. What pools set on a fresh connection never throws")
  @Test
  void settersOfAFreshConnectionDoNotThrow() throws SQLException {
    try (Connection fresh = db.connect()) {
      for (boolean value : new boolean[] {true, false}) {
        fresh.setReadOnly(value);
        fresh.setAutoCommit(value);
        assertThat(fresh.isReadOnly()).isEqualTo(value);
        assertThat(fresh.getAutoCommit()).isEqualTo(value);
      }
      for (int level : new int[] {1, 2, 4, 8}) {
        fresh.setTransactionIsolation(level);
        assertThat(fresh.getTransactionIsolation()).isEqualTo(Math.max(2, level));
      }
      fresh.setCatalog(fresh.getCatalog());
      fresh.setSchema(fresh.getSchema());
      fresh.setHoldability(fresh.getHoldability());
      fresh.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
      fresh.setTypeMap(Map.of());
      fresh.setNetworkTimeout(Runnable::run, fresh.getNetworkTimeout());
    }
  }

  // ---- Rule 10

  @DisplayName("10. java.time goes in and comes out, even in a gap of the JVM's zone")
  @Test
  void javaTimeNeedsNoZone() throws SQLException {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    try (PreparedStatement update =
            connection.prepareStatement("UPDATE t SET d = ?, ts = ?, tz = ?, tm = ?");
        PreparedStatement query = connection.prepareStatement("SELECT d, ts, tz, tm FROM t")) {
      LocalDateTime gap = LocalDateTime.parse("2024-03-31T02:30:00.123456789");
      update.setObject(1, LocalDate.parse("0001-01-01"));
      update.setObject(2, gap);
      update.setObject(3, OffsetDateTime.parse("2024-01-01T00:00:00+05:30"));
      update.setObject(4, LocalTime.MAX);
      update.executeUpdate();
      try (ResultSet row = query.executeQuery()) {
        row.next();
        assertThat(row.getObject(1, LocalDate.class)).isEqualTo("0001-01-01");
        assertThat(row.getObject(2, LocalDateTime.class)).isEqualTo(gap);
        assertThat(row.getString(2)).contains("02:30");
        assertThat(row.getObject(3, OffsetDateTime.class).toString()).endsWith("+05:30");
        assertThat(row.getObject("tm", LocalTime.class)).isEqualTo(LocalTime.MAX);
      }
      for (int i = 1; i <= 4; i++) {
        update.setObject(i, null);
      }
      update.executeUpdate();
      try (ResultSet row = query.executeQuery()) {
        row.next();
        assertThat(row.getObject(1, LocalDate.class)).isNull();
        assertThat(row.getObject(2, LocalDateTime.class)).isNull();
        assertThat(row.getObject(3, OffsetDateTime.class)).isNull();
        assertThat(row.getObject(4, LocalTime.class)).isNull();
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  // ---- Rule 11

  @DisplayName("11. getGeneratedKeys returns a result set, whatever ran")
  @Test
  void generatedKeysAreAResultSet() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO t (k, v) VALUES (?, 'x')", Statement.RETURN_GENERATED_KEYS)) {
      assertThat(insert.getGeneratedKeys().next()).isFalse();
      insert.setInt(1, 2);
      insert.executeUpdate();
      assertThat(insert.getGeneratedKeys()).isNotNull();
      insert.setInt(1, 3);
      insert.addBatch();
      insert.executeBatch();
      assertThat(insert.getGeneratedKeys()).isNotNull();
      assertFails("23505", insert::executeUpdate);
      assertThat(insert.getGeneratedKeys().next()).isFalse();
    }
    try (Statement plain = connection.createStatement()) {
      plain.execute("SELECT 1");
      assertThat(plain.getGeneratedKeys().next()).isFalse();
    }
  }

  // ---- Rules 12 and 13

  @DisplayName("12. Results and parameters are described before execution and without a row")
  @Test
  void typesAreKnownBeforehand() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT n, d FROM t WHERE ts > ? AND v = ?")) {
      ParameterMetaData parameters = query.getParameterMetaData();
      assertThat(parameters.getParameterCount()).isEqualTo(2);
      assertThat(parameters.getParameterType(1)).isEqualTo(Types.TIMESTAMP);
      assertThat(parameters.getParameterType(2)).isEqualTo(Types.VARCHAR);
      assertFails("07009", () -> parameters.getParameterType(3));
      ResultSetMetaData columns = query.getMetaData();
      assertThat(columns.getColumnType(1)).isEqualTo(Types.DECIMAL);
      assertThat(columns.getScale(1)).isEqualTo(2);
      query.setNull(1, Types.NULL);
      query.setString(2, "none");
      try (ResultSet empty = query.executeQuery()) {
        assertThat(empty.getMetaData().getColumnType(2)).isEqualTo(Types.DATE);
        assertThat(empty.next()).isFalse();
      }
    }
  }

  @DisplayName("13. Nulls need no type")
  @Test
  void nullsNeedNoType() throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE t SET n = ?, d = ?, ts = ?")) {
      update.setNull(1, Types.NULL);
      update.setNull(2, Types.OTHER);
      update.setObject(3, null);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
    assertThat(db.query("SELECT n, d, ts FROM t")).containsExactly("null,null,null");
  }

  // ---- Rules 14 and 15

  @DisplayName("14. A failed statement leaves its transaction; a conflict ends it, and all is well")
  @Test
  void failuresLeaveTheConnectionUsable() throws SQLException {
    try (Connection mine = db.connect()) {
      mine.setAutoCommit(false);
      TestDatabase.execute(mine, "INSERT INTO t (k, v) VALUES (2, 'two')");
      assertFails(
          "23505",
          () -> TestDatabase.execute(mine, "INSERT INTO t (k, v) VALUES (3, 'x'), (2, 'x')"));
      assertThat(TestDatabase.query(mine, "SELECT k FROM t")).containsExactly("1", "2");
      mine.commit();
      TestDatabase.execute(mine, "UPDATE t SET v = 'a'");
      db.execute("UPDATE t SET v = 'b'");
      assertFails("40001", mine::commit);
      mine.rollback();
      TestDatabase.execute(mine, "UPDATE t SET v = 'c'");
      mine.commit();
      assertThat(db.query("SELECT v FROM t")).containsExactly("c", "c");
    }
  }

  @DisplayName(
      "15. A conflict at commit is a concurrency failure to Spring's JdbcTransactionManager")
  @Test
  void aConflictIsAConcurrencyFailure() {
    LightningDataSource source = new LightningDataSource(db.url());
    JdbcTemplate jdbc = new JdbcTemplate(source);
    TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      jdbc.update("UPDATE t SET v = 'a'");
                      try {
                        db.execute("UPDATE t SET v = 'b'");
                      } catch (SQLException e) {
                        throw new AssertionError(e);
                      }
                    }))
        .isInstanceOf(ConcurrencyFailureException.class);
  }
}
