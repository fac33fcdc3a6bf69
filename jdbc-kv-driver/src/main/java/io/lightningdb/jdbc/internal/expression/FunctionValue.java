package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.function.Function;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result of a function. */
record FunctionValue(Function function, Function.Bound bound, List<Expression> operands)
    implements Expression {

  FunctionValue {
    operands = List.copyOf(operands);
  }

  @Override
  public ColumnType type() {
    return bound.type();
  }

  @Override
  public boolean isNullable() {
    return bound.isNullable(operands.stream().anyMatch(Expression::isNullable));
  }

  @Override
  public boolean isFixed() {
    return !function.isVolatile() && Expression.super.isFixed();
  }

  @Override
  public boolean isKnown(IntPredicate known) {
    return !function.isVolatile() && Expression.super.isKnown(known);
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    @Nullable Object[] arguments = new @Nullable Object[operands.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = operands.get(i).evaluate(row, bindings);
    }
    return bound.apply(arguments, bindings.context());
  }

  @Override
  public String describe() {
    return operands.stream()
        .map(Expression::describe)
        .collect(Collectors.joining(", ", function.name() + "(", ")"));
  }
}
