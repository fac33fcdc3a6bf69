package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.jdbc.internal.plan.ResultColumn;
import io.lightningdb.jdbc.internal.plan.ResultColumns;
import io.lightningdb.jdbc.internal.result.LightningResultSet;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a result set, as the specification of {@code DatabaseMetaData} lists them. */
final class Shape {

  private final ResultColumns columns;

  private Shape(ResultColumns columns) {
    this.columns = columns;
  }

  /**
   * Returns a shape.
   *
   * @param columns each a name, and behind a colon "int", "short", "long" or "boolean" if it is no
   *     text
   */
  static Shape of(String... columns) {
    List<ResultColumn> all = new ArrayList<>();
    for (String column : columns) {
      int colon = column.indexOf(':');
      String name = colon < 0 ? column : column.substring(0, colon);
      all.add(ResultColumn.of(name, type(colon < 0 ? "" : column.substring(colon + 1)), true));
    }
    return new Shape(new ResultColumns(all));
  }

  private static ColumnType type(String name) {
    return switch (name) {
      case "" -> ColumnType.VARCHAR;
      case "int" -> ColumnType.INTEGER;
      case "short" -> ColumnType.SMALLINT;
      case "long" -> ColumnType.BIGINT;
      case "boolean" -> ColumnType.BOOLEAN;
      default -> throw new IllegalArgumentException(name);
    };
  }

  int size() {
    return columns.size();
  }

  /** Returns a result set of rows. Whole numbers in them are longs. */
  ResultSet of(List<@Nullable Object[]> rows) {
    return LightningResultSet.of(columns, rows);
  }

  ResultSet empty() {
    return of(List.of());
  }
}
