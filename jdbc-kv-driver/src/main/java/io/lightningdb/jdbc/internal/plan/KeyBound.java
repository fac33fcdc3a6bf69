package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.KeyRange;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Interval;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.LikeTest;
import io.lightningdb.jdbc.internal.row.KeyFormat;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.KeyColumn;
import io.lightningdb.jdbc.internal.sql.Comparator;
import io.lightningdb.jdbc.internal.type.Comparison;
import io.lightningdb.jdbc.internal.type.Floor;
import io.lightningdb.jdbc.internal.type.LikePattern;
import io.lightningdb.jdbc.internal.type.Texts;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A condition that limits a column of the key to an interval. */
sealed interface KeyBound {

  /**
   * Returns the keys that are left of those that begin with {@code prefix}; the ends may lie beyond
   * them.
   *
   * @param index the place of the column in the key
   * @param outer the row that has what was read before
   * @return null if none are left
   */
  @Nullable Interval interval(
      KeyFormat keys, byte[] prefix, int index, Execution execution, Row outer) throws SQLException;

  /** A comparison of the column with something that is known before. */
  record ByComparison(Comparator comparator, Expression operand) implements KeyBound {

    @Override
    public @Nullable Interval interval(
        KeyFormat keys, byte[] prefix, int index, Execution execution, Row outer)
        throws SQLException {
      KeyColumn column = keys.columns().get(index);
      Object value = Comparison.operand(execution.evaluate(operand, outer), column.type());
      if (value == null) {
        return null;
      }
      Floor floor = Floor.of(value, column.type());
      Object largest = floor.value();
      boolean less = comparator == Comparator.LESS || comparator == Comparator.LESS_OR_EQUAL;
      if (largest == null) {
        // All values of the type are larger than the operand.
        return less ? null : new Interval(prefix, null);
      }
      boolean equal =
          switch (comparator) {
            case LESS -> !floor.exact();
            case LESS_OR_EQUAL -> true;
            case GREATER -> false;
            case GREATER_OR_EQUAL -> floor.exact();
            case EQUAL, NOT_EQUAL -> throw new IllegalArgumentException("no bound");
          };
      byte[] at = keys.append(prefix, index, largest);
      boolean before = less != column.descending();
      byte[] end = before == equal ? keys.after(at, index) : at;
      if (before) {
        return new Interval(prefix, end);
      }
      return end == null ? null : new Interval(end, null);
    }
  }

  /** LIKE with a pattern that is known before: its beginning limits the column. */
  record ByPrefix(LikeTest test) implements KeyBound {

    @Override
    public @Nullable Interval interval(
        KeyFormat keys, byte[] prefix, int index, Execution execution, Row outer)
        throws SQLException {
      LikePattern pattern = test.pattern(execution.bindings());
      if (pattern == null) {
        return null;
      }
      byte[] beginning = test.isBinary() ? pattern.prefixBytes() : Texts.encode(pattern.prefix());
      byte[] from = keys.appendBeginning(prefix, index, beginning);
      return new Interval(from, KeyRange.prefix(from).to());
    }
  }
}
