package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.sql.Comparator;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A comparison of two values. */
public final class ComparisonTest extends Condition {

  private final Comparator comparator;
  private final Expression left;
  private final Expression right;

  /** Whether blanks at the end don't count, because the sides are padded differently. */
  private final boolean withoutBlanks;

  ComparisonTest(Comparator comparator, Expression left, Expression right, boolean withoutBlanks) {
    this.comparator = comparator;
    this.left = left;
    this.right = right;
    this.withoutBlanks = withoutBlanks;
  }

  public Comparator comparator() {
    return comparator;
  }

  public Expression left() {
    return left;
  }

  public Expression right() {
    return right;
  }

  /** Returns whether blanks at the end don't count, so that values that differ can be equal. */
  public boolean isWithoutBlanks() {
    return withoutBlanks;
  }

  @Override
  public boolean isNullable() {
    return left.isNullable() || right.isNullable();
  }

  @Override
  public List<Expression> operands() {
    return List.of(left, right);
  }

  @Override
  public @Nullable Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    Object a = left.evaluate(row, bindings);
    if (a == null) {
      return null;
    }
    Object b = right.evaluate(row, bindings);
    if (b == null) {
      return null;
    }
    int comparison = withoutBlanks ? Blanks.compareWithout(a, b) : Comparison.compare(a, b);
    return comparator.accepts(comparison);
  }

  @Override
  Condition negated() {
    return new ComparisonTest(comparator.negated(), left, right, withoutBlanks);
  }

  @Override
  public String describe() {
    return left.describe() + " " + comparator.sign() + " " + right.describe();
  }
}
