package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code getPrimaryKeys}, {@code getIndexInfo} and {@code getBestRowIdentifier}: three views of the
 * primary key, which is the only index that there is.
 */
final class GetKeys {

  private static final String UNNAMED = "PRIMARY_KEY";

  private static final Shape PRIMARY_KEYS =
      Shape.of("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ:short", "PK_NAME");

  private static final Shape INDEX_INFO =
      Shape.of(
          "TABLE_CAT",
          "TABLE_SCHEM",
          "TABLE_NAME",
          "NON_UNIQUE:boolean",
          "INDEX_QUALIFIER",
          "INDEX_NAME",
          "TYPE:short",
          "ORDINAL_POSITION:short",
          "COLUMN_NAME",
          "ASC_OR_DESC",
          "CARDINALITY:long",
          "PAGES:long",
          "FILTER_CONDITION");

  private static final Shape BEST_ROW_IDENTIFIER =
      Shape.of(
          "SCOPE:short",
          "COLUMN_NAME",
          "DATA_TYPE:int",
          "TYPE_NAME",
          "COLUMN_SIZE:int",
          "BUFFER_LENGTH:int",
          "DECIMAL_DIGITS:short",
          "PSEUDO_COLUMN:short");

  private GetKeys() {}

  static ResultSet primaryKeys(
      Database database, @Nullable String catalog, @Nullable String schema, @Nullable String name)
      throws SQLException {
    Table table = Tables.find(database, catalog, schema, name);
    if (table == null) {
      return PRIMARY_KEYS.empty();
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < table.keySize(); i++) {
      String column = table.column(table.keyColumn(i)).name();
      rows.add(new Object[] {null, null, table.name(), column, i + 1L, table.keyName()});
    }
    rows.sort(Comparator.comparing(row -> String.valueOf(row[3])));
    return PRIMARY_KEYS.of(rows);
  }

  static ResultSet indexInfo(
      Database database, @Nullable String catalog, @Nullable String schema, @Nullable String name)
      throws SQLException {
    Table table = Tables.find(database, catalog, schema, name);
    if (table == null) {
      return INDEX_INFO.empty();
    }
    String index = table.keyName() == null ? UNNAMED : table.keyName();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < table.keySize(); i++) {
      rows.add(
          new Object[] {
            null,
            null,
            table.name(),
            false,
            null,
            index,
            (long) DatabaseMetaData.tableIndexClustered,
            i + 1L,
            table.column(table.keyColumn(i)).name(),
            "A",
            0L,
            0L,
            null
          });
    }
    return INDEX_INFO.of(rows);
  }

  static ResultSet bestRowIdentifier(
      Database database, @Nullable String catalog, @Nullable String schema, @Nullable String name)
      throws SQLException {
    Table table = Tables.find(database, catalog, schema, name);
    if (table == null) {
      return BEST_ROW_IDENTIFIER.empty();
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < table.keySize(); i++) {
      Column column = table.column(table.keyColumn(i));
      rows.add(
          new Object[] {
            (long) DatabaseMetaData.bestRowSession,
            column.name(),
            (long) column.type().type().jdbcType(),
            column.type().type().sqlName(),
            (long) column.type().columnSize(),
            null,
            GetColumns.decimalDigits(column.type()),
            (long) DatabaseMetaData.bestRowNotPseudo
          });
    }
    return BEST_ROW_IDENTIFIER.of(rows);
  }
}
