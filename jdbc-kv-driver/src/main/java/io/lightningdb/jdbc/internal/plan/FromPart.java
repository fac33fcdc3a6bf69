package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.sql.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table or a query behind FROM.
 *
 * @param name what its columns are qualified with
 * @param table the table; null for a query
 * @param format the format of the table's rows; null for a query
 * @param query the query; null for a table
 * @param columns the columns, those of a hidden key among them
 * @param visible how many of them {@code *} stands for
 * @param offset the ordinal of its first column
 * @param left whether rows before it are kept that find no partner here
 * @param on what joins it to those before it
 */
record FromPart(
    String name,
    @Nullable BoundTable table,
    @Nullable RowFormat format,
    @Nullable QueryNode query,
    List<Column> columns,
    int visible,
    int offset,
    boolean left,
    @Nullable Expr on) {

  FromPart {
    columns = List.copyOf(columns);
  }

  /** Returns the ordinal of the column called {@code column}, or -1. */
  int find(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column)) {
        return offset + i;
      }
    }
    return -1;
  }

  /** Returns whether it has the column {@code ordinal}. */
  boolean has(int ordinal) {
    return ordinal >= offset && ordinal < offset + columns.size();
  }

  /** Returns the name of the table, or nothing for a query. */
  String tableName() {
    BoundTable bound = table;
    return bound == null ? "" : bound.table().name();
  }
}
