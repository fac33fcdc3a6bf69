package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;

/*
 * A BigDecimal of a few bytes can stand for a number of a billion digits, and the first addition
 * would write them down. So every number that comes in is checked, and what is inside is bounded.
 */
/** Conversions to numbers, and their order. */
public final class Numbers {

  private static final int DIGITS_MAX = ColumnType.DECIMAL_DIGITS_MAX;

  /**
   * More characters than any number needs that is in range. To read digits takes time by the square
   * of their count.
   */
  private static final int TEXT_LENGTH_MAX = 10 * DIGITS_MAX;

  private Numbers() {}

  /** Returns {@code number} if it has no more digits than are possible. */
  public static BigDecimal checked(BigDecimal number) throws SQLException {
    int scale = number.scale();
    if (scale >= -DIGITS_MAX
        && scale <= DIGITS_MAX
        && (long) number.precision() - scale <= DIGITS_MAX) {
      return number;
    }
    if (number.signum() == 0) {
      return BigDecimal.ZERO;
    }
    throw SqlErrors.outOfRange(
        "a number of "
            + number.precision()
            + " digits and scale "
            + scale
            + " is out of range:"
            + " there can be "
            + DIGITS_MAX
            + " digits on either side of the point");
  }

  /** Returns the exact number that {@code text} writes. */
  public static BigDecimal parse(String text) throws SQLException {
    String number = text.strip();
    if (number.length() > TEXT_LENGTH_MAX && isOfDigits(number)) {
      throw SqlErrors.outOfRange("a number of " + number.length() + " characters is out of range");
    }
    try {
      return checked(new BigDecimal(number));
    } catch (NumberFormatException e) {
      throw SqlErrors.badConversion("'" + Texts.shorten(text) + "' is no number", e);
    }
  }

  private static boolean isOfDigits(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
  }

  /** Returns a value as a Long, Double or BigDecimal, without rounding. */
  static Number toNumber(Object value, boolean approximate) throws SQLException {
    if (value instanceof Number number) {
      return number instanceof BigDecimal decimal ? checked(decimal) : number;
    }
    if (value instanceof Boolean bool) {
      return bool ? 1L : 0L;
    }
    if (value instanceof String text) {
      return approximate ? (Number) parseDouble(text) : (Number) parse(text);
    }
    throw Values.cannotConvert(value, "a number");
  }

  private static Double parseDouble(String text) throws SQLException {
    try {
      return Double.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw SqlErrors.badConversion("'" + Texts.shorten(text) + "' is no number", e);
    }
  }

  /**
   * Returns a value as a whole number.
   *
   * @param rounding what becomes of a fraction
   * @param type the name of the type, for messages
   */
  public static long toLong(Object value, long min, long max, RoundingMode rounding, String type)
      throws SQLException {
    Number number = toNumber(value, false);
    long whole;
    if (number instanceof Long exact) {
      whole = exact;
    } else {
      BigDecimal rounded = rounded(number, rounding, type);
      if (rounded.precision() > 19 || !isLong(rounded)) {
        throw outOfRange(value, type);
      }
      whole = rounded.longValue();
    }
    if (whole < min || whole > max) {
      throw outOfRange(value, type);
    }
    return whole;
  }

  private static boolean isLong(BigDecimal whole) {
    return whole.compareTo(BigDecimal.valueOf(whole.longValue())) == 0;
  }

  private static BigDecimal rounded(Number number, RoundingMode rounding, String type)
      throws SQLException {
    return toDecimal(number, type).setScale(0, rounding);
  }

  /** Returns a value as a double; what is too large becomes infinite. */
  public static double toDouble(Object value) throws SQLException {
    return toNumber(value, true).doubleValue();
  }

  /** Returns a value as a decimal number: for a double the shortest that stands for it. */
  public static BigDecimal toDecimal(Object value, String type) throws SQLException {
    Number number = toNumber(value, false);
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof Double approximate) {
      if (approximate.isNaN() || approximate.isInfinite()) {
        throw outOfRange(value, type);
      }
      return BigDecimal.valueOf(approximate);
    }
    return BigDecimal.valueOf(number.longValue());
  }

  static SQLException outOfRange(Object value, String type) {
    return SqlErrors.outOfRange(Values.show(value) + " is out of range for " + type);
  }

  /** Compares numbers of any classes by their exact values; NaN is the largest. */
  public static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      // Adding zero makes a zero of the negative one, which is equal to it in SQL.
      return Double.compare(x + 0.0, y + 0.0);
    }
    if (a instanceof Double x && isSpecial(x)) {
      return x > 0 || x.isNaN() ? 1 : -1;
    }
    if (b instanceof Double y && isSpecial(y)) {
      return y > 0 || y.isNaN() ? -1 : 1;
    }
    return exact(a).compareTo(exact(b));
  }

  static boolean isSpecial(double number) {
    return Double.isNaN(number) || Double.isInfinite(number);
  }

  /** Returns the exact value of a number that is neither infinite nor NaN. */
  static BigDecimal exact(Object number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof Long whole) {
      return BigDecimal.valueOf(whole);
    }
    return new BigDecimal((Double) number);
  }
}
