package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.Aggregate.Accumulator;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The largest or smallest value. False is smaller than true, so that it is what EVERY finds. */
final class Extreme implements Accumulator {

  private final int sign;
  private @Nullable Object extreme;

  /**
   * @param sign 1 for the largest, -1 for the smallest
   */
  Extreme(int sign) {
    this.sign = sign;
  }

  @Override
  public void add(@Nullable Object[] arguments) throws SQLException {
    Object value = arguments[0];
    Object earlier = extreme;
    if (value != null && (earlier == null || sign * Comparison.compare(value, earlier) > 0)) {
      extreme = value;
    }
  }

  @Override
  public @Nullable Object result() {
    return extreme;
  }
}
