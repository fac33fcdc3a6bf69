package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A boolean value as a condition, or its opposite. */
public final class BooleanTest extends Condition {

  private final Expression operand;
  private final boolean negated;

  BooleanTest(Expression operand, boolean negated) {
    this.operand = operand;
    this.negated = negated;
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
  public @Nullable Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    Boolean value = (Boolean) operand.evaluate(row, bindings);
    return value == null ? null : (Boolean) (value != negated);
  }

  @Override
  Condition negated() {
    return new BooleanTest(operand, !negated);
  }

  @Override
  public String describe() {
    return (negated ? "NOT " : "") + operand.describe();
  }
}
