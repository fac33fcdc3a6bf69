package io.lightningdb.internal.testing;

import java.util.List;
import java.util.SplittableRandom;

/** Where a test's randomness comes from: the same seed gives the same test. */
public final class Seed {

  private final long value;
  private final SplittableRandom random;

  public Seed(long value) {
    this.value = value;
    this.random = new SplittableRandom(value);
  }

  public long value() {
    return value;
  }

  /** Returns a seed of its own for one part of a test, so that parts do not disturb each other. */
  public Seed fork(String part) {
    return new Seed(value * 0x9E3779B97F4A7C15L + part.hashCode());
  }

  /** Returns a number from {@code min} to {@code max}, both inclusive. */
  public int between(int min, int max) {
    return random.nextInt(min, max + 1);
  }

  /** Returns true once in {@code n} times. */
  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  public long nextLong() {
    return random.nextLong();
  }

  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
