package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.sql.Expr.Arithmetic.Operator;
import io.lightningdb.jdbc.internal.type.Arithmetic;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic on two numbers. */
record ArithmeticValue(Operator operator, Expression left, Expression right, ColumnType type)
    implements Expression {

  ArithmeticValue(Operator operator, Expression left, Expression right) {
    this(operator, left, right, Arithmetic.resultType(left.type(), right.type()));
  }

  @Override
  public boolean isNullable() {
    return left.isNullable() || right.isNullable();
  }

  @Override
  public List<Expression> operands() {
    return List.of(left, right);
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    Object a = left.evaluate(row, bindings);
    Object b = right.evaluate(row, bindings);
    if (a == null || b == null) {
      return null;
    }
    return switch (operator) {
      case PLUS -> Arithmetic.add(a, b);
      case MINUS -> Arithmetic.subtract(a, b);
      case TIMES -> Arithmetic.multiply(a, b);
      case DIVIDED_BY -> Arithmetic.divide(a, b);
      case MODULO -> Arithmetic.remainder(a, b);
    };
  }

  @Override
  public String describe() {
    return "(" + left.describe() + " " + operator.sign() + " " + right.describe() + ")";
  }
}
