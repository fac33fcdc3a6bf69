package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getBestRowIdentifier}: the primary key, be it a hidden one. */
final class GetBestRowIdentifier {

  private static final Shape SHAPE =
      Shape.of(
          "SCOPE:short",
          "COLUMN_NAME",
          "DATA_TYPE:int",
          "TYPE_NAME",
          "COLUMN_SIZE:int",
          "BUFFER_LENGTH:int",
          "DECIMAL_DIGITS:short",
          "PSEUDO_COLUMN:short");

  private GetBestRowIdentifier() {}

  static ResultSet of(
      Database database, @Nullable String catalog, @Nullable String schema, @Nullable String name)
      throws SQLException {
    Table table = Tables.find(database, catalog, schema, name);
    if (table == null) {
      return SHAPE.empty();
    }
    long pseudo =
        table.hasHiddenKey() ? DatabaseMetaData.bestRowPseudo : DatabaseMetaData.bestRowNotPseudo;
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
            pseudo
          });
    }
    return SHAPE.of(rows);
  }
}
