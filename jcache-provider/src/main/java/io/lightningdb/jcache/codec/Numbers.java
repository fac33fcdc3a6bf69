package io.lightningdb.jcache.codec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;

/*
 * Signed numbers are written big-endian with the sign bit inverted, so that the most negative one is
 * all zeros. The bits of a floating-point number order like a sign and magnitude: inverting all bits
 * of a negative one and the sign of the others makes them order like an unsigned number.
 */
/** The codecs of numbers and the other boxed types. */
final class Numbers {

  private static final TypeCodec<Boolean> BOOLEAN =
      TypeCodec.fixed(
          Boolean.class, 0x10, 1, (out, v) -> out.put((byte) (v ? 1 : 0)), Numbers::readBoolean);
  private static final TypeCodec<Byte> BYTE =
      TypeCodec.fixed(
          Byte.class,
          0x11,
          1,
          (out, v) -> out.put((byte) (v ^ 0x80)),
          in -> (byte) (in.get() ^ 0x80));
  private static final TypeCodec<Short> SHORT =
      TypeCodec.fixed(
          Short.class,
          0x12,
          Short.BYTES,
          (out, v) -> out.putShort((short) (v ^ 0x8000)),
          in -> (short) (in.getShort() ^ 0x8000));
  private static final TypeCodec<Character> CHARACTER =
      TypeCodec.fixed(
          Character.class, 0x13, Character.BYTES, ByteBuffer::putChar, ByteBuffer::getChar);
  private static final TypeCodec<Integer> INTEGER =
      TypeCodec.fixed(Integer.class, 0x14, Integer.BYTES, Numbers::putInt, Numbers::getInt);
  private static final TypeCodec<Long> LONG =
      TypeCodec.fixed(Long.class, 0x15, Long.BYTES, Numbers::putLong, Numbers::getLong);
  private static final TypeCodec<Float> FLOAT =
      TypeCodec.fixed(Float.class, 0x16, Float.BYTES, Numbers::putFloat, Numbers::getFloat);
  private static final TypeCodec<Double> DOUBLE =
      TypeCodec.fixed(Double.class, 0x17, Double.BYTES, Numbers::putDouble, Numbers::getDouble);

  static final List<TypeCodec<?>> CODECS =
      List.of(
          BOOLEAN,
          BYTE,
          SHORT,
          CHARACTER,
          INTEGER,
          LONG,
          FLOAT,
          DOUBLE,
          new BigIntegerCodec(),
          new BigDecimalCodec());

  private Numbers() {}

  private static Boolean readBoolean(ByteBuffer in) {
    byte value = in.get();
    if (value != 0 && value != 1) {
      throw TypeCodec.malformed(Boolean.class, "a " + value);
    }
    return value == 1;
  }

  static void putInt(ByteBuffer out, int value) {
    out.putInt(value ^ Integer.MIN_VALUE);
  }

  static int getInt(ByteBuffer in) {
    return in.getInt() ^ Integer.MIN_VALUE;
  }

  static void putLong(ByteBuffer out, long value) {
    out.putLong(value ^ Long.MIN_VALUE);
  }

  static long getLong(ByteBuffer in) {
    return in.getLong() ^ Long.MIN_VALUE;
  }

  private static void putFloat(ByteBuffer out, float value) {
    int bits = Float.floatToIntBits(value);
    out.putInt(bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE);
  }

  private static float getFloat(ByteBuffer in) {
    int bits = in.getInt();
    return Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
  }

  private static void putDouble(ByteBuffer out, double value) {
    long bits = Double.doubleToLongBits(value);
    out.putLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
  }

  private static double getDouble(ByteBuffer in) {
    long bits = in.getLong();
    return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
  }

  /** The number of bytes of the magnitude, negative for a negative number, then these bytes. */
  private record BigIntegerCodec() implements TypeCodec<BigInteger> {

    @Override
    public Class<BigInteger> type() {
      return BigInteger.class;
    }

    @Override
    public byte tag() {
      return 0x18;
    }

    @Override
    public byte[] encode(BigInteger number, int headroom) {
      byte[] magnitude = magnitude(number);
      byte[] bytes = TypeCodec.allocate(tag(), headroom, Integer.BYTES + magnitude.length);
      ByteBuffer out = ByteBuffer.wrap(bytes);
      out.position(headroom + 1);
      putInt(out, number.signum() * magnitude.length);
      for (byte b : magnitude) {
        out.put(number.signum() < 0 ? (byte) ~b : b);
      }
      return bytes;
    }

    private static byte[] magnitude(BigInteger number) {
      byte[] signed = number.abs().toByteArray();
      int zeros = signed[0] == 0 ? 1 : 0;
      byte[] magnitude = new byte[signed.length - zeros];
      System.arraycopy(signed, zeros, magnitude, 0, magnitude.length);
      return magnitude;
    }

    @Override
    public BigInteger decode(byte[] bytes, int from, int to) {
      ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
      if (in.remaining() < Integer.BYTES) {
        throw TypeCodec.malformed(type(), "too short");
      }
      int signedLength = getInt(in);
      byte[] magnitude = new byte[in.remaining()];
      in.get(magnitude);
      int length = signedLength < 0 ? -signedLength : signedLength;
      if (length != magnitude.length) {
        throw TypeCodec.malformed(type(), magnitude.length + " bytes instead of " + length);
      }
      if (signedLength < 0) {
        for (int i = 0; i < length; i++) {
          magnitude[i] = (byte) ~magnitude[i];
        }
      }
      if (length > 0 && magnitude[0] == 0) {
        throw TypeCodec.malformed(type(), "a leading zero");
      }
      return new BigInteger(Integer.signum(signedLength), magnitude);
    }
  }
}
