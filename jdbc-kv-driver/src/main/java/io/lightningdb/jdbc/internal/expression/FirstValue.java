package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** COALESCE: the first value that is not null. Those behind it are not calculated. */
record FirstValue(List<Expression> operands, ColumnType type) implements Expression {

  FirstValue {
    operands = List.copyOf(operands);
  }

  @Override
  public boolean isNullable() {
    return operands.stream().allMatch(Expression::isNullable);
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    for (Expression operand : operands) {
      Object value = operand.evaluate(row, bindings);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  @Override
  public String describe() {
    return operands.stream()
        .map(Expression::describe)
        .collect(Collectors.joining(", ", "COALESCE(", ")"));
  }
}
