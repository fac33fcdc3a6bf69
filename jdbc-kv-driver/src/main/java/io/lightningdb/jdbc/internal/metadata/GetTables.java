package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getTables} and {@code getTableTypes}. */
final class GetTables {

  private static final String TYPE = "TABLE";

  private static final Shape SHAPE =
      Shape.of(
          "TABLE_CAT",
          "TABLE_SCHEM",
          "TABLE_NAME",
          "TABLE_TYPE",
          "REMARKS",
          "TYPE_CAT",
          "TYPE_SCHEM",
          "TYPE_NAME",
          "SELF_REFERENCING_COL_NAME",
          "REF_GENERATION");

  private static final Shape TYPES = Shape.of("TABLE_TYPE");

  private GetTables() {}

  static ResultSet of(
      Database database,
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String names,
      String @Nullable [] types)
      throws SQLException {
    if (!isAsked(types)) {
      return SHAPE.empty();
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (String name : Tables.names(database, catalog, schema, names)) {
      Table table = Tables.read(database, name);
      String remarks =
          table == null
              ? "its definition cannot be read"
              : switch (table.shape()) {
                case TABLE -> "";
                case PLAIN -> "a keyspace of keys and values";
                case CACHE -> "a cache of JCache, which is only read";
              };
      rows.add(new Object[] {null, null, name, TYPE, remarks, null, null, null, null, null});
    }
    return SHAPE.of(rows);
  }

  private static boolean isAsked(String @Nullable [] types) {
    if (types == null) {
      return true;
    }
    for (String type : types) {
      if (TYPE.equalsIgnoreCase(type)) {
        return true;
      }
    }
    return false;
  }

  static ResultSet types() {
    return TYPES.of(List.<@Nullable Object[]>of(new Object[] {TYPE}));
  }
}
