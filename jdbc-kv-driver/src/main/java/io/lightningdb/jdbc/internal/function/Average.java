package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.Aggregate.Accumulator;
import io.lightningdb.jdbc.internal.type.Arithmetic;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The mean of numbers: of whole ones, too, with the fraction that a DECIMAL's quotient has. */
final class Average implements Accumulator {

  private final Sum sum;
  private long count;

  /**
   * @param type of the result
   */
  Average(ColumnType type) {
    sum = new Sum(type);
  }

  @Override
  public void add(@Nullable Object[] arguments) throws SQLException {
    if (arguments[0] != null) {
      count++;
      sum.add(arguments);
    }
  }

  @Override
  public @Nullable Object result() throws SQLException {
    Object total = sum.result();
    return total == null ? null : Arithmetic.divide(total, BigDecimal.valueOf(count));
  }
}
