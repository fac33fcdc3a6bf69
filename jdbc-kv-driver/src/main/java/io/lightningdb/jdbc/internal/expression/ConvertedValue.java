package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.CommonType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value as a type has it that it shares with others. */
record ConvertedValue(Expression operand, ColumnType type) implements Expression {

  /** Returns {@code expression} as a value of {@code type}, which has all its values. */
  static Expression of(Expression expression, ColumnType type) throws SQLException {
    if (expression.type().equals(type)) {
      return expression;
    }
    return expression instanceof Constant constant
        ? new Constant(CommonType.convert(constant.value(), type), type)
        : new ConvertedValue(expression, type);
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
    return CommonType.convert(operand.evaluate(row, bindings), type);
  }

  @Override
  public String describe() {
    return operand.describe();
  }
}
