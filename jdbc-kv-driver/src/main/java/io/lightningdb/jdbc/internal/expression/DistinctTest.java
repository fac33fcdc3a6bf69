package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import java.util.List;

/** IS DISTINCT FROM: a comparison for which null is a value like any other. */
final class DistinctTest extends Condition {

  private final Expression left;
  private final Expression right;
  private final boolean negated;
  private final boolean withoutBlanks;

  DistinctTest(Expression left, Expression right, boolean negated) {
    this.left = left;
    this.right = right;
    this.negated = negated;
    this.withoutBlanks = Blanks.differ(left.type(), right.type());
  }

  @Override
  public boolean isNullable() {
    return false;
  }

  @Override
  public List<Expression> operands() {
    return List.of(left, right);
  }

  @Override
  public Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    Object a = left.evaluate(row, bindings);
    Object b = right.evaluate(row, bindings);
    boolean distinct = (a == null || b == null) ? a != b : compare(a, b) != 0;
    return distinct != negated;
  }

  private int compare(Object a, Object b) throws SQLException {
    return withoutBlanks ? Blanks.compareWithout(a, b) : Comparison.compare(a, b);
  }

  @Override
  Condition negated() {
    return new DistinctTest(left, right, !negated);
  }

  @Override
  public String describe() {
    return left.describe()
        + (negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ")
        + right.describe();
  }
}
