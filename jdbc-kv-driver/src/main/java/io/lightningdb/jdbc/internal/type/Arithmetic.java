package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;

/** Calculates with numbers. Nothing wraps around and nothing becomes infinite. */
public final class Arithmetic {

  /** Digits behind the point of a quotient of decimal numbers, if no operand has more. */
  private static final int QUOTIENT_SCALE = 20;

  private Arithmetic() {}

  /** Returns the type of a result: the widest that its operands make necessary. */
  public static ColumnType resultType(ColumnType left, ColumnType right) {
    if (left.type().isApproximate() || right.type().isApproximate()) {
      return ColumnType.DOUBLE;
    }
    return left.type() == SqlType.DECIMAL || right.type() == SqlType.DECIMAL
        ? ColumnType.DECIMAL
        : ColumnType.BIGINT;
  }

  public static Object add(Object a, Object b) throws SQLException {
    if (a instanceof Long x && b instanceof Long y) {
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) < 0) {
        throw overflow(a, "+", b);
      }
      return sum;
    }
    if (isApproximate(a, b)) {
      return finite(asDouble(a) + asDouble(b), a, "+", b);
    }
    return Numbers.checked(Numbers.exact(a).add(Numbers.exact(b)));
  }

  public static Object subtract(Object a, Object b) throws SQLException {
    if (a instanceof Long x && b instanceof Long y) {
      long difference = x - y;
      if (((x ^ y) & (x ^ difference)) < 0) {
        throw overflow(a, "-", b);
      }
      return difference;
    }
    if (isApproximate(a, b)) {
      return finite(asDouble(a) - asDouble(b), a, "-", b);
    }
    return Numbers.checked(Numbers.exact(a).subtract(Numbers.exact(b)));
  }

  public static Object multiply(Object a, Object b) throws SQLException {
    if (a instanceof Long x && b instanceof Long y) {
      try {
        return Math.multiplyExact(x, y);
      } catch (ArithmeticException e) {
        throw overflow(a, "*", b);
      }
    }
    if (isApproximate(a, b)) {
      return finite(asDouble(a) * asDouble(b), a, "*", b);
    }
    return Numbers.checked(Numbers.exact(a).multiply(Numbers.exact(b)));
  }

  /** Divides; of whole numbers the fraction is dropped. */
  public static Object divide(Object a, Object b) throws SQLException {
    checkDivisor(a, b);
    if (a instanceof Long x && b instanceof Long y) {
      if (x == Long.MIN_VALUE && y == -1) {
        throw overflow(a, "/", b);
      }
      return x / y;
    }
    if (isApproximate(a, b)) {
      return finite(asDouble(a) / asDouble(b), a, "/", b);
    }
    BigDecimal dividend = Numbers.exact(a);
    BigDecimal divisor = Numbers.exact(b);
    int operandScale = Math.max(0, Math.max(dividend.scale(), divisor.scale()));
    int scale = Math.max(QUOTIENT_SCALE, operandScale);
    BigDecimal quotient = dividend.divide(divisor, scale, RoundingMode.HALF_UP);
    while (quotient.scale() > operandScale
        && quotient.stripTrailingZeros().scale() < quotient.scale()) {
      quotient = quotient.setScale(quotient.scale() - 1);
    }
    return Numbers.checked(quotient);
  }

  /** Returns what a division leaves, with the sign of the dividend. */
  public static Object remainder(Object a, Object b) throws SQLException {
    checkDivisor(a, b);
    if (a instanceof Long x && b instanceof Long y) {
      return y == -1 ? 0L : x % y;
    }
    if (isApproximate(a, b)) {
      return asDouble(a) % asDouble(b);
    }
    return Numbers.checked(Numbers.exact(a).remainder(Numbers.exact(b)));
  }

  public static Object negate(Object a) throws SQLException {
    return a instanceof Double number ? (Object) (-number) : subtract(0L, a);
  }

  private static void checkDivisor(Object a, Object b) throws SQLException {
    boolean zero = b instanceof Double number ? number == 0 : Numbers.exact(b).signum() == 0;
    if (zero) {
      throw SqlErrors.divisionByZero(Values.show(a) + " is divided by zero");
    }
  }

  private static boolean isApproximate(Object a, Object b) {
    return a instanceof Double || b instanceof Double;
  }

  private static double asDouble(Object number) {
    return ((Number) number).doubleValue();
  }

  private static Double finite(double result, Object a, String sign, Object b) throws SQLException {
    if (Double.isInfinite(result)
        && !Double.isInfinite(asDouble(a))
        && !Double.isInfinite(asDouble(b))) {
      throw overflow(a, sign, b);
    }
    return result;
  }

  private static SQLException overflow(Object a, String sign, Object b) {
    return SqlErrors.outOfRange(
        "the result of " + Values.show(a) + " " + sign + " " + Values.show(b) + " is out of range");
  }
}
