package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a result becomes when it is stored in a column. */
record AssignedValue(Expression value, Column column) implements Expression {

  @Override
  public ColumnType type() {
    return column.type();
  }

  @Override
  public boolean isNullable() {
    return value.isNullable();
  }

  @Override
  public boolean isFixed() {
    return value.isFixed();
  }

  @Override
  public @Nullable Object evaluate(Row row, @Nullable Object[] parameters) throws SQLException {
    return Assignment.assign(value.evaluate(row, parameters), column.type(), column.name());
  }

  @Override
  public String describe() {
    return value.describe();
  }
}
