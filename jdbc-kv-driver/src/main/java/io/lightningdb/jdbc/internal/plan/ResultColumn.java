package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.type.ColumnType;

/**
 * A column of a result.
 *
 * @param label its name in the result
 * @param name the name of the table's column, or again the label
 * @param table the name of its table, or empty
 * @param identity whether the database gives it a number where none is given
 */
public record ResultColumn(
    String label, String name, String table, ColumnType type, boolean nullable, boolean identity) {

  /** Returns a column of a table. */
  public static ResultColumn of(String label, String table, Column column, boolean nullable) {
    return new ResultColumn(
        label, column.name(), table, column.type(), nullable, column.identity());
  }

  /** Returns a column that belongs to no table. */
  public static ResultColumn of(String label, ColumnType type, boolean nullable) {
    return new ResultColumn(label, label, "", type, nullable, false);
  }
}
