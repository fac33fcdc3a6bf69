package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.function.Aggregate.Accumulator;
import io.lightningdb.jdbc.internal.type.Numbers;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/*
 * B. P. Welford, "Note on a method for calculating corrected sums of squares and products", 1962: the sum
 * of the squared distances from the mean so far does not lose its digits when the mean is large, as the
 * difference between the squares' sum and the sum's square does.
 */
/** How far numbers lie from their mean. */
final class Variance implements Accumulator {

  private final String name;
  private final boolean sample;
  private final boolean root;
  private long count;
  private double mean;
  private double squares;
  private boolean finite = true;

  /**
   * @param name the aggregate's, for the message
   * @param sample whether the numbers are a sample, and not everything there is
   * @param root whether the standard deviation is asked for, which is the variance's root
   */
  Variance(String name, boolean sample, boolean root) {
    this.name = name;
    this.sample = sample;
    this.root = root;
  }

  @Override
  public void add(@Nullable Object[] arguments) throws SQLException {
    Object value = arguments[0];
    if (value == null) {
      return;
    }
    double number = Numbers.toDouble(value);
    finite &= Double.isFinite(number) || !(value instanceof Double);
    count++;
    double distance = number - mean;
    mean += distance / count;
    squares += distance * (number - mean);
  }

  @Override
  public @Nullable Object result() throws SQLException {
    long divisor = sample ? count - 1 : count;
    if (divisor <= 0) {
      return null;
    }
    double variance = squares / divisor;
    if (finite && !Double.isFinite(variance)) {
      throw SqlErrors.outOfRange(name + " is out of range");
    }
    return root ? Math.sqrt(variance) : variance;
  }
}
