package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.Arithmetic;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A number with the other sign. */
record NegatedValue(Expression operand) implements Expression {

  @Override
  public ColumnType type() {
    return Arithmetic.resultType(operand.type(), operand.type());
  }

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
    Object value = operand.evaluate(row, bindings);
    return value == null ? null : Arithmetic.negate(value);
  }

  @Override
  public String describe() {
    return "-" + operand.describe();
  }
}
