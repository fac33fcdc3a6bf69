package io.lightningdb.internal.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Keys of all sorts out of a small number of them, so that they meet again: the empty one, keys
 * that begin each other, with bytes of zeros and of FF, with long common beginnings, and with equal
 * first bytes after those.
 */
public final class RandomKeys implements Supplier<byte[]> {

  private static final byte[] COMMON =
      "a beginning that many keys share, longer than any head, "
          .repeat(2)
          .getBytes(StandardCharsets.US_ASCII);

  private final Seed seed;
  private final int count;

  /** Makes a source of {@code count} different keys or a few less. */
  public RandomKeys(Seed seed, int count) {
    this.seed = seed;
    this.count = count;
  }

  @Override
  public byte[] get() {
    return key(seed.between(0, count - 1));
  }

  /** Returns the key with a number. */
  public static byte[] key(int number) {
    byte[] digits = Integer.toString(number / 6).getBytes(StandardCharsets.US_ASCII);
    return switch (number % 6) {
      case 0 -> digits;
      case 1 -> concat(COMMON, digits);
      case 2 -> concat(Arrays.copyOf(COMMON, COMMON.length + 8), digits);
      case 3 -> filled((byte) 0, number / 6);
      case 4 -> filled((byte) 0xFF, number / 6);
      default -> new byte[] {(byte) (number >> 8), (byte) number};
    };
  }

  /** Returns keys that begin each other: the first is empty. */
  private static byte[] filled(byte content, int number) {
    byte[] key = new byte[number % 40];
    Arrays.fill(key, content);
    if (number >= 40) {
      return concat(key, new byte[] {(byte) (number / 40)});
    }
    return key;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
