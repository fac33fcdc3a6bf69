package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.type.Numbers;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LIMIT and OFFSET.
 *
 * @param limit how many rows at most; null for any number
 * @param offset how many rows are passed over first; null for none
 */
record RowLimits(@Nullable Expression limit, @Nullable Expression offset) {

  /** No LIMIT and no OFFSET. */
  static final RowLimits NONE = new RowLimits(null, null);

  /** Returns a sum of numbers that are not negative, or the largest number if that is too large. */
  static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** Returns whether there is neither LIMIT nor OFFSET. */
  boolean isNone() {
    return limit == null && offset == null;
  }

  long limit(Execution execution) throws SQLException {
    if (limit == null) {
      return Long.MAX_VALUE;
    }
    long rows = count(execution.evaluate(limit));
    if (rows < 0) {
      throw SqlErrors.badLimit("LIMIT must be a whole number that is not negative");
    }
    return rows;
  }

  long offset(Execution execution) throws SQLException {
    if (offset == null) {
      return 0;
    }
    long rows = count(execution.evaluate(offset));
    if (rows < 0) {
      throw SqlErrors.badOffset("OFFSET must be a whole number that is not negative");
    }
    return rows;
  }

  /** Returns a number of rows, or -1 if it is none. */
  private static long count(@Nullable Object value) throws SQLException {
    if (value == null || Numbers.compare(value, 0L) < 0) {
      return -1;
    }
    if (Numbers.compare(value, Long.MAX_VALUE) >= 0) {
      return Long.MAX_VALUE;
    }
    long rows = Numbers.toLong(value, 0, Long.MAX_VALUE, RoundingMode.DOWN, "a number of rows");
    return Numbers.compare(value, rows) == 0 ? rows : -1;
  }

  List<String> explain() {
    return AccessText.limits(limit, offset);
  }
}
