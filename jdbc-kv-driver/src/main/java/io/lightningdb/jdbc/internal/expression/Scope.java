package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.schema.Table;
import org.jspecify.annotations.Nullable;

/** Where names of columns are looked up. */
public interface Scope {

  /** No columns at all. */
  Scope NONE = (qualifier, name) -> null;

  /**
   * Returns the column called {@code name}, or null if there is none.
   *
   * @param qualifier the name of its table, if that was written
   */
  @Nullable ColumnValue find(@Nullable String qualifier, String name);

  /** Returns the scope of a table's columns. */
  static Scope of(Table table, String tableName) {
    return (qualifier, name) -> {
      if (qualifier != null && !qualifier.equalsIgnoreCase(tableName)) {
        return null;
      }
      int ordinal = table.find(name);
      return ordinal < 0 ? null : new ColumnValue(ordinal, table.column(ordinal));
    };
  }

  /**
   * Returns the scope of ON CONFLICT DO UPDATE: the columns of the existing row, and behind them
   * those of the row that was to be inserted, which is called EXCLUDED.
   */
  static Scope withExcluded(Table table, String tableName) {
    Scope existing = of(table, tableName);
    Scope excluded = of(table, "EXCLUDED");
    return (qualifier, name) -> {
      if (qualifier == null || !qualifier.equalsIgnoreCase("EXCLUDED")) {
        return existing.find(qualifier, name);
      }
      ColumnValue column = excluded.find(qualifier, name);
      return column == null
          ? null
          : new ColumnValue(table.columns().size() + column.ordinal(), column.column());
    };
  }
}
