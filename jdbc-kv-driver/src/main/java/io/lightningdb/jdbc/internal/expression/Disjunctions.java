package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.sql.Comparator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes OR, and IN of it where it asks one column for several values. */
final class Disjunctions {

  private Disjunctions() {}

  static Condition of(List<Condition> operands) {
    List<Expression> values = new ArrayList<>();
    ColumnValue column = null;
    for (Condition operand : operands) {
      ColumnValue asked = column(operand, values);
      if (asked == null || (column != null && column.ordinal() != asked.ordinal())) {
        return new JunctionTest(false, operands);
      }
      column = asked;
    }
    return column == null ? new JunctionTest(false, operands) : new InTest(column, values, false);
  }

  /**
   * Returns the column that a condition asks for certain values, which it adds to {@code values};
   * or null if it is another kind of condition.
   */
  private static @Nullable ColumnValue column(Condition condition, List<Expression> values) {
    if (condition instanceof ComparisonTest test
        && test.comparator() == Comparator.EQUAL
        && test.right().isFixed()
        && test.left() instanceof ColumnValue column) {
      values.add(test.right());
      return column;
    }
    if (condition instanceof InTest test
        && !test.isNegated()
        && test.list().stream().allMatch(Expression::isFixed)
        && test.operand() instanceof ColumnValue column) {
      values.addAll(test.list());
      return column;
    }
    return null;
  }
}
