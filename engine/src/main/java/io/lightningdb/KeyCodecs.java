package io.lightningdb;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/*
 * Signed numbers are written big-endian with the sign bit inverted, so that the most negative one is
 * all zeros. A double's bits order like a sign and magnitude: inverting all bits of a negative one
 * and the sign of the others makes them order like an unsigned number.
 */
final class KeyCodecs {

  static final KeyCodec<byte[]> BYTES = new Codec<>(-1, byte[]::clone, byte[]::clone);
  static final KeyCodec<String> UTF8 =
      new Codec<>(-1, KeyCodecs::encodeUtf8, KeyCodecs::decodeUtf8);
  static final KeyCodec<Boolean> BOOL =
      new Codec<>(1, KeyCodecs::encodeBool, KeyCodecs::decodeBool);
  static final KeyCodec<Integer> INT32 =
      new Codec<>(
          Integer.BYTES,
          value -> ByteBuffer.allocate(Integer.BYTES).putInt(value ^ Integer.MIN_VALUE).array(),
          bytes -> ByteBuffer.wrap(bytes).getInt() ^ Integer.MIN_VALUE);
  static final KeyCodec<Long> INT64 =
      new Codec<>(
          Long.BYTES,
          value -> encodeLong(value ^ Long.MIN_VALUE),
          bytes -> ByteBuffer.wrap(bytes).getLong() ^ Long.MIN_VALUE);
  static final KeyCodec<Double> FLOAT64 =
      new Codec<>(Double.BYTES, KeyCodecs::encodeDouble, KeyCodecs::decodeDouble);
  static final KeyCodec<UUID> UUID_BYTES =
      new Codec<>(16, KeyCodecs::encodeUuid, KeyCodecs::decodeUuid);
  static final KeyCodec<Instant> INSTANT =
      new Codec<>(12, KeyCodecs::encodeInstant, KeyCodecs::decodeInstant);

  private KeyCodecs() {}

  private record Codec<K>(int fixedLength, Function<K, byte[]> encoder, Function<byte[], K> decoder)
      implements KeyCodec<K> {

    @Override
    public byte[] encode(K key) {
      return encoder.apply(key);
    }

    @Override
    public K decode(byte[] bytes) {
      if (fixedLength >= 0 && bytes.length != fixedLength) {
        throw new IllegalArgumentException(
            "a key of " + fixedLength + " bytes was expected, not one of " + bytes.length);
      }
      return decoder.apply(bytes);
    }
  }

  private static byte[] encodeLong(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static byte[] encodeUtf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the string has a lone surrogate: not valid Unicode", e);
    }
  }

  private static String decodeUtf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the key is not valid UTF-8", e);
    }
  }

  private static byte[] encodeBool(boolean value) {
    return new byte[] {(byte) (value ? 1 : 0)};
  }

  private static Boolean decodeBool(byte[] bytes) {
    if (bytes[0] != 0 && bytes[0] != 1) {
      throw new IllegalArgumentException("a boolean is 0 or 1, not " + bytes[0]);
    }
    return bytes[0] == 1;
  }

  private static byte[] encodeDouble(double value) {
    long bits = Double.doubleToLongBits(value);
    return encodeLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
  }

  private static Double decodeDouble(byte[] bytes) {
    long ordered = ByteBuffer.wrap(bytes).getLong();
    long bits = ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered;
    double value = Double.longBitsToDouble(bits);
    if (Double.doubleToLongBits(value) != bits) {
      // Of the many that are not a number one is written; others would not be found again.
      throw new IllegalArgumentException("the key is none of the numbers that are written");
    }
    return value;
  }

  private static byte[] encodeUuid(UUID value) {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  private static UUID decodeUuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static byte[] encodeInstant(Instant value) {
    return ByteBuffer.allocate(12)
        .putLong(value.getEpochSecond() ^ Long.MIN_VALUE)
        .putInt(value.getNano())
        .array();
  }

  private static Instant decodeInstant(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long second = buffer.getLong() ^ Long.MIN_VALUE;
    int nano = buffer.getInt();
    if (nano < 0 || nano > 999_999_999) {
      throw new IllegalArgumentException("an instant has 0 to 999999999 nanoseconds, not " + nano);
    }
    try {
      return Instant.ofEpochSecond(second, nano);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no instant at second " + second, e);
    }
  }
}
