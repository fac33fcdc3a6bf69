package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CASE: the result of the first condition that is true. The other results are not calculated.
 *
 * @param results as many as there are conditions, and one more for when none is true
 */
record CaseValue(List<Condition> conditions, List<Expression> results, ColumnType type)
    implements Expression {

  CaseValue {
    conditions = List.copyOf(conditions);
    results = List.copyOf(results);
  }

  @Override
  public boolean isNullable() {
    return results.stream().anyMatch(Expression::isNullable);
  }

  @Override
  public List<Expression> operands() {
    List<Expression> operands = new ArrayList<>(conditions);
    operands.addAll(results);
    return operands;
  }

  @Override
  public @Nullable Object evaluate(Row row, Bindings bindings) throws SQLException {
    int branch = 0;
    while (branch < conditions.size()
        && !Boolean.TRUE.equals(conditions.get(branch).evaluate(row, bindings))) {
      branch++;
    }
    return results.get(branch).evaluate(row, bindings);
  }

  @Override
  public String describe() {
    StringBuilder text = new StringBuilder("CASE");
    for (int i = 0; i < conditions.size(); i++) {
      text.append(" WHEN ").append(conditions.get(i).describe());
      text.append(" THEN ").append(results.get(i).describe());
    }
    Expression otherwise = results.get(conditions.size());
    return text.append(" ELSE ").append(otherwise.describe()).append(" END").toString();
  }
}
