package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Literals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A literal, or what could be calculated before. */
public record Constant(@Nullable Object value, ColumnType type) implements Expression {

  @Override
  public boolean isNullable() {
    return value == null;
  }

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) {
    return value;
  }

  @Override
  public String describe() {
    return Literals.of(value);
  }
}
