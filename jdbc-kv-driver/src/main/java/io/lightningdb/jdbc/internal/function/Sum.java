package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.Aggregate.Accumulator;
import io.lightningdb.jdbc.internal.type.Arithmetic;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.CommonType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The sum of numbers. */
final class Sum implements Accumulator {

  private final ColumnType type;

  /** What an exact sum begins with; null for one that is approximate. */
  private final @Nullable Object zero;

  private @Nullable Object sum;

  /** What whole numbers have come to, as long as there is room; not in {@link #sum} yet. */
  private long whole;

  /**
   * @param type of the result
   */
  Sum(ColumnType type) {
    this.type = type;
    if (type.type().isApproximate()) {
      this.zero = null;
    } else {
      this.zero = type.type() == SqlType.DECIMAL ? BigDecimal.ZERO : Long.valueOf(0);
    }
  }

  @Override
  public void add(@Nullable Object[] arguments) throws SQLException {
    Object value = arguments[0];
    if (value == null) {
      return;
    }
    Object earlier = sum;
    if (value instanceof Long number && zero != null) {
      sum = earlier == null ? zero : earlier;
      addWhole(number);
      return;
    }
    Object term = CommonType.convert(value, type);
    sum = earlier == null || term == null ? term : Arithmetic.add(earlier, term);
  }

  private void addWhole(long number) throws SQLException {
    long next = whole + number;
    if (((whole ^ next) & (number ^ next)) < 0) {
      flush();
      next = number;
    }
    whole = next;
  }

  private void flush() throws SQLException {
    Object term = CommonType.convert(whole, type);
    if (sum != null && term != null) {
      sum = Arithmetic.add(sum, term);
      whole = 0;
    }
  }

  @Override
  public @Nullable Object result() throws SQLException {
    if (whole != 0) {
      flush();
    }
    return sum;
  }
}
