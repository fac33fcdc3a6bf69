package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getPrimaryKeys}. */
final class GetPrimaryKeys {

  private static final Shape SHAPE =
      Shape.of("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ:short", "PK_NAME");

  private GetPrimaryKeys() {}

  static ResultSet of(
      Database database, @Nullable String catalog, @Nullable String schema, @Nullable String name)
      throws SQLException {
    Table table = Tables.find(database, catalog, schema, name);
    if (table == null || table.hasHiddenKey()) {
      return SHAPE.empty();
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < table.keySize(); i++) {
      String column = table.column(table.keyColumn(i)).name();
      rows.add(new Object[] {null, null, table.name(), column, i + 1L, table.keyName()});
    }
    rows.sort(Comparator.comparing(row -> String.valueOf(row[3])));
    return SHAPE.of(rows);
  }
}
