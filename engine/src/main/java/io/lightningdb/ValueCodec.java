package io.lightningdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Turns objects into values and back.
 *
 * @param <V> the type of the values; null is never one
 */
public interface ValueCodec<V> {

  /** Returns the bytes of {@code value}, in an array of its own. */
  byte[] encode(V value);

  /**
   * Returns the value whose bytes are {@code bytes}.
   *
   * @throws IllegalArgumentException if they are not those of any value
   */
  V decode(byte[] bytes);

  /** Returns the codec of values that are bytes already. */
  static ValueCodec<byte[]> bytes() {
    return of(byte[]::clone, byte[]::clone);
  }

  /** Returns the codec of strings as UTF-8. What is no Unicode is replaced, as Java does. */
  static ValueCodec<String> utf8() {
    return of(
        value -> value.getBytes(StandardCharsets.UTF_8),
        bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Returns the codec of longs in 8 bytes, big-endian. */
  static ValueCodec<Long> int64() {
    return of(
        value -> ByteBuffer.allocate(Long.BYTES).putLong(value).array(),
        bytes -> {
          if (bytes.length != Long.BYTES) {
            throw new IllegalArgumentException(
                "a value of 8 bytes was expected, not one of " + bytes.length);
          }
          return ByteBuffer.wrap(bytes).getLong();
        });
  }

  /** Returns a codec made of two functions. */
  static <V> ValueCodec<V> of(Function<V, byte[]> encoder, Function<byte[], V> decoder) {
    return new ValueCodec<>() {
      @Override
      public byte[] encode(V value) {
        return encoder.apply(value);
      }

      @Override
      public V decode(byte[] bytes) {
        return decoder.apply(bytes);
      }
    };
  }
}
