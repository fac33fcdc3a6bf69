package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.type.ColumnType;

/**
 * A column of a result.
 *
 * @param label its name in the result
 * @param name the name of the table's column, or again the label
 * @param table the name of its table, or empty
 */
public record ResultColumn(
    String label, String name, String table, ColumnType type, boolean nullable) {

  /** Returns a column that belongs to no table. */
  public static ResultColumn of(String label, ColumnType type, boolean nullable) {
    return new ResultColumn(label, label, "", type, nullable);
  }
}
