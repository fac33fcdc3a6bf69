package io.lightningdb.internal.testing;

import java.util.Arrays;

/** What can happen to bytes. */
public final class Damage {

  private Damage() {}

  /** Returns a copy of {@code bytes} with something random done to it. */
  public static byte[] of(byte[] bytes, Seed seed) {
    if (bytes.length == 0 || seed.oneIn(16)) {
      return seed.bytes(seed.between(0, Math.max(64, bytes.length)));
    }
    byte[] damaged = bytes.clone();
    switch (seed.between(0, 6)) {
      case 0 -> damaged[seed.between(0, damaged.length - 1)] ^= (byte) (1 << seed.between(0, 7));
      case 1 -> damaged[seed.between(0, damaged.length - 1)] = (byte) seed.between(-128, 127);
      case 2 -> damaged = Arrays.copyOf(bytes, seed.between(0, bytes.length));
      case 3 -> damaged = Arrays.copyOf(bytes, bytes.length + seed.between(1, 20));
      case 4 -> overwriteNumber(damaged, seed);
      case 5 -> {
        int from = seed.between(0, damaged.length - 1);
        int to = Math.min(damaged.length, from + seed.between(1, 40));
        Arrays.fill(damaged, from, to, (byte) (seed.oneIn(2) ? 0 : 0xFF));
      }
      default -> {
        int length = seed.between(1, Math.min(40, damaged.length));
        int from = seed.between(0, damaged.length - length);
        int to = seed.between(0, damaged.length - length);
        System.arraycopy(bytes, from, damaged, to, length);
      }
    }
    return damaged;
  }

  /** Puts a number of the sort that breaks arithmetic somewhere. */
  private static void overwriteNumber(byte[] bytes, Seed seed) {
    int[] numbers = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, bytes.length, 0x7F, 0x80};
    int number = numbers[seed.between(0, numbers.length - 1)] + seed.between(-1, 1);
    int at = seed.between(0, bytes.length - 1);
    for (int i = 0; i < 4 && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (number >>> (8 * i));
    }
  }
}
