package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.List;

/** IS NULL and IS NOT NULL. */
final class NullTest extends Condition {

  private final Expression operand;
  private final boolean negated;

  NullTest(Expression operand, boolean negated) {
    this.operand = operand;
    this.negated = negated;
  }

  @Override
  public boolean isNullable() {
    return false;
  }

  @Override
  public List<Expression> operands() {
    return List.of(operand);
  }

  @Override
  public Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    return (operand.evaluate(row, bindings) == null) != negated;
  }

  @Override
  Condition negated() {
    return new NullTest(operand, !negated);
  }

  @Override
  public String describe() {
    return operand.describe() + (negated ? " IS NOT NULL" : " IS NULL");
  }
}
