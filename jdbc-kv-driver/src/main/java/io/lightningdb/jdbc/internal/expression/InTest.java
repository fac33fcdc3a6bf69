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
  private final boolean withoutBlanks;

  InTest(Expression operand, List<Expression> list, boolean negated) {
    this.operand = operand;
    this.list = List.copyOf(list);
    this.negated = negated;
    this.withoutBlanks =
        list.stream().anyMatch(element -> Blanks.differ(operand.type(), element.type()));
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

  /** Returns whether blanks at the end don't count, so that values that differ can be equal. */
  public boolean isWithoutBlanks() {
    return withoutBlanks;
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
      } else if (isEqual(value, candidate)) {
        return !negated;
      }
    }
    return unknown ? null : (Boolean) negated;
  }

  private boolean isEqual(Object value, Object candidate) throws SQLException {
    int comparison =
        withoutBlanks
            ? Blanks.compareWithout(value, candidate)
            : Comparison.compare(value, candidate);
    return comparison == 0;
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
