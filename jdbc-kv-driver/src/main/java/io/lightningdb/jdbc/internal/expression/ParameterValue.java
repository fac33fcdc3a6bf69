package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
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
  public boolean isFixed() {
    return true;
  }

  @Override
  public @Nullable Object evaluate(Row row, @Nullable Object[] parameters) {
    return parameters[index];
  }

  @Override
  public String describe() {
    return "?" + (index + 1);
  }
}
