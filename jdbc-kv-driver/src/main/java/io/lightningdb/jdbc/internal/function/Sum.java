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
  private @Nullable Object sum;

  /** What whole numbers of a DECIMAL sum have come to, as long as there is room. */
  private long whole;

  /**
   * @param type of the result
   */
  Sum(ColumnType type) {
    this.type = type;
  }

  @Override
  public void add(@Nullable Object[] arguments) throws SQLException {
    Object value = arguments[0];
    if (value == null) {
      return;
    }
    Object earlier = sum;
    if (value instanceof Long number && type.type() == SqlType.DECIMAL) {
      sum = earlier == null ? BigDecimal.ZERO : earlier;
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
    if (sum != null) {
      sum = Arithmetic.add(sum, BigDecimal.valueOf(whole));
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
