package io.lightningdb.benchmarks.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The entries that are written and read. Each follows from its number, so that nothing has to be
 * kept to check what a store returns. Safe for use by several threads.
 */
public final class Entries {

  /*
   * A key begins with 8 bytes that make it unique, and goes on with a hash. A value begins with a
   * tag of 8 bytes that follows from the number, goes on with noise up to its middle, and ends with
   * one byte over and over: so half of it compresses to nothing and the other half not at all.
   */
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final byte FILLER = 'a';
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final int keyBytes;
  private final int valueBytes;
  private final KeyOrder order;

  public Entries(Plan plan, KeyOrder order) {
    this.seed = mix(plan.seed());
    this.keyBytes = plan.keyBytes();
    this.valueBytes = plan.valueBytes();
    this.order = order;
  }

  /** Returns a new array for a key. */
  public byte[] newKey() {
    return new byte[keyBytes];
  }

  /** Returns a new array for a value. */
  public byte[] newValue() {
    return new byte[valueBytes];
  }

  /** Returns what {@link #head} is of the key of entry {@code index}. */
  public long keyHead(long index) {
    // mix is a bijection, so scattered keys are as unique as the numbers they come from.
    return order == KeyOrder.SEQUENTIAL ? index : mix(index ^ seed);
  }

  /** Writes the key of entry {@code index} into {@code key}. */
  public void fillKey(long index, byte[] key) {
    fillKeyFromHead(keyHead(index), key);
  }

  /**
   * Writes the key that begins with {@code head}, as {@link #head} has it, into {@code key}. No
   * other key begins with the same.
   */
  public void fillKeyFromHead(long head, byte[] key) {
    LONG.set(key, 0, head);
    fillNoise(key, Long.BYTES, key.length, head + seed);
  }

  /** Writes the first value of entry {@code index} into {@code value}. */
  public void fillValue(long index, byte[] value) {
    fillValue(index, 0, value);
  }

  /**
   * Writes the value that entry {@code index} has after {@code generation} overwrites into {@code
   * value}. The values of an entry begin with the same tag and differ behind it.
   */
  public void fillValue(long index, int generation, byte[] value) {
    long tag = tag(index);
    LONG.set(value, 0, tag);
    int middle = value.length / 2;
    fillNoise(value, Long.BYTES, middle, tag + generation * GOLDEN);
    Arrays.fill(value, middle, value.length, FILLER);
  }

  /** Returns what {@link #head} is of all values of entry {@code index}. */
  public long tag(long index) {
    return mix(index + seed);
  }

  /** Returns the first 8 bytes of a key or a value. */
  public static long head(byte[] bytes) {
    return (long) LONG.get(bytes, 0);
  }

  /** Returns a hash of all bytes of an entry. The sum of such hashes tells what a store holds. */
  public static long hash(byte[] key, byte[] value) {
    return hash(hash(GOLDEN, key), value);
  }

  private static long hash(long start, byte[] bytes) {
    long hash = start ^ bytes.length;
    int at = 0;
    for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(bytes, at));
    }
    for (; at < bytes.length; at++) {
      hash = mix(hash ^ bytes[at]);
    }
    return hash;
  }

  private static void fillNoise(byte[] bytes, int from, int to, long noiseSeed) {
    long noise = noiseSeed;
    int at = from;
    while (at < to) {
      noise = mix(noise);
      if (to - at >= Long.BYTES) {
        LONG.set(bytes, at, noise);
        at += Long.BYTES;
      } else {
        for (long rest = noise; at < to; rest >>>= Byte.SIZE) {
          bytes[at++] = (byte) rest;
        }
      }
    }
  }

  /** The last step of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Generators). */
  static long mix(long input) {
    long z = input + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
