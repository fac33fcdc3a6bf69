package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** IN with a list. */
public final class InTest extends Condition {

  private final Expression operand;
  private final List<Expression> list;
  private final boolean negated;

  InTest(Expression operand, List<Expression> list, boolean negated) {
    this.operand = operand;
    this.list = List.copyOf(list);
    this.negated = negated;
  }

  public Expression operand() {
    return operand;
  }

  public List<Expression> list() {
    return list;
  }

  public boolean isNegated() {
    return negated;
  }

  @Override
  public boolean isNullable() {
    return operand.isNullable() || list.stream().anyMatch(Expression::isNullable);
  }

  @Override
  public List<Expression> operands() {
    List<Expression> operands = new ArrayList<>(list);
    operands.add(operand);
    return operands;
  }

  @Override
  public @Nullable Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    Object value = operand.evaluate(row, bindings);
    if (value == null) {
      return null;
    }
    boolean unknown = false;
    for (Expression element : list) {
      Object candidate = element.evaluate(row, bindings);
      if (candidate == null) {
        unknown = true;
      } else if (Comparison.compare(value, candidate) == 0) {
        return !negated;
      }
    }
    return unknown ? null : (Boolean) negated;
  }

  @Override
  Condition negated() {
    return new InTest(operand, list, !negated);
  }

  @Override
  public String describe() {
    return list.stream()
        .map(Expression::describe)
        .collect(
            Collectors.joining(", ", operand.describe() + (negated ? " NOT IN (" : " IN ("), ")"));
  }
}
