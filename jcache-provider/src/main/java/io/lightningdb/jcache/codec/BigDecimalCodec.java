package io.lightningdb.jcache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/*
 * A number is its sign, the place of its first digit, and its digits, trailing zeros included: 1.0
 * and 1.00 are different keys, as equals says, and lie side by side, as compareTo says. A digit is
 * half a byte from 1 to 10, and 0 ends the digits, so that 1.0 comes before 1.00 and both before
 * 1.001. Everything behind the sign of a negative number is inverted. Zero has no digits, just a
 * scale.
 */
/** The codec of {@link BigDecimal}. */
final class BigDecimalCodec implements TypeCodec<BigDecimal> {

  private static final byte NEGATIVE = 0;
  private static final byte ZERO = 1;
  private static final byte POSITIVE = 2;

  @Override
  public Class<BigDecimal> type() {
    return BigDecimal.class;
  }

  @Override
  public byte tag() {
    return 0x19;
  }

  @Override
  public byte[] encode(BigDecimal number, int headroom) {
    if (number.signum() == 0) {
      byte[] bytes = TypeCodec.allocate(tag(), headroom, 1 + Integer.BYTES);
      ByteBuffer out = ByteBuffer.wrap(bytes);
      out.position(headroom + 1);
      out.put(ZERO);
      Numbers.putInt(out, number.scale());
      return bytes;
    }
    String digits = number.unscaledValue().abs().toString();
    byte[] bytes = TypeCodec.allocate(tag(), headroom, 1 + Long.BYTES + (digits.length() + 2) / 2);
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.position(headroom + 1);
    out.put(number.signum() < 0 ? NEGATIVE : POSITIVE);
    Numbers.putLong(out, (long) digits.length() - number.scale());
    for (int i = 0; i <= digits.length(); i += 2) {
      out.put((byte) ((half(digits, i) << 4) | half(digits, i + 1)));
    }
    if (number.signum() < 0) {
      invert(bytes, headroom + 2);
    }
    return bytes;
  }

  private static int half(String digits, int index) {
    return index < digits.length() ? digits.charAt(index) - '0' + 1 : 0;
  }

  private static void invert(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }

  @Override
  public BigDecimal decode(byte[] bytes, int from, int to) {
    if (to - from < 1 + Integer.BYTES) {
      throw TypeCodec.malformed(type(), "too short");
    }
    byte sign = bytes[from];
    if (sign == ZERO) {
      if (to - from != 1 + Integer.BYTES) {
        throw TypeCodec.malformed(type(), "too long for a zero");
      }
      return new BigDecimal(
          BigInteger.ZERO, Numbers.getInt(ByteBuffer.wrap(bytes, from + 1, Integer.BYTES)));
    }
    if ((sign != NEGATIVE && sign != POSITIVE) || to - from < 2 + Long.BYTES) {
      throw TypeCodec.malformed(type(), "a sign of " + sign + ", or too short");
    }
    byte[] body = Arrays.copyOfRange(bytes, from + 1, to);
    if (sign == NEGATIVE) {
      invert(body, 0);
    }
    String digits = digits(body);
    long scale = digits.length() - Numbers.getLong(ByteBuffer.wrap(body));
    if (scale != (int) scale) {
      throw TypeCodec.malformed(type(), "a scale of " + scale);
    }
    BigInteger unscaled = new BigInteger(digits);
    return new BigDecimal(sign == NEGATIVE ? unscaled.negate() : unscaled, (int) scale);
  }

  private String digits(byte[] body) {
    StringBuilder digits = new StringBuilder(2 * body.length);
    int halves = 2 * (body.length - Long.BYTES);
    for (int i = 0; i < halves; i++) {
      int both = body[Long.BYTES + i / 2];
      int half = (i % 2 == 0 ? both >> 4 : both) & 0xF;
      if (half == 0) {
        // Whatever follows the end has to be zeros, to fill the last byte.
        boolean isPadding = i == halves - 2 ? (both & 0xF) == 0 : i == halves - 1;
        if (!isPadding || digits.length() == 0 || digits.charAt(0) == '0') {
          throw TypeCodec.malformed(type(), "its digits end early, or begin with 0");
        }
        return digits.toString();
      }
      if (half > 10) {
        throw TypeCodec.malformed(type(), "a digit of " + (half - 1));
      }
      digits.append((char) ('0' + half - 1));
    }
    throw TypeCodec.malformed(type(), "its digits have no end");
  }
}
