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

  long limit(Execution execution) throws SQLException {
    if (limit == null) {
      return Long.MAX_VALUE;
    }
    long rows = count(limit, execution, "LIMIT");
    if (rows < 0) {
      throw SqlErrors.badLimit("LIMIT must not be negative or null");
    }
    return rows;
  }

  long offset(Execution execution) throws SQLException {
    if (offset == null) {
      return 0;
    }
    long rows = count(offset, execution, "OFFSET");
    if (rows < 0) {
      throw SqlErrors.badOffset("OFFSET must not be negative or null");
    }
    return rows;
  }

  private static long count(Expression expression, Execution execution, String name)
      throws SQLException {
    Object value = execution.evaluate(expression);
    return value == null
        ? -1
        : Numbers.toLong(value, Long.MIN_VALUE, Long.MAX_VALUE, RoundingMode.UNNECESSARY, name);
  }

  List<String> explain() {
    return AccessText.limits(limit, offset);
  }
}
