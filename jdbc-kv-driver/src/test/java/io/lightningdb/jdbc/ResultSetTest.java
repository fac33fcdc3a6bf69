package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules of the specification about result sets, each of which some driver breaks. */
class ResultSetTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, s VARCHAR(20), i BIGINT, f REAL, d DOUBLE, n"
              + " DECIMAL(8, 2), b BOOLEAN, x VARBINARY, c CLOB, bl BLOB, u UUID, sm SMALLINT, dt"
              + " DATE)",
          "INSERT INTO t VALUES (1, 'text', 3000000000, 0.1E0, 1e300, -12.75, TRUE, X'00FF', 'long"
              + " text', X'010203', UUID '00000000-0000-0000-0000-000000000001', 7, DATE"
              + " '2024-02-29')",
          "INSERT INTO t (k) VALUES (2)");

  private final Connection connection = db.connection();

  @AfterEach
  void close() {
    db.close();
  }

  private ResultSet row(String columns) throws SQLException {
    ResultSet result =
        connection.createStatement().executeQuery("SELECT " + columns + " FROM t WHERE k = 1");
    assertThat(result.next()).isTrue();
    return result;
  }

  @Test
  void valuesOutOfRangeForAGetterAre22003AndDoNotWrapAround() throws SQLException {
    try (ResultSet row = row("i, d, n, k")) {
      assertFails("22003", () -> row.getInt(1));
      assertFails("22003", () -> row.getShort(1));
      assertFails("22003", () -> row.getByte(1));
      assertFails("22003", () -> row.getLong(2));
      assertFails("22003", () -> row.getFloat(2));
      assertThat(row.getLong(1)).isEqualTo(3_000_000_000L);
      assertThat(row.getInt(3)).isEqualTo(-12);
      assertThat(row.getByte(4)).isEqualTo((byte) 1);
      assertFails("22003", () -> row.getObject(1, Integer.class));
    }
  }

  @Test
  void numbersAreReadAsNumbersOfAnyKind() throws SQLException {
    try (ResultSet row = row("n, f, i, s")) {
      assertThat(row.getBigDecimal(1)).isEqualTo(new BigDecimal("-12.75"));
      assertThat(row.getDouble(1)).isEqualTo(-12.75);
      assertThat(row.getFloat(1)).isEqualTo(-12.75f);
      assertThat(row.getString(1)).isEqualTo("-12.75");
      assertThat(row.getBoolean(1)).isTrue();
      assertThat(row.getObject(1, BigInteger.class)).isEqualTo(-12);
      assertThat(row.getFloat(2)).isEqualTo(0.1f);
      assertThat(row.getString(2)).isEqualTo("0.1");
      assertThat(row.getBigDecimal(2)).isEqualTo(new BigDecimal("0.1"));
      assertThat(row.getBigDecimal(3)).isEqualTo(new BigDecimal("3000000000"));
      assertFails("22018", () -> row.getInt(4));
      assertFails("22018", () -> row.getBoolean(4));
      assertFails("22007", () -> row.getDate(4));
    }
  }

  @Test
  void getObjectGivesTheClassesThatMetadataNames() throws SQLException {
    try (ResultSet row = row("*")) {
      ResultSetMetaData meta = row.getMetaData();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        Object value = row.getObject(i);
        assertThat(value).isInstanceOf(Class.forName(meta.getColumnClassName(i)));
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nullsAreNullForEveryGetter() throws SQLException {
    ResultSet row = connection.createStatement().executeQuery("SELECT * FROM t WHERE k = 2");
    row.next();
    for (int i = 2; i <= row.getMetaData().getColumnCount(); i++) {
      assertThat(row.getObject(i)).isNull();
      assertThat(row.wasNull()).isTrue();
      assertThat(row.getString(i)).isNull();
      assertThat(row.getInt(i)).isZero();
      assertThat(row.wasNull()).isTrue();
      assertThat(row.getBoolean(i)).isFalse();
      assertThat(row.getDouble(i)).isZero();
      assertThat(row.getBigDecimal(i)).isNull();
      assertThat(row.getBytes(i)).isNull();
      assertThat(row.getTimestamp(i)).isNull();
      assertThat(row.getBlob(i)).isNull();
      assertThat(row.getClob(i)).isNull();
      assertThat(row.getCharacterStream(i)).isNull();
      assertThat(row.getBinaryStream(i)).isNull();
      assertThat(row.getObject(i, String.class)).isNull();
      assertThat(row.getObject(i, UUID.class)).isNull();
      assertThat(row.getObject(i, LocalDate.class)).isNull();
    }
    assertThat(row.getInt(1)).isEqualTo(2);
    assertThat(row.wasNull()).isFalse();
  }

  @Test
  void getObjectWithAClassThatThereIsNotFails() throws SQLException {
    try (ResultSet row = row("s, k")) {
      assertThat(row.getObject(1, Object.class)).isEqualTo("text");
      assertFails("22018", () -> row.getObject(1, Thread.class))
          .hasMessageContaining("java.lang.Thread");
      assertFails("22018", () -> row.getObject(1, LocalDate.class.arrayType()));
      assertFails("22023", () -> row.getObject(1, (Class<?>) null));
      assertThat(row.getObject(1, Map.of())).isEqualTo("text");
      assertFails("0A000", () -> row.getObject(1, Map.of("x", String.class)));
    }
  }

  @Test
  void readingWithoutACurrentRowFails() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT k FROM t");
      assertFails("24000", () -> result.getInt(1)).hasMessageContaining("next()");
      assertThat(result.next()).isTrue();
      assertThat(result.next()).isTrue();
      assertThat(result.next()).isFalse();
      assertFails("24000", () -> result.getInt(1)).hasMessageContaining("last");
      assertThat(result.next()).isFalse();
    }
  }

  @Test
  void columnsThatAreNotThereAreRefused() throws SQLException {
    try (ResultSet row = row("k AS number, s")) {
      assertFails("07009", () -> row.getInt(0));
      assertFails("07009", () -> row.getInt(3));
      assertFails("42S22", () -> row.getInt("x"));
      assertFails("42S22", () -> row.getInt("k"));
      assertFails("42S22", () -> row.getInt(null));
      assertThat(row.findColumn("NUMBER")).isEqualTo(1);
      assertThat(row.getInt("number")).isEqualTo(1);
      assertThat(row.getString("S")).isEqualTo("text");
    }
  }

  @Test
  void theFirstOfTwoColumnsWithOneLabelIsFound() throws SQLException {
    try (ResultSet row = row("k AS x, s AS X, i AS x")) {
      assertThat(row.getInt("x")).isEqualTo(1);
    }
  }

  @Test
  void positionsAreToldAsFarAsTheyAreKnown() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT k FROM t");
      assertThat(result.isBeforeFirst()).isTrue();
      assertThat(result.isFirst()).isFalse();
      assertThat(result.getRow()).isZero();
      assertThat(result.next()).isTrue();
      assertThat(result.getInt(1)).isEqualTo(1);
      assertThat(result.isBeforeFirst()).isFalse();
      assertThat(result.isFirst()).isTrue();
      assertThat(result.getRow()).isEqualTo(1);
      assertThat(result.next()).isTrue();
      assertThat(result.isFirst()).isFalse();
      assertThat(result.next()).isFalse();
      assertThat(result.isAfterLast()).isTrue();
      assertThat(result.getRow()).isZero();
      ResultSet empty = statement.executeQuery("SELECT k FROM t WHERE k > 9");
      assertThat(empty.isBeforeFirst()).isFalse();
      assertThat(empty.next()).isFalse();
      assertThat(empty.isAfterLast()).isFalse();
    }
  }

  @Test
  void theLastRowIsKnownByReadingTheNextAndTheCurrentOneStays() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT k, s FROM t");
      assertThat(result.isLast()).isFalse();
      result.next();
      assertThat(result.isLast()).isFalse();
      assertThat(result.isLast()).isFalse();
      assertThat(result.isFirst()).isTrue();
      assertThat(result.getRow()).isEqualTo(1);
      assertThat(result.getInt(1)).isEqualTo(1);
      assertThat(result.getString("s")).isEqualTo("text");
      assertThat(result.next()).isTrue();
      assertThat(result.getInt(1)).isEqualTo(2);
      assertThat(result.isLast()).isTrue();
      assertThat(result.getInt(1)).isEqualTo(2);
      assertThat(result.getString(2)).isNull();
      assertThat(result.wasNull()).isTrue();
      assertThat(result.isAfterLast()).isFalse();
      assertThat(result.next()).isFalse();
      assertThat(result.isLast()).isFalse();
      assertThat(result.isAfterLast()).isTrue();
      assertFails("24000", () -> result.getInt(1));
      statement.setMaxRows(1);
      ResultSet bounded = statement.executeQuery("SELECT k FROM t");
      bounded.next();
      assertThat(bounded.isLast()).isTrue();
      ResultSet empty = statement.executeQuery("SELECT k FROM t WHERE k > 9");
      assertThat(empty.isLast()).isFalse();
      assertThat(empty.next()).isFalse();
      assertThat(empty.isLast()).isFalse();
    }
  }

  @Test
  void aClosedResultSetRefusesEverythingWith24000() throws SQLException {
    ResultSet closed = row("k");
    closed.close();
    assertFails("24000", closed::next);
    assertFails("24000", () -> closed.getInt(1));
    assertFails("24000", () -> closed.getInt("k"));
    assertFails("24000", () -> closed.findColumn("k"));
    assertFails("24000", closed::wasNull);
    assertFails("24000", closed::getMetaData);
    assertFails("24000", closed::getRow);
    assertFails("24000", closed::isBeforeFirst);
    assertFails("24000", closed::isFirst);
    assertFails("24000", closed::isLast);
    assertFails("24000", closed::isAfterLast);
    assertFails("24000", closed::previous);
    assertFails("24000", closed::getStatement);
    assertFails("24000", closed::getWarnings);
    assertFails("24000", closed::getFetchSize);
    assertFails("24000", closed::getType);
  }

  @SuppressWarnings("deprecation") // there are programs that call them
  @Test
  void deprecatedStreamsAndNumbersAreRead() throws Exception {
    try (ResultSet row = row("s, n")) {
      assertThat(new String(row.getUnicodeStream(1).readAllBytes(), StandardCharsets.UTF_16BE))
          .isEqualTo("text");
      assertThat(row.getUnicodeStream("s").readAllBytes()).hasSize(8);
      assertThat(row.getBigDecimal(2, 1)).isEqualTo(new BigDecimal("-12.8"));
    }
  }

  @Test
  void whatAForwardOnlyReadOnlyResultSetHasNotIsRefused() throws SQLException {
    try (ResultSet row = row("k")) {
      Class<SQLFeatureNotSupportedException> type = SQLFeatureNotSupportedException.class;
      assertFails("HY106", row::previous).hasMessageContaining("forward only");
      assertFails("HY106", row::first);
      assertFails("HY106", row::last);
      assertFails("HY106", row::beforeFirst);
      assertFails("HY106", row::afterLast);
      assertFails("HY106", () -> row.absolute(1));
      assertFails("HY106", () -> row.relative(1));
      assertFails("0A000", type, () -> row.updateInt(1, 2)).hasMessageContaining("read-only");
      assertFails("0A000", type, () -> row.updateString("k", "2"));
      assertFails("0A000", type, row::deleteRow);
      assertFails("0A000", type, row::moveToInsertRow);
      assertFails("0A000", type, row::getCursorName);
      assertFails("HY106", () -> row.setFetchDirection(ResultSet.FETCH_REVERSE));
      assertFails("0A000", type, () -> row.getArray(1));
      assertFails("0A000", type, () -> row.getRef(1));
      assertFails("0A000", type, () -> row.getRowId(1));
      assertFails("0A000", type, () -> row.getSQLXML(1));
      assertThat(row.getType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
      assertThat(row.getConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
      assertThat(row.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      assertThat(row.rowUpdated()).isFalse();
      row.setFetchSize(10);
      assertThat(row.getFetchSize()).isEqualTo(10);
    }
  }

  @Test
  void metadataIsThereWithoutARow() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT k, n AS price, s, k + 1, b FROM t WHERE 1 = 0")) {
      ResultSetMetaData meta = result.getMetaData();
      assertThat(meta.getColumnCount()).isEqualTo(5);
      assertThat(meta.getColumnLabel(1)).isEqualTo("k");
      assertThat(meta.isNullable(1)).isEqualTo(ResultSetMetaData.columnNoNulls);
      assertThat(meta.getColumnLabel(2)).isEqualTo("price");
      assertThat(meta.getColumnName(2)).isEqualTo("n");
      assertThat(meta.getTableName(2)).isEqualTo("t");
      assertThat(meta.getPrecision(2)).isEqualTo(8);
      assertThat(meta.getScale(2)).isEqualTo(2);
      assertThat(meta.getColumnType(2)).isEqualTo(Types.DECIMAL);
      assertThat(meta.getColumnTypeName(2)).isEqualTo("DECIMAL");
      assertThat(meta.getColumnDisplaySize(3)).isEqualTo(20);
      assertThat(meta.isCaseSensitive(3)).isTrue();
      assertThat(meta.getColumnLabel(4)).isEqualTo("(k + 1)");
      assertThat(meta.getColumnType(4)).isEqualTo(Types.BIGINT);
      assertThat(meta.getTableName(4)).isEmpty();
      assertThat(meta.getColumnClassName(5)).isEqualTo("java.lang.Boolean");
      assertThat(meta.isSigned(5)).isFalse();
      assertThat(meta.isSearchable(5)).isTrue();
      assertThat(meta.isReadOnly(1)).isTrue();
      assertThat(meta.getSchemaName(1)).isEmpty();
      assertThat(meta.getCatalogName(1)).isEmpty();
      assertFails("07009", () -> meta.getColumnLabel(6));
      assertThat(result.next()).isFalse();
    }
  }

  @Test
  void largeObjectsAreCopiesThatCanBeChanged() throws Exception {
    try (ResultSet row = row("bl, c, x, s")) {
      Blob blob = row.getBlob(1);
      assertThat(blob.length()).isEqualTo(3);
      assertThat(blob.getBytes(2, 5)).containsExactly(2, 3);
      assertThat(blob.getBinaryStream(1, 2).readAllBytes()).containsExactly(1, 2);
      assertThat(blob.position(new byte[] {2, 3}, 1)).isEqualTo(2);
      assertThat(blob.position(new byte[] {4}, 1)).isEqualTo(-1);
      assertThat(blob.setBytes(3, new byte[] {9, 9})).isEqualTo(2);
      assertThat(blob.getBytes(1, 9)).containsExactly(1, 2, 9, 9);
      try (var out = blob.setBinaryStream(1)) {
        out.write(7);
      }
      blob.truncate(1);
      assertThat(blob.getBytes(1, 9)).containsExactly(7);
      assertFails("22023", () -> blob.getBytes(0, 1));
      assertFails("22023", () -> blob.getBytes(3, 1));
      assertFails("22023", () -> blob.truncate(5));
      blob.free();
      assertFails("HY010", blob::length);
      Clob clob = row.getClob(2);
      assertThat(clob.length()).isEqualTo(9);
      assertThat(clob.getSubString(6, 99)).isEqualTo("text");
      assertThat(clob.position("text", 1)).isEqualTo(6);
      assertThat(clob.setString(1, "LONG")).isEqualTo(4);
      assertThat(clob.getCharacterStream().transferTo(Writer.nullWriter())).isEqualTo(9);
      try (var writer = clob.setCharacterStream(10)) {
        writer.write("!");
      }
      assertThat(clob.getSubString(1, 99)).isEqualTo("LONG text!");
      clob.truncate(4);
      assertThat(new String(clob.getAsciiStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("LONG");
      clob.free();
      assertFails("HY010", clob::length);
      // Changes reach no row.
      assertThat(row.getBytes(1)).containsExactly(1, 2, 3);
      byte[] bytes = row.getBytes(3);
      bytes[0] = 9;
      assertThat(row.getBytes(3)).containsExactly(0, 255);
      assertThat(row.getBytes(4)).containsExactly('t', 'e', 'x', 't');
      assertThat(row.getBinaryStream(1).readAllBytes()).hasSize(3);
      assertThat(row.getNClob(4).length()).isEqualTo(4);
      assertThat(row.getNString(4)).isEqualTo("text");
    }
  }

  @Test
  void bytesReadAsTextAreTextIfTheyAreUtf8AndALiteralIfNot() throws SQLException {
    db.execute("UPDATE t SET x = ? WHERE k = 2", "größe");
    assertThat(db.query("SELECT x FROM t")).containsExactly("X'00FF'", "größe");
  }

  @Test
  void aResultSetOfAutoCommitStaysOpenWhileOtherStatementsRun() throws SQLException {
    try (Statement one = connection.createStatement()) {
      ResultSet result = one.executeQuery("SELECT k FROM t");
      result.next();
      db.execute("DELETE FROM t");
      db.execute("INSERT INTO t (k) VALUES (9)");
      // It shows the moment at which it began.
      assertThat(result.next()).isTrue();
      assertThat(result.getInt(1)).isEqualTo(2);
      assertThat(result.next()).isFalse();
    }
    assertThat(db.query("SELECT k FROM t")).containsExactly("9");
  }

  @Test
  void aResultShowsTheMomentOfItsExecutionWhenNoRowHasBeenReadYet() throws SQLException {
    for (String where : new String[] {"", " WHERE k = 2", " WHERE k IN (1, 2)", " WHERE k > 1"}) {
      try (Statement statement = connection.createStatement()) {
        ResultSet result = statement.executeQuery("SELECT k FROM t" + where);
        db.execute("DELETE FROM t WHERE k = 2");
        db.execute("INSERT INTO t (k) VALUES (3)");
        assertThat(TestDatabase.rows(result)).as(where).contains("2").doesNotContain("3");
        db.execute("DELETE FROM t WHERE k = 3");
        db.execute("INSERT INTO t (k) VALUES (2)");
      }
    }
  }

  @Test
  void aResultOutlivesItsTable() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT k FROM t");
      db.execute("DROP TABLE t");
      assertThat(TestDatabase.rows(result)).containsExactly("1", "2");
    }
  }
}
