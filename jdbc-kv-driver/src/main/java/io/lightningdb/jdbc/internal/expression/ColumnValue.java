package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The value of a column.
 *
 * @param ordinal where the row has it
 */
public record ColumnValue(int ordinal, Column column) implements Expression {

  @Override
  public ColumnType type() {
    return column.type();
  }

  @Override
  public boolean isNullable() {
    return column.nullable();
  }

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public boolean isFixed() {
    return false;
  }

  @Override
  public boolean isKnown(IntPredicate known) {
    return known.test(ordinal);
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) {
    return row.get(ordinal);
  }

  @Override
  public String describe() {
    return column.name();
  }
}
