package io.lightningdb.benchmarks.store;

import java.util.function.ToIntFunction;

/** Copies one entry after the other into the same two arrays, and gives each to a visitor. */
final class EntryCopy {

  private static final int FIRST_BYTES = 256;

  private final ToIntFunction<byte[]> keys;
  private final ToIntFunction<byte[]> values;
  private byte[] key = new byte[FIRST_BYTES];
  private byte[] value = new byte[FIRST_BYTES];

  /**
   * @param keys copies the key of the entry that is at hand to the beginning of an array, as far as
   *     it fits, and returns its length
   * @param values does the same with the value
   */
  EntryCopy(ToIntFunction<byte[]> keys, ToIntFunction<byte[]> values) {
    this.keys = keys;
    this.values = values;
  }

  /** Copies {@code bytes}, as far as they fit, to the beginning of {@code into}. */
  static int copy(byte[] bytes, byte[] into) {
    System.arraycopy(bytes, 0, into, 0, Math.min(bytes.length, into.length));
    return bytes.length;
  }

  /** Gives the entry that is at hand to {@code visitor}. */
  void giveTo(EntryVisitor visitor) {
    int keyLength = keys.applyAsInt(key);
    if (keyLength > key.length) {
      key = new byte[2 * keyLength];
      keyLength = keys.applyAsInt(key);
    }
    int valueLength = values.applyAsInt(value);
    if (valueLength > value.length) {
      value = new byte[2 * valueLength];
      valueLength = values.applyAsInt(value);
    }
    visitor.visit(key, keyLength, value, valueLength);
  }
}
