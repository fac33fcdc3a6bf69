package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** AND and OR of several conditions. */
public final class JunctionTest extends Condition {

  private final boolean all;
  private final List<Condition> operands;

  /**
   * @param all whether all have to be true (AND), or one (OR)
   */
  JunctionTest(boolean all, List<Condition> operands) {
    this.all = all;
    this.operands = List.copyOf(operands);
  }

  /** Returns whether this is AND. */
  public boolean isAnd() {
    return all;
  }

  public List<Condition> conditions() {
    return operands;
  }

  @Override
  public boolean isNullable() {
    return operands.stream().anyMatch(Expression::isNullable);
  }

  @Override
  public List<Expression> operands() {
    return List.copyOf(operands);
  }

  @Override
  public @Nullable Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    boolean unknown = false;
    for (Condition operand : operands) {
      Boolean value = operand.evaluate(row, bindings);
      if (value == null) {
        unknown = true;
      } else if (value != all) {
        // One false decides AND, and one true OR.
        return value;
      }
    }
    return unknown ? null : (Boolean) all;
  }

  @Override
  Condition negated() {
    List<Condition> opposites = new ArrayList<>();
    for (Condition operand : operands) {
      opposites.add(operand.negated());
    }
    return new JunctionTest(!all, opposites);
  }

  @Override
  public String describe() {
    return operands.stream()
        .map(Expression::describe)
        .collect(Collectors.joining(all ? " AND " : " OR ", "(", ")"));
  }
}
