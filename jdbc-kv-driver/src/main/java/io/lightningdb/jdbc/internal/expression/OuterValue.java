package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In a query inside of an expression: a value of the row that the expression is evaluated for. It
 * is the same for all rows of the query.
 *
 * @param index its place among {@link Subquery#outer}
 * @param isNullable whether it can be null
 * @param describe what it is called there
 */
public record OuterValue(int index, ColumnType type, boolean isNullable, String describe)
    implements Expression {

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) {
    return bindings.outer(index);
  }
}
