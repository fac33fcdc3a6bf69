package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import io.lightningdb.jdbc.internal.type.Literals;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getColumns}. */
final class GetColumns {

  private static final Shape SHAPE =
      Shape.of(
          "TABLE_CAT",
          "TABLE_SCHEM",
          "TABLE_NAME",
          "COLUMN_NAME",
          "DATA_TYPE:int",
          "TYPE_NAME",
          "COLUMN_SIZE:int",
          "BUFFER_LENGTH:int",
          "DECIMAL_DIGITS:int",
          "NUM_PREC_RADIX:int",
          "NULLABLE:int",
          "REMARKS",
          "COLUMN_DEF",
          "SQL_DATA_TYPE:int",
          "SQL_DATETIME_SUB:int",
          "CHAR_OCTET_LENGTH:int",
          "ORDINAL_POSITION:int",
          "IS_NULLABLE",
          "SCOPE_CATALOG",
          "SCOPE_SCHEMA",
          "SCOPE_TABLE",
          "SOURCE_DATA_TYPE:short",
          "IS_AUTOINCREMENT",
          "IS_GENERATEDCOLUMN");

  /** UTF-8 takes four bytes for a character, at most. */
  private static final int BYTES_PER_CHARACTER = 4;

  private GetColumns() {}

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
      for (int i = 0; table != null && i < table.visibleColumns(); i++) {
        if (pattern.matches(table.column(i).name())) {
          rows.add(row(name, table.column(i), i + 1));
        }
      }
    }
    return SHAPE.of(rows);
  }

  private static @Nullable Object[] row(String table, Column column, long position) {
    ColumnType type = column.type();
    long nullable =
        column.nullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls;
    return new Object[] {
      null,
      null,
      table,
      column.name(),
      (long) type.type().jdbcType(),
      type.type().sqlName(),
      (long) type.columnSize(),
      null,
      decimalDigits(type),
      radix(type),
      nullable,
      null,
      defaultText(column),
      null,
      null,
      octets(type),
      position,
      column.nullable() ? "YES" : "NO",
      null,
      null,
      null,
      null,
      column.identity() ? "YES" : "NO",
      "NO"
    };
  }

  /** Returns what a column is where nothing is given, as SQL writes it; null if it is null. */
  private static @Nullable String defaultText(Column column) {
    Object value = column.defaultValue();
    return value == null ? column.defaultFunction() : Literals.of(value);
  }

  static @Nullable Long decimalDigits(ColumnType type) {
    boolean applies =
        type.type() == SqlType.DECIMAL || type.type().isInteger() || type.type().hasTime();
    return applies ? (Long) (long) type.scale() : null;
  }

  static @Nullable Long radix(ColumnType type) {
    return type.family() == Family.NUMBER ? (Long) 10L : null;
  }

  static @Nullable Long octets(ColumnType type) {
    if (!type.type().hasLength()) {
      return null;
    }
    long bytes =
        type.family() == Family.TEXT
            ? (long) type.columnSize() * BYTES_PER_CHARACTER
            : type.columnSize();
    return Math.min(Integer.MAX_VALUE, bytes);
  }
}
