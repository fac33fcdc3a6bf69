package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.KeyspaceOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetaDataTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE Orders (region CHAR(2), id BIGINT, total DECIMAL(10, 2) DEFAULT 0.5 NOT"
              + " NULL, note VARCHAR(100), at TIMESTAMP(3), CONSTRAINT orders_pk PRIMARY KEY (region,"
              + " id))",
          "CREATE KEYSPACE \"where is\"",
          "CREATE TABLE order_items (id UUID PRIMARY KEY, \"data%\" BLOB)");

  private DatabaseMetaData meta;

  @BeforeEach
  void getMetaData() throws SQLException {
    meta = db.connection().getMetaData();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static List<String> column(ResultSet result, String label) throws SQLException {
    List<String> values = new ArrayList<>();
    try (result) {
      while (result.next()) {
        values.add(result.getString(label));
      }
    }
    return values;
  }

  @Test
  void getTablesFindsUserTablesAndOnlyThose() throws SQLException {
    assertThat(column(meta.getTables(null, null, null, new String[] {"TABLE"}), "TABLE_NAME"))
        .containsExactly("Orders", "order_items", "where is");
    assertThat(column(meta.getTables(null, null, "%", null), "TABLE_TYPE"))
        .containsOnly("TABLE")
        .hasSize(3);
    assertThat(column(meta.getTables("", "", "ORDERS", null), "TABLE_NAME"))
        .containsExactly("Orders");
    assertThat(column(meta.getTables(null, "%", "order%", null), "TABLE_NAME")).hasSize(2);
    assertThat(column(meta.getTables(null, null, "order\\_%", null), "TABLE_NAME"))
        .containsExactly("order_items");
    assertThat(column(meta.getTables(null, null, "order_", null), "TABLE_NAME"))
        .containsExactly("Orders");
    assertThat(column(meta.getTables(null, null, "where is", null), "REMARKS"))
        .containsExactly("a keyspace of keys and values");
    assertThat(column(meta.getTables(null, null, null, new String[] {"VIEW"}), "TABLE_NAME"))
        .isEmpty();
    assertThat(
            column(meta.getTables(null, null, null, new String[] {"VIEW", "TABLE"}), "TABLE_NAME"))
        .hasSize(3);
    assertThat(column(meta.getTables("other", null, null, null), "TABLE_NAME")).isEmpty();
    assertThat(column(meta.getTables(null, "PUBLIC", null, null), "TABLE_NAME")).isEmpty();
    assertThat(column(meta.getTables(null, null, "", null), "TABLE_NAME")).isEmpty();
    assertThat(column(meta.getTables(null, null, "a\\b\\", null), "TABLE_NAME")).isEmpty();
  }

  @Test
  void tablesThatCannotBeReadHideNoOthers() throws SQLException {
    db.connection()
        .unwrap(Database.class)
        .createKeyspace(
            "damaged", KeyspaceOptions.builder().attribute("lightning.table.version", "1").build());
    assertThat(column(meta.getTables(null, null, null, null), "TABLE_NAME"))
        .contains("damaged", "Orders");
    assertThat(column(meta.getColumns(null, null, null, null), "TABLE_NAME"))
        .contains("Orders")
        .doesNotContain("damaged");
    assertThat(column(meta.getPrimaryKeys(null, null, "damaged"), "COLUMN_NAME")).isEmpty();
  }

  @Test
  void getColumnsDescribesThem() throws SQLException {
    assertThat(column(meta.getColumns(null, null, "orders", null), "COLUMN_NAME"))
        .containsExactly("region", "id", "total", "note", "at");
    try (ResultSet total = meta.getColumns(null, null, "orders", "TOTAL")) {
      assertThat(total.next()).isTrue();
      assertThat(total.getString("TABLE_NAME")).isEqualTo("Orders");
      assertThat(total.getInt("DATA_TYPE")).isEqualTo(Types.DECIMAL);
      assertThat(total.getString("TYPE_NAME")).isEqualTo("DECIMAL");
      assertThat(total.getInt("COLUMN_SIZE")).isEqualTo(10);
      assertThat(total.getInt("DECIMAL_DIGITS")).isEqualTo(2);
      assertThat(total.getInt("NUM_PREC_RADIX")).isEqualTo(10);
      assertThat(total.getInt("NULLABLE")).isEqualTo(DatabaseMetaData.columnNoNulls);
      assertThat(total.getString("COLUMN_DEF")).isEqualTo("0.50");
      assertThat(total.getInt("ORDINAL_POSITION")).isEqualTo(3);
      assertThat(total.getString("IS_NULLABLE")).isEqualTo("NO");
      assertThat(total.getString("IS_AUTOINCREMENT")).isEqualTo("NO");
      assertThat(total.getObject("CHAR_OCTET_LENGTH")).isNull();
      assertThat(total.next()).isFalse();
    }
    try (ResultSet note = meta.getColumns(null, null, "orders", "note")) {
      assertThat(note.next()).isTrue();
      assertThat(note.getInt("NULLABLE")).isEqualTo(DatabaseMetaData.columnNullable);
      assertThat(note.getInt("CHAR_OCTET_LENGTH")).isEqualTo(400);
      assertThat(note.getObject("DECIMAL_DIGITS")).isNull();
    }
    assertThat(column(meta.getColumns(null, null, "where is", "%"), "TYPE_NAME"))
        .containsExactly("VARBINARY", "VARBINARY");
    assertThat(column(meta.getColumns(null, null, null, "data\\%"), "TABLE_NAME"))
        .containsExactly("order_items");
    assertThat(column(meta.getColumns(null, null, "order_items", "id"), "TYPE_NAME"))
        .containsExactly("UUID");
  }

  @Test
  void thePrimaryKeyIsFoundInThreeWays() throws SQLException {
    try (ResultSet keys = meta.getPrimaryKeys(null, null, "ORDERS")) {
      // Ordered by the name of the column, says the specification.
      assertThat(TestDatabase.rows(keys))
          .containsExactly(
              "null,null,Orders,id,2,orders_pk", "null,null,Orders,region,1,orders_pk");
    }
    try (ResultSet index = meta.getIndexInfo(null, null, "Orders", true, true)) {
      assertThat(index.next()).isTrue();
      assertThat(index.getBoolean("NON_UNIQUE")).isFalse();
      assertThat(index.getString("INDEX_NAME")).isEqualTo("orders_pk");
      assertThat(index.getShort("TYPE")).isEqualTo(DatabaseMetaData.tableIndexClustered);
      assertThat(index.getShort("ORDINAL_POSITION")).isEqualTo((short) 1);
      assertThat(index.getString("COLUMN_NAME")).isEqualTo("region");
      assertThat(index.next()).isTrue();
      assertThat(index.getString("COLUMN_NAME")).isEqualTo("id");
      assertThat(index.next()).isFalse();
    }
    assertThat(
            column(
                meta.getBestRowIdentifier(
                    null, null, "orders", DatabaseMetaData.bestRowSession, false),
                "COLUMN_NAME"))
        .containsExactly("region", "id");
    assertThat(column(meta.getPrimaryKeys(null, null, "where is"), "COLUMN_NAME"))
        .containsExactly("key");
    assertThat(column(meta.getPrimaryKeys(null, null, "nothing"), "COLUMN_NAME")).isEmpty();
    assertThat(column(meta.getIndexInfo(null, "x", "orders", false, false), "COLUMN_NAME"))
        .isEmpty();
  }

  @Test
  void typesAreListedByNumberWithPlainNames() throws SQLException {
    try (ResultSet types = meta.getTypeInfo()) {
      int last = Integer.MIN_VALUE;
      Set<String> names = new HashSet<>();
      while (types.next()) {
        assertThat(types.getInt("DATA_TYPE")).isGreaterThanOrEqualTo(last);
        last = types.getInt("DATA_TYPE");
        names.add(types.getString("TYPE_NAME"));
        assertThat(types.getShort("NULLABLE")).isEqualTo((short) DatabaseMetaData.typeNullable);
      }
      assertThat(names)
          .contains("BOOLEAN", "INTEGER", "BIGINT", "VARCHAR", "VARBINARY", "TIMESTAMP", "DECIMAL");
    }
  }

  @Test
  void everyTypeThatIsListedCanBeUsed() throws SQLException {
    try (ResultSet types = meta.getTypeInfo()) {
      while (types.next()) {
        String name = types.getString("TYPE_NAME");
        db.execute("CREATE TABLE typed (k " + name + " PRIMARY KEY, v " + name + ")");
        try (ResultSet columns = meta.getColumns(null, null, "typed", "v")) {
          assertThat(columns.next()).isTrue();
          assertThat(columns.getString("TYPE_NAME")).isEqualTo(name);
          assertThat(columns.getInt("DATA_TYPE")).isEqualTo(types.getInt("DATA_TYPE"));
        }
        db.execute("DROP TABLE typed");
      }
    }
  }

  @Test
  void thereAreNoCatalogsAndNoSchemas() throws SQLException {
    assertThat(TestDatabase.rows(meta.getCatalogs())).isEmpty();
    assertThat(TestDatabase.rows(meta.getSchemas())).isEmpty();
    assertThat(TestDatabase.rows(meta.getSchemas(null, "%"))).isEmpty();
    assertThat(column(meta.getTableTypes(), "TABLE_TYPE")).containsExactly("TABLE");
    assertThat(column(meta.getClientInfoProperties(), "NAME"))
        .containsExactly("ApplicationName", "ClientHostname", "ClientUser");
  }

  @Test
  void namesKeepTheirCapitalsAndExactlyOneWayOfStoringThemIsTrue() throws SQLException {
    assertThat(
            List.of(
                meta.storesMixedCaseIdentifiers(),
                meta.storesUpperCaseIdentifiers(),
                meta.storesLowerCaseIdentifiers(),
                meta.supportsMixedCaseIdentifiers()))
        .containsExactly(true, false, false, false);
    assertThat(
            List.of(
                meta.storesMixedCaseQuotedIdentifiers(),
                meta.storesUpperCaseQuotedIdentifiers(),
                meta.storesLowerCaseQuotedIdentifiers(),
                meta.supportsMixedCaseQuotedIdentifiers()))
        .containsExactly(true, false, false, false);
    // And it tells the truth.
    db.execute("INSERT INTO ORDERS (REGION, \"ID\") VALUES ('DE', 1)");
    assertThat(db.query("SELECT Region FROM \"ORDERS\"")).containsExactly("DE");
    assertThat(meta.getIdentifierQuoteString()).isEqualTo("\"");
    assertThat(meta.getSearchStringEscape()).isEqualTo("\\");
  }

  @Test
  void productAndDriverTellTheirNamesAndVersions() throws SQLException {
    assertThat(meta.getDatabaseProductName()).isEqualTo("Lightning");
    assertThat(meta.getDatabaseProductVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(meta.getDriverVersion()).isEqualTo(meta.getDatabaseProductVersion());
    assertThat(meta.getDriverName()).isEqualTo("Lightning JDBC driver");
    assertThat(meta.getJDBCMajorVersion()).isEqualTo(4);
    assertThat(meta.getURL()).isEqualTo(db.url());
    assertThat(meta.getUserName()).isEmpty();
    assertThat(meta.getConnection()).isSameAs(db.connection());
    assertThat(meta.getDefaultTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    assertThat(meta.supportsResultSetType(ResultSet.TYPE_FORWARD_ONLY)).isTrue();
    assertThat(meta.supportsResultSetType(ResultSet.TYPE_SCROLL_INSENSITIVE)).isFalse();
    assertThat(meta.getMaxIndexLength()).isEqualTo(65_536);
  }

  /** Whatever tools ask, with nulls for everything, they get an answer. */
  @Test
  void everyMethodAnswers() throws Exception {
    int resultSets = 0;
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getName().equals("unwrap") || method.getName().equals("isWrapperFor")) {
        continue;
      }
      Object[] arguments =
          Stream.of(method.getParameterTypes())
              .map(type -> type == int.class ? (Object) 0 : type == boolean.class ? false : null)
              .toArray();
      try {
        Object answer = method.invoke(meta, arguments);
        assertThat(answer).as(method.toString()).isNotNull();
        if (answer instanceof ResultSet result) {
          resultSets++;
          checkColumns(method, result);
        }
      } catch (InvocationTargetException e) {
        throw new AssertionError(method.toString(), e.getCause());
      }
    }
    assertThat(resultSets).isEqualTo(26);
  }

  private static void checkColumns(Method method, ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    Set<String> labels = new HashSet<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      assertThat(columns.getColumnLabel(i)).matches("[A-Z_0-9]+");
      assertThat(labels.add(columns.getColumnLabel(i)))
          .as("%s of %s", columns.getColumnLabel(i), method)
          .isTrue();
    }
    assertThat(labels).as(method.toString()).isNotEmpty();
    while (result.next()) {
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        result.getObject(i);
        result.getString(i);
      }
    }
    result.close();
    assertThat(result.isClosed()).isTrue();
  }

  @Test
  void resultSetsOfMetadataCanBeReadSideBySide() throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet tables = meta.getTables(null, null, "order%", null)) {
      while (tables.next()) {
        try (ResultSet keys = meta.getPrimaryKeys(null, null, tables.getString("TABLE_NAME"))) {
          while (keys.next()) {
            found.add(tables.getString(3) + "." + keys.getString(4));
          }
        }
      }
    }
    assertThat(found).containsExactly("Orders.id", "Orders.region", "order_items.id");
  }
}
