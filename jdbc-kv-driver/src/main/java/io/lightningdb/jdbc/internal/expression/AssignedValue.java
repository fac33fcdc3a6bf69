package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
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
  public List<Expression> operands() {
    return List.of(value);
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    return Assignment.assign(value.evaluate(row, bindings), column.type(), column.name());
  }

  @Override
  public String describe() {
    return value.describe();
  }
}
