package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Literals;
import org.jspecify.annotations.Nullable;

/** A literal, or what could be calculated before. */
public record Constant(@Nullable Object value, ColumnType type) implements Expression {

  @Override
  public boolean isNullable() {
    return value == null;
  }

  @Override
  public boolean isFixed() {
    return true;
  }

  @Override
  public @Nullable Object evaluate(Row row, @Nullable Object[] parameters) {
    return value;
  }

  @Override
  public String describe() {
    return Literals.of(value);
  }
}
