package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.sql.Expr;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Where names of columns are looked up. */
public interface Scope {

  /** No columns at all. */
  Scope NONE = (qualifier, name) -> null;

  /**
   * Returns the column called {@code name}, or null if there is none.
   *
   * @param qualifier the name of its table, if that was written
   * @throws SQLException if there are several
   */
  @Nullable Expression find(@Nullable String qualifier, String name) throws SQLException;

  /**
   * Returns what an expression is here, if it is known as a whole: the value of a group, or of an
   * aggregate; or else null.
   */
  default @Nullable Expression known(Expr expr, ExpressionBinder binder) throws SQLException {
    return null;
  }

  /** Returns the scope of a table's columns, which go by their ordinals. */
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
    return (qualifier, name) -> {
      if (qualifier == null || !qualifier.equalsIgnoreCase("EXCLUDED")) {
        return existing.find(qualifier, name);
      }
      int ordinal = table.find(name);
      return ordinal < 0
          ? null
          : new ColumnValue(table.columns().size() + ordinal, table.column(ordinal));
    };
  }
}
