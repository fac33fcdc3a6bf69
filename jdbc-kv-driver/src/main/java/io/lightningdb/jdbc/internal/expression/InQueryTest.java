package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** IN with a query. */
public final class InQueryTest extends Condition {

  private final List<Expression> values;
  private final Subquery query;
  private final boolean withoutBlanks;
  private final boolean negated;

  /**
   * @param values as many as the query has columns
   * @param withoutBlanks whether blanks at the end of texts don't count
   */
  InQueryTest(List<Expression> values, Subquery query, boolean withoutBlanks, boolean negated) {
    this.values = List.copyOf(values);
    this.query = query;
    this.withoutBlanks = withoutBlanks;
    this.negated = negated;
  }

  public List<Expression> values() {
    return values;
  }

  public Subquery query() {
    return query;
  }

  /** Returns whether one value is to be among those of a query, just as it is. */
  public boolean isOfOneColumn() {
    return values.size() == 1 && !negated && !withoutBlanks;
  }

  @Override
  public boolean isNullable() {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isNullable() || query.isNullable(i)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Expression> operands() {
    List<Expression> operands = new ArrayList<>(values);
    operands.addAll(query.outer());
    return operands;
  }

  @Override
  public @Nullable Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    Boolean contained =
        bindings
            .subqueries()
            .contains(
                query, bindings.all(query.outer(), row), bindings.all(values, row), withoutBlanks);
    return contained == null ? null : (Boolean) (contained != negated);
  }

  @Override
  Condition negated() {
    return new InQueryTest(values, query, withoutBlanks, !negated);
  }

  @Override
  public String describe() {
    String operand = values.stream().map(Expression::describe).collect(Collectors.joining(", "));
    return (values.size() == 1 ? operand : "(" + operand + ")")
        + (negated ? " NOT IN " : " IN ")
        + query.describe();
  }
}
