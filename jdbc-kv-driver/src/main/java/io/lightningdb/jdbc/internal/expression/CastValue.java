package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.Cast;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CAST. */
record CastValue(Expression operand, ColumnType type) implements Expression {

  @Override
  public boolean isNullable() {
    return operand.isNullable();
  }

  @Override
  public List<Expression> operands() {
    return List.of(operand);
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    return Cast.cast(operand.evaluate(row, bindings), operand.type(), type);
  }

  @Override
  public String describe() {
    return "CAST(" + operand.describe() + " AS " + type + ")";
  }
}
