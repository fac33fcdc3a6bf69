package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.KeyRange;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Interval;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.LikeTest;
import io.lightningdb.jdbc.internal.row.KeyFormat;
import io.lightningdb.jdbc.internal.sql.Comparator;
import io.lightningdb.jdbc.internal.type.ColumnType;
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
   * @return null if none are left
   */
  @Nullable Interval interval(
      KeyFormat keys, byte[] prefix, int index, ColumnType type, Execution execution)
      throws SQLException;

  /** A comparison of the column with something else than a column. */
  record ByComparison(Comparator comparator, Expression operand) implements KeyBound {

    @Override
    public @Nullable Interval interval(
        KeyFormat keys, byte[] prefix, int index, ColumnType type, Execution execution)
        throws SQLException {
      Object value = Comparison.operand(execution.evaluate(operand), type);
      if (value == null) {
        return null;
      }
      Floor floor = Floor.of(value, type);
      Object largest = floor.value();
      boolean less = comparator == Comparator.LESS || comparator == Comparator.LESS_OR_EQUAL;
      if (largest == null) {
        // All values of the type are larger than the operand.
        return less ? null : new Interval(prefix, null);
      }
      byte[] at = keys.append(prefix, index, largest);
      byte[] after = keys.after(at, index);
      return switch (comparator) {
        case LESS -> new Interval(prefix, floor.exact() ? at : after);
        case LESS_OR_EQUAL -> new Interval(prefix, after);
        case GREATER -> after == null ? null : new Interval(after, null);
        case GREATER_OR_EQUAL ->
            floor.exact()
                ? new Interval(at, null)
                : (after == null ? null : new Interval(after, null));
        case EQUAL -> floor.exact() ? new Interval(at, after) : null;
        case NOT_EQUAL -> throw new IllegalArgumentException("<> is no bound");
      };
    }
  }

  /** LIKE with a pattern that is the same for all rows: its beginning limits the column. */
  record ByPrefix(LikeTest test) implements KeyBound {

    @Override
    public @Nullable Interval interval(
        KeyFormat keys, byte[] prefix, int index, ColumnType type, Execution execution)
        throws SQLException {
      LikePattern pattern = test.pattern(execution.parameters());
      if (pattern == null) {
        return null;
      }
      byte[] beginning = test.isBinary() ? pattern.prefixBytes() : Texts.encode(pattern.prefix());
      byte[] from = keys.appendBeginning(prefix, index, beginning);
      return new Interval(from, KeyRange.prefix(from).to());
    }
  }
}
