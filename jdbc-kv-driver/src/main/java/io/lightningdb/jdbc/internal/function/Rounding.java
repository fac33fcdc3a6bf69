package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.Numbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;

/** Numbers with fewer digits. */
final class Rounding {

  /** No number has digits further from the point, be it a DOUBLE or a DECIMAL. */
  private static final int DIGITS_MAX = 1100;

  private Rounding() {}

  /**
   * Returns a number of the same class with at most {@code digits} behind the point; negative ones
   * are before it. The result of a DOUBLE is that of the shortest decimal number that stands for
   * it.
   *
   * @param call the call, for messages
   */
  static Object round(Call call, Object number, long digits, RoundingMode mode)
      throws SQLException {
    int scale = (int) Math.max(-DIGITS_MAX, Math.min(DIGITS_MAX, digits));
    if (number instanceof Long whole) {
      return scale >= 0 ? whole : whole(call, round(BigDecimal.valueOf(whole), scale, mode));
    }
    if (number instanceof BigDecimal decimal) {
      return checked(call, round(decimal, scale, mode));
    }
    double approximate = (Double) number;
    if (Double.isNaN(approximate) || Double.isInfinite(approximate)) {
      return approximate;
    }
    return call.finite(round(BigDecimal.valueOf(approximate), scale, mode).doubleValue());
  }

  private static BigDecimal round(BigDecimal number, int scale, RoundingMode mode) {
    if (number.scale() <= scale) {
      return number;
    }
    BigDecimal rounded = number.setScale(scale, mode);
    return scale < 0 ? rounded.setScale(0) : rounded;
  }

  /** Rounding up can add a digit. */
  private static BigDecimal checked(Call call, BigDecimal number) throws SQLException {
    try {
      return Numbers.checked(number);
    } catch (SQLException e) {
      throw SqlErrors.withPlace(e, call.function());
    }
  }

  private static Long whole(Call call, BigDecimal number) throws SQLException {
    if (number.toBigInteger().bitLength() >= Long.SIZE) {
      throw call.outOfRange("is out of range");
    }
    return number.longValue();
  }
}
