package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.List;

/** EXISTS. */
final class ExistsTest extends Condition {

  private final Subquery query;
  private final boolean negated;

  ExistsTest(Subquery query, boolean negated) {
    this.query = query;
    this.negated = negated;
  }

  @Override
  public boolean isNullable() {
    return false;
  }

  @Override
  public List<Expression> operands() {
    return query.outer();
  }

  @Override
  public Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    return bindings.subqueries().exists(query, bindings.all(query.outer(), row)) != negated;
  }

  @Override
  Condition negated() {
    return new ExistsTest(query, !negated);
  }

  @Override
  public String describe() {
    return (negated ? "NOT EXISTS " : "EXISTS ") + query.describe();
  }
}
