package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.List;

/** IS TRUE, IS FALSE and their opposites. */
final class TruthTest extends Condition {

  private final Expression operand;
  private final boolean truth;
  private final boolean negated;

  TruthTest(Expression operand, boolean truth, boolean negated) {
    this.operand = operand;
    this.truth = truth;
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
    Object value = operand.evaluate(row, bindings);
    return (value instanceof Boolean bool && bool == truth) != negated;
  }

  @Override
  Condition negated() {
    return new TruthTest(operand, truth, !negated);
  }

  @Override
  public String describe() {
    return operand.describe() + (negated ? " IS NOT " : " IS ") + (truth ? "TRUE" : "FALSE");
  }
}
