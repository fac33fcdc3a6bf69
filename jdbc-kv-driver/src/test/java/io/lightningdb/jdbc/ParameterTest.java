package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Types;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Setting parameters, with types and without, and what a statement says of them before. */
class ParameterTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, s VARCHAR, i BIGINT, d DOUBLE, n DECIMAL(8, 2), b"
              + " BOOLEAN, x VARBINARY, c CLOB, u UUID, ts TIMESTAMP)");

  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  /** Sets a parameter. */
  private interface Setter {

    void set(PreparedStatement statement) throws Exception;
  }

  /** Stores a parameter in a column and returns what is there then. */
  private String stored(String column, Setter setter) throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement("MERGE INTO t (k, " + column + ") VALUES (1, ?)")) {
      setter.set(statement);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
    return db.query("SELECT " + column + " FROM t WHERE k = 1").get(0);
  }

  @Test
  void aParameterThatIsNotSetIs07001() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO t (k, s) VALUES (?, ?)")) {
      statement.setInt(1, 1);
      assertFails("07001", statement::executeUpdate).hasMessageContaining("parameter 2");
      assertFails("07001", statement::execute);
      assertFails("07001", statement::addBatch);
      statement.setString(2, "x");
      assertThat(statement.executeUpdate()).isEqualTo(1);
      statement.clearParameters();
      assertFails("07001", statement::executeUpdate).hasMessageContaining("parameter 1");
    }
    assertFails("07001", () -> connection.createStatement().execute("SELECT * FROM t WHERE k = ?"));
  }

  @Test
  void aParameterThatIsNotThereIs07009() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT * FROM t WHERE k = ? AND s = ?")) {
      assertFails("07009", () -> statement.setString(3, "x")).hasMessageContaining("has 2");
      assertFails("07009", () -> statement.setString(0, "x"));
      assertFails("07009", () -> statement.setObject(-1, "x"));
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
      assertFails("07009", () -> statement.setInt(1, 1));
    }
  }

  @Test
  void everySetterStoresWhatItIsGiven() throws Exception {
    assertThat(stored("s", s -> s.setString(1, "text"))).isEqualTo("text");
    assertThat(stored("s", s -> s.setNString(1, "text"))).isEqualTo("text");
    assertThat(stored("s", s -> s.setInt(1, 5))).isEqualTo("5");
    assertThat(stored("i", s -> s.setByte(1, (byte) -1))).isEqualTo("-1");
    assertThat(stored("i", s -> s.setShort(1, (short) -2))).isEqualTo("-2");
    assertThat(stored("i", s -> s.setLong(1, Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
    assertThat(stored("i", s -> s.setBoolean(1, true))).isEqualTo("1");
    assertThat(stored("i", s -> s.setString(1, " 12 "))).isEqualTo("12");
    assertThat(stored("d", s -> s.setFloat(1, 0.5f))).isEqualTo("0.5");
    assertThat(stored("d", s -> s.setDouble(1, 1e-300))).isEqualTo("1.0E-300");
    assertThat(stored("n", s -> s.setBigDecimal(1, new BigDecimal("1.005")))).isEqualTo("1.01");
    assertThat(stored("b", s -> s.setInt(1, 1))).isEqualTo("true");
    assertThat(stored("b", s -> s.setString(1, "FALSE"))).isEqualTo("false");
    assertThat(stored("x", s -> s.setBytes(1, new byte[] {0, -1}))).isEqualTo("X'00FF'");
    assertThat(stored("u", s -> s.setString(1, "00000000-0000-0000-0000-00000000000a")))
        .endsWith("0a");
    assertThat(stored("s", s -> s.setURL(1, URI.create("http://localhost/x").toURL())))
        .isEqualTo("http://localhost/x");
  }

  @Test
  void setObjectTakesTheUsualClasses() throws Exception {
    UUID uuid = UUID.randomUUID();
    assertThat(stored("u", s -> s.setObject(1, uuid))).isEqualTo(uuid.toString());
    assertThat(stored("n", s -> s.setObject(1, new BigInteger("7")))).isEqualTo("7.00");
    assertThat(stored("i", s -> s.setObject(1, (short) 7))).isEqualTo("7");
    assertThat(stored("s", s -> s.setObject(1, 'c'))).isEqualTo("c");
    assertThat(stored("d", s -> s.setObject(1, 0.25f))).isEqualTo("0.25");
    assertThat(stored("c", s -> s.setObject(1, new StringReader("read")))).isEqualTo("read");
    assertThat(stored("x", s -> s.setObject(1, stream("read")))).isEqualTo("read");
    assertFails("22018", () -> stored("s", s -> s.setObject(1, new Object())))
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void setObjectWithATypeConvertsToItFirst() throws Exception {
    assertThat(stored("s", s -> s.setObject(1, "007", Types.INTEGER))).isEqualTo("7");
    assertThat(stored("s", s -> s.setObject(1, 7, Types.VARCHAR))).isEqualTo("7");
    assertThat(stored("s", s -> s.setObject(1, "1.239", Types.DECIMAL, 2))).isEqualTo("1.24");
    assertThat(stored("s", s -> s.setObject(1, "1.239", JDBCType.NUMERIC, 1))).isEqualTo("1.2");
    assertThat(stored("b", s -> s.setObject(1, 1, JDBCType.BIT))).isEqualTo("true");
    assertThat(stored("u", s -> s.setObject(1, new UUID(0, 1), Types.OTHER))).endsWith("01");
    assertThat(stored("x", s -> s.setObject(1, "text", Types.BLOB))).isEqualTo("text");
    assertThat(stored("c", s -> s.setObject(1, new StringReader("read"), Types.CLOB, 4)))
        .isEqualTo("read");
    assertFails("22003", () -> stored("s", s -> s.setObject(1, 1e10, Types.SMALLINT)));
    assertFails("22018", () -> stored("s", s -> s.setObject(1, "x", Types.BIGINT)));
    assertFails(
        "0A000",
        SQLFeatureNotSupportedException.class,
        () -> stored("s", s -> s.setObject(1, "x", Types.ARRAY)));
    assertFails("22023", () -> stored("s", s -> s.setObject(1, "x", 4711)));
  }

  @ParameterizedTest
  @ValueSource(ints = {Types.NULL, Types.OTHER, Types.VARCHAR, Types.INTEGER, Types.TIMESTAMP})
  void nullsOfAllTypesAreTaken(int type) throws Exception {
    for (String column : new String[] {"s", "i", "x", "ts", "u", "b"}) {
      assertThat(stored(column, s -> s.setNull(1, type))).isEqualTo("null");
      assertThat(stored(column, s -> s.setNull(1, type, "ANYTHING"))).isEqualTo("null");
      assertThat(stored(column, s -> s.setObject(1, null, type))).isEqualTo("null");
    }
    assertThat(stored("s", s -> s.setObject(1, null))).isEqualTo("null");
    assertThat(stored("s", s -> s.setString(1, null))).isEqualTo("null");
    assertThat(stored("x", s -> s.setBytes(1, null))).isEqualTo("null");
    assertThat(stored("x", s -> s.setBlob(1, (Blob) null))).isEqualTo("null");
    assertThat(stored("c", s -> s.setClob(1, (Clob) null))).isEqualTo("null");
    assertThat(stored("x", s -> s.setBinaryStream(1, null))).isEqualTo("null");
    assertThat(stored("c", s -> s.setCharacterStream(1, null, 3))).isEqualTo("null");
    assertThat(stored("ts", s -> s.setTimestamp(1, null))).isEqualTo("null");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void streamsAreReadToTheirEndAndTheirLengthIsChecked() throws Exception {
    assertThat(stored("x", s -> s.setBinaryStream(1, stream("abc")))).isEqualTo("abc");
    assertThat(stored("x", s -> s.setBinaryStream(1, stream("abc"), 3))).isEqualTo("abc");
    assertThat(stored("x", s -> s.setBlob(1, stream("abc"), 3L))).isEqualTo("abc");
    assertThat(stored("c", s -> s.setCharacterStream(1, new StringReader("äbc"), 3L)))
        .isEqualTo("äbc");
    assertThat(stored("c", s -> s.setClob(1, new StringReader("abc")))).isEqualTo("abc");
    assertThat(stored("c", s -> s.setNClob(1, new StringReader("abc"), 3))).isEqualTo("abc");
    assertThat(stored("c", s -> s.setNCharacterStream(1, new StringReader("abc"))))
        .isEqualTo("abc");
    assertThat(stored("c", s -> s.setAsciiStream(1, stream("abc"), 3))).isEqualTo("abc");
    assertThat(stored("c", s -> s.setAsciiStream(1, stream("abc")))).isEqualTo("abc");
    assertFails("22023", () -> stored("x", s -> s.setBinaryStream(1, stream("abc"), 4)))
        .hasMessageContaining("4")
        .hasMessageContaining("3");
    assertFails("22023", () -> stored("c", s -> s.setCharacterStream(1, new StringReader(""), -1)));
    @SuppressWarnings("InputStreamSlowMultibyteRead") // it fails at once
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }
        };
    assertFails("22000", () -> stored("x", s -> s.setBinaryStream(1, broken)))
        .hasMessageContaining("broken");
  }

  @Test
  void blobsAndClobsOfTheConnectionAreStored() throws Exception {
    Blob blob = connection.createBlob();
    blob.setBytes(1, new byte[] {'h', 'i'});
    assertThat(stored("x", s -> s.setBlob(1, blob))).isEqualTo("hi");
    Clob clob = connection.createClob();
    clob.setString(1, "hello");
    assertThat(stored("c", s -> s.setClob(1, clob))).isEqualTo("hello");
    assertThat(stored("c", s -> s.setObject(1, connection.createNClob()))).isEmpty();
  }

  @Test
  void arraysAreCopiedWhenTheyAreSet() throws Exception {
    byte[] bytes = {'a'};
    assertThat(
            stored(
                "x",
                s -> {
                  s.setBytes(1, bytes);
                  bytes[0] = 'b';
                }))
        .isEqualTo("a");
  }

  @Test
  void whatThereIsNotIsRefused() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM t WHERE k = ?")) {
      Class<SQLFeatureNotSupportedException> type = SQLFeatureNotSupportedException.class;
      assertFails("0A000", type, () -> statement.setArray(1, any(Array.class)));
      assertFails("0A000", type, () -> statement.setRef(1, any(Ref.class)));
      assertFails("0A000", type, () -> statement.setRowId(1, any(RowId.class)));
    }
  }

  /** Returns an object that nothing is asked of. */
  private static <T> T any(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            ParameterTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new AssertionError(method);
            }));
  }

  @Test
  void nullsOfTypesThatThereAreNotAreNulls() throws Exception {
    assertThat(stored("s", s -> s.setArray(1, null))).isEqualTo("null");
    assertThat(stored("s", s -> s.setRef(1, null))).isEqualTo("null");
    assertThat(stored("s", s -> s.setRowId(1, null))).isEqualTo("null");
    assertThat(stored("s", s -> s.setSQLXML(1, null))).isEqualTo("null");
    for (JDBCType type : JDBCType.values()) {
      assertThat(stored("s", s -> s.setNull(1, type.getVendorTypeNumber()))).isEqualTo("null");
    }
    assertFails("22023", () -> stored("s", s -> s.setNull(1, 4711)));
    assertFails("22023", () -> stored("s", s -> s.setObject(1, "x", (SQLType) null)));
    assertFails("07009", () -> stored("s", s -> s.setArray(2, null)));
  }

  @Test
  void xmlOfOtherDriversIsText() throws Exception {
    SQLXML xml =
        (SQLXML)
            Proxy.newProxyInstance(
                ParameterTest.class.getClassLoader(),
                new Class<?>[] {SQLXML.class},
                (proxy, method, arguments) -> "<x/>");
    assertThat(stored("c", s -> s.setSQLXML(1, xml))).isEqualTo("<x/>");
  }

  @SuppressWarnings("deprecation") // there are programs that call it
  @Test
  void aUnicodeStreamHasTwoBytesForEachCharacter() throws Exception {
    byte[] bytes = "grün".getBytes(StandardCharsets.UTF_16BE);
    assertThat(stored("s", s -> s.setUnicodeStream(1, new ByteArrayInputStream(bytes), 8)))
        .isEqualTo("grün");
    assertThat(stored("s", s -> s.setUnicodeStream(1, null, 0))).isEqualTo("null");
    assertFails(
        "22023", () -> stored("s", s -> s.setUnicodeStream(1, new ByteArrayInputStream(bytes), 7)));
  }

  // ---- What a statement says before it runs

  @Test
  void parameterTypesAreKnownBeforeAnyValueIsSet() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT k FROM t WHERE n > ? AND s LIKE ? AND u IN (?) AND ts BETWEEN ? AND ? AND (? IS"
                + " NULL OR d = ? + 1) LIMIT ?")) {
      ParameterMetaData meta = statement.getParameterMetaData();
      assertThat(meta.getParameterCount()).isEqualTo(8);
      assertThat(meta.getParameterType(1)).isEqualTo(Types.DECIMAL);
      assertThat(meta.getPrecision(1)).isEqualTo(8);
      assertThat(meta.getScale(1)).isEqualTo(2);
      assertThat(meta.isSigned(1)).isTrue();
      assertThat(meta.getParameterType(2)).isEqualTo(Types.VARCHAR);
      assertThat(meta.getParameterTypeName(3)).isEqualTo("UUID");
      assertThat(meta.getParameterClassName(4)).isEqualTo("java.sql.Timestamp");
      assertThat(meta.getParameterType(5)).isEqualTo(Types.TIMESTAMP);
      assertThat(meta.getParameterType(6)).isEqualTo(Types.VARCHAR);
      assertThat(meta.getParameterType(7)).isEqualTo(Types.INTEGER);
      assertThat(meta.getParameterType(8)).isEqualTo(Types.BIGINT);
      assertThat(meta.getParameterMode(8)).isEqualTo(ParameterMetaData.parameterModeIn);
      assertFails("07009", () -> meta.getParameterType(9));
      assertFails("07009", () -> meta.getParameterType(0));
    }
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO t (k, s) VALUES (?, ?)")) {
      ParameterMetaData meta = statement.getParameterMetaData();
      assertThat(meta.isNullable(1)).isEqualTo(ParameterMetaData.parameterNoNulls);
      assertThat(meta.isNullable(2)).isEqualTo(ParameterMetaData.parameterNullable);
    }
  }

  @Test
  void theResultIsDescribedBeforeExecution() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT s AS name FROM t");
        PreparedStatement update = connection.prepareStatement("DELETE FROM t")) {
      assertThat(query.getMetaData().getColumnLabel(1)).isEqualTo("name");
      assertThat(query.getMetaData().getColumnType(1)).isEqualTo(Types.VARCHAR);
      assertThat(update.getMetaData()).isNull();
    }
  }

  @Test
  void aPreparedStatementSurvivesThatItsTableIsDroppedAndMadeAnew() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT * FROM t WHERE k = ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO t (k, s) VALUES (?, ?)")) {
      insert.setInt(1, 1);
      insert.setString(2, "x");
      insert.executeUpdate();
      query.setInt(1, 1);
      assertThat(TestDatabase.rows(query.executeQuery()).get(0)).startsWith("1,x,");
      db.execute("DROP TABLE t");
      assertFails("42S02", query::executeQuery);
      assertFails("42S02", insert::executeUpdate);
      // With other columns in another order.
      db.execute("CREATE TABLE t (s CHAR(3) NOT NULL, k BIGINT PRIMARY KEY)");
      assertThat(insert.executeUpdate()).isEqualTo(1);
      try (ResultSet result = query.executeQuery()) {
        assertThat(result.getMetaData().getColumnName(1)).isEqualTo("s");
        assertThat(TestDatabase.rows(result)).containsExactly("x  ,1");
      }
      assertThat(query.getMetaData().getColumnCount()).isEqualTo(2);
      assertThat(query.getParameterMetaData().getParameterType(1)).isEqualTo(Types.BIGINT);
    }
  }
}
