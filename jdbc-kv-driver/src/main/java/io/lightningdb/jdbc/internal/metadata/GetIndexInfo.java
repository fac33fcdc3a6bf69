package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getIndexInfo}. */
final class GetIndexInfo {

  private static final String UNNAMED_KEY = "PRIMARY_KEY";

  private static final Shape SHAPE =
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

  private GetIndexInfo() {}

  /**
   * An index.
   *
   * @param type one of the constants of {@link DatabaseMetaData}, such as {@code tableIndexOther}
   * @param columns the ordinals of its columns, in its order
   */
  private record Index(String name, boolean unique, short type, List<Integer> columns) {}

  /** Returns the indexes of a table: the primary key, in whose order the rows lie. */
  private static List<Index> indexes(Table table) {
    List<Integer> key = new ArrayList<>();
    for (int i = 0; i < table.keySize(); i++) {
      key.add(table.keyColumn(i));
    }
    String name = table.keyName() == null ? UNNAMED_KEY : table.keyName();
    return List.of(new Index(name, true, DatabaseMetaData.tableIndexClustered, key));
  }

  /**
   * @param unique whether only unique indexes are asked for
   */
  static ResultSet of(
      Database database,
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String name,
      boolean unique)
      throws SQLException {
    Table table = Tables.find(database, catalog, schema, name);
    if (table == null) {
      return SHAPE.empty();
    }
    List<Index> indexes = new ArrayList<>(indexes(table));
    indexes.removeIf(index -> unique && !index.unique());
    indexes.sort(
        Comparator.comparing((Index index) -> !index.unique())
            .thenComparing(Index::type)
            .thenComparing(Index::name));
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Index index : indexes) {
      for (int i = 0; i < index.columns().size(); i++) {
        rows.add(row(table, index, i));
      }
    }
    return SHAPE.of(rows);
  }

  /** Returns a row; how many entries and pages an index has is not counted. */
  private static @Nullable Object[] row(Table table, Index index, int place) {
    return new Object[] {
      null,
      null,
      table.name(),
      !index.unique(),
      null,
      index.name(),
      (long) index.type(),
      place + 1L,
      table.column(index.columns().get(place)).name(),
      "A",
      null,
      null,
      null
    };
  }
}
