package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter.
 *
 * @param index its number, counted from 0
 */
public record ParameterValue(int index, ColumnType type) implements Expression {

  @Override
  public boolean isNullable() {
    return true;
  }

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) {
    return bindings.parameter(index);
  }

  @Override
  public String describe() {
    return "?" + (index + 1);
  }
}
