package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.KeyColumn;
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
   * An index, or the primary key.
   *
   * @param type one of the constants of {@link DatabaseMetaData}, such as {@code tableIndexOther}
   */
  private record Entry(String name, boolean unique, short type, List<KeyColumn> columns) {}

  /** Returns the primary key, in whose order the rows lie, and the indexes of a table. */
  private static List<Entry> entries(Table table) {
    List<Entry> entries = new ArrayList<>();
    if (!table.hasHiddenKey()) {
      String name = table.keyName() == null ? UNNAMED_KEY : table.keyName();
      entries.add(new Entry(name, true, DatabaseMetaData.tableIndexClustered, table.key()));
    }
    for (Index index : table.indexes()) {
      entries.add(
          new Entry(
              index.name(), index.unique(), DatabaseMetaData.tableIndexOther, index.columns()));
    }
    return entries;
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
    List<Entry> entries = entries(table);
    entries.removeIf(entry -> unique && !entry.unique());
    entries.sort(
        Comparator.comparing((Entry entry) -> !entry.unique())
            .thenComparing(Entry::type)
            .thenComparing(Entry::name));
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Entry entry : entries) {
      for (int i = 0; i < entry.columns().size(); i++) {
        rows.add(row(table, entry, i));
      }
    }
    return SHAPE.of(rows);
  }

  /** Returns a row; how many entries and pages an index has is not counted. */
  private static @Nullable Object[] row(Table table, Entry entry, int place) {
    KeyColumn column = entry.columns().get(place);
    return new Object[] {
      null,
      null,
      table.name(),
      !entry.unique(),
      null,
      entry.name(),
      (long) entry.type(),
      place + 1L,
      table.column(column.ordinal()).name(),
      column.descending() ? "D" : "A",
      null,
      null,
      null
    };
  }
}
