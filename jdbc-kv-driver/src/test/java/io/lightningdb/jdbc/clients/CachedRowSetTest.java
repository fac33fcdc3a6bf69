package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.jdbc.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The JDK's own CachedRowSet, which reads all metadata of a result. */
class CachedRowSetTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, s VARCHAR(5), d DECIMAL(8, 2), b BOOLEAN,"
              + " at TIMESTAMP, x BINARY(2))",
          "INSERT INTO t VALUES (1, 'one', 1.5, TRUE, TIMESTAMP '2024-01-02 03:04:05', X'0102'),"
              + " (2, NULL, NULL, NULL, NULL, NULL)");

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void rowsAreTakenAlong() throws SQLException {
    try (CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet()) {
      try (Statement statement = db.connection().createStatement();
          ResultSet result = statement.executeQuery("SELECT * FROM t ORDER BY k")) {
        rows.populate(result);
      }
      assertThat(rows.size()).isEqualTo(2);
      rows.last();
      assertThat(rows.getString("s")).isNull();
      assertThat(rows.wasNull()).isTrue();
      rows.first();
      assertThat(rows.getInt(1)).isEqualTo(1);
      assertThat(rows.getBigDecimal("d")).isEqualByComparingTo("1.5");
      assertThat(rows.getBoolean("b")).isTrue();
      assertThat(rows.getTimestamp("at")).hasToString("2024-01-02 03:04:05.0");
      assertThat(rows.getMetaData().getColumnDisplaySize(2)).isEqualTo(5);
    }
  }

  @Test
  void aRowSetConnectsByItself() throws SQLException {
    try (CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet()) {
      rows.setUrl(db.url());
      rows.setCommand("SELECT s FROM t WHERE k = ?");
      rows.setInt(1, 1);
      rows.execute();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("one");
    }
  }
}
