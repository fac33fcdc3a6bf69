package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What SET does to a row, and what all rows have to obey. */
final class RowChange {

  /**
   * A column and its new value.
   *
   * @param ordinal the column
   */
  record Setting(int ordinal, Expression value) {}

  private final Table table;
  private final List<Setting> settings;

  RowChange(Table table, List<Setting> settings) {
    this.table = table;
    this.settings = List.copyOf(settings);
  }

  /** Returns whether a column of the key is set. */
  boolean movesRows() {
    return settings.stream().anyMatch(setting -> table.keyIndex(setting.ordinal) >= 0);
  }

  /** Returns whether a column is set. */
  boolean sets(int ordinal) {
    return settings.stream().anyMatch(setting -> setting.ordinal == ordinal);
  }

  /** Returns the values of {@code row} with those that are set in their places. */
  @Nullable Object[] apply(Row row, Execution execution) throws SQLException {
    @Nullable Object[] values = values(table, row);
    for (Setting setting : settings) {
      values[setting.ordinal] = execution.evaluate(setting.value, row);
    }
    checkNulls(table, values);
    return values;
  }

  /** Returns the values of a row's columns. */
  static @Nullable Object[] values(Table table, Row row) {
    @Nullable Object[] values = new @Nullable Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return values;
  }

  /** Refuses null where it cannot be. */
  static void checkNulls(Table table, @Nullable Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Column column = table.column(i);
      if (values[i] == null && !column.nullable()) {
        throw SqlErrors.nullNotAllowed(
            "column " + column.name() + " of table " + table.name() + " cannot be null");
      }
    }
  }

  List<String> describe() {
    List<String> lines = new ArrayList<>();
    for (Setting setting : settings) {
      lines.add(table.column(setting.ordinal).name() + " = " + setting.value.describe());
    }
    return lines;
  }
}
