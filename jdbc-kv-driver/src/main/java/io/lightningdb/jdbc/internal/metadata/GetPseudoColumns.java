package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.PseudoColumnUsage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getPseudoColumns}: the hidden keys of tables that were given none. */
final class GetPseudoColumns {

  private static final Shape SHAPE =
      Shape.of(
          "TABLE_CAT",
          "TABLE_SCHEM",
          "TABLE_NAME",
          "COLUMN_NAME",
          "DATA_TYPE:int",
          "COLUMN_SIZE:int",
          "DECIMAL_DIGITS:int",
          "NUM_PREC_RADIX:int",
          "COLUMN_USAGE",
          "REMARKS",
          "CHAR_OCTET_LENGTH:int",
          "IS_NULLABLE");

  private GetPseudoColumns() {}

  static ResultSet of(
      Database database,
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String tables,
      @Nullable String columns)
      throws SQLException {
    NamePattern pattern = new NamePattern(columns);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (String name : Tables.names(database, catalog, schema, tables)) {
      Table table = Tables.read(database, name);
      for (int i = 0; table != null && i < table.columns().size(); i++) {
        if (i >= table.visibleColumns() && pattern.matches(table.column(i).name())) {
          rows.add(row(name, table.column(i)));
        }
      }
    }
    return SHAPE.of(rows);
  }

  private static @Nullable Object[] row(String table, Column column) {
    ColumnType type = column.type();
    return new Object[] {
      null,
      null,
      table,
      column.name(),
      (long) type.type().jdbcType(),
      (long) type.columnSize(),
      GetColumns.decimalDigits(type),
      GetColumns.radix(type),
      PseudoColumnUsage.NO_USAGE_RESTRICTIONS.name(),
      "the key of a table that was given none",
      GetColumns.octets(type),
      column.nullable() ? "YES" : "NO"
    };
  }
}
