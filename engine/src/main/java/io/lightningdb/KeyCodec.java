package io.lightningdb;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Turns objects into keys and back, keeping their order: {@code a} sorts before {@code b} exactly
 * when the bytes of {@code a} sort before the bytes of {@code b} as unsigned bytes.
 *
 * @param <K> the type of the keys; null is never one
 */
public interface KeyCodec<K> {

  /** Returns the bytes of {@code key}, in an array of its own. */
  byte[] encode(K key);

  /**
   * Returns the key whose bytes are {@code bytes}.
   *
   * @throws IllegalArgumentException if they are not those of any key
   */
  K decode(byte[] bytes);

  /**
   * Returns the number of bytes that every key takes, or -1 if keys differ in length. Inside a
   * tuple, keys that differ in length are escaped and end with a mark.
   */
  default int fixedLength() {
    return -1;
  }

  /** Returns the codec of keys that are bytes already. */
  static KeyCodec<byte[]> bytes() {
    return KeyCodecs.BYTES;
  }

  /**
   * Returns the codec of strings as UTF-8. They sort by code points, which differs from {@link
   * String#compareTo} only where one has characters beyond U+FFFF. A lone surrogate is refused.
   */
  static KeyCodec<String> utf8() {
    return KeyCodecs.UTF8;
  }

  /** Returns the codec of booleans, false first, in 1 byte. */
  static KeyCodec<Boolean> bool() {
    return KeyCodecs.BOOL;
  }

  /** Returns the codec of ints in 4 bytes. */
  static KeyCodec<Integer> int32() {
    return KeyCodecs.INT32;
  }

  /** Returns the codec of longs in 8 bytes. */
  static KeyCodec<Long> int64() {
    return KeyCodecs.INT64;
  }

  /**
   * Returns the codec of doubles in 8 bytes, in the order of {@link Double#compare}: -0.0 before
   * 0.0, NaN last.
   */
  static KeyCodec<Double> float64() {
    return KeyCodecs.FLOAT64;
  }

  /**
   * Returns the codec of UUIDs in 16 bytes, ordered as unsigned numbers (and so as their text), not
   * as {@link UUID#compareTo}.
   */
  static KeyCodec<UUID> uuid() {
    return KeyCodecs.UUID_BYTES;
  }

  /** Returns the codec of instants, to the nanosecond, in 12 bytes. */
  static KeyCodec<Instant> instant() {
    return KeyCodecs.INSTANT;
  }

  /**
   * Returns the codec of tuples, which sort by their first elements, then by their second, and so
   * on. A list shorter than the codecs is encoded too: as the prefix that all tuples beginning with
   * these elements share, for {@link KeyRange#prefix}.
   *
   * @throws IllegalArgumentException if {@code elements} is empty
   */
  static KeyCodec<List<Object>> tuple(KeyCodec<?>... elements) {
    return new TupleCodec(List.of(elements));
  }
}
