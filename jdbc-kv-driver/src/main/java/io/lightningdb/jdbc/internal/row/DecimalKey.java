package io.lightningdb.jdbc.internal.row;

import java.math.BigDecimal;
import java.math.BigInteger;

/*
 * A number is 0.d1d2d3... times ten to the power of e, where d1 is not zero. Larger e, larger number;
 * for equal e the digits decide, from the first on. So: a byte for the sign, two for e, and a byte
 * for each two digits, one more than they are, with a zero at the end. Of a negative number
 * everything behind the sign is inverted, since it orders the other way round. The end tells itself,
 * so nothing has to be escaped inside of a key of several columns.
 */
/** Decimal numbers as bytes that order as the numbers do. Equal numbers have equal bytes. */
final class DecimalKey {

  private static final int NEGATIVE = 0;
  private static final int ZERO = 1;
  private static final int POSITIVE = 2;

  private static final int END = 0;
  private static final int PAIR_MAX = 100;

  private DecimalKey() {}

  static void write(BigDecimal number, Output out) {
    if (number.signum() == 0) {
      out.writeByte(ZERO);
      return;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    String digits = stripped.unscaledValue().abs().toString();
    boolean negative = number.signum() < 0;
    int invert = negative ? 0xFF : 0;
    out.writeByte(negative ? NEGATIVE : POSITIVE);
    int exponent = digits.length() - stripped.scale();
    out.writeBigShort(exponent ^ Short.MIN_VALUE ^ (negative ? -1 : 0));
    for (int i = 0; i < digits.length(); i += 2) {
      int pair = (digits.charAt(i) - '0') * 10;
      if (i + 1 < digits.length()) {
        pair += digits.charAt(i + 1) - '0';
      }
      out.writeByte((pair + 1) ^ invert);
    }
    out.writeByte(END ^ invert);
  }

  static BigDecimal read(Input in) {
    int sign = in.readByte();
    if (sign == ZERO) {
      return BigDecimal.ZERO;
    }
    if (sign != NEGATIVE && sign != POSITIVE) {
      throw in.corrupt("a number with the sign " + sign);
    }
    boolean negative = sign == NEGATIVE;
    int invert = negative ? 0xFF : 0;
    int exponent = (short) (in.readBigShort() ^ Short.MIN_VALUE ^ (negative ? -1 : 0));
    StringBuilder digits = new StringBuilder();
    int pair = in.readByte() ^ invert;
    while (pair != END) {
      if (pair > PAIR_MAX) {
        throw in.corrupt("the pair of digits " + (pair - 1));
      }
      digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
      pair = in.readByte() ^ invert;
    }
    if (digits.isEmpty() || digits.charAt(0) == '0') {
      throw in.corrupt("a number whose first digit is zero or missing");
    }
    BigInteger unscaled = new BigInteger(digits.toString());
    int scale = digits.length() - exponent;
    BigDecimal number = new BigDecimal(negative ? unscaled.negate() : unscaled, scale);
    return number.stripTrailingZeros();
  }

  /** Passes over a number. */
  static void skip(Input in) {
    int sign = in.readByte();
    if (sign == ZERO) {
      return;
    }
    int end = sign == NEGATIVE ? 0xFF : END;
    in.skip(Short.BYTES);
    while (in.readByte() != end) {
      // the next one
    }
  }
}
