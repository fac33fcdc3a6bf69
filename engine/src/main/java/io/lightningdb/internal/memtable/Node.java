package io.lightningdb.internal.memtable;

import java.util.Arrays;

/*
 * All keys in a node lie between its two fences, so they begin with what both fences begin with. The
 * node leaves that out of its heads: the eight bytes that follow are what is searched first, side by
 * side in one array, and only where two heads are equal is a key itself looked at, which is a cache
 * miss.
 */
/** A leaf or an inner node of a {@link Memtable}. */
abstract sealed class Node permits Leaf, Inner {

  static final int HEAD_BYTES = Long.BYTES;

  final Arena arena;

  /** Addresses of the key at which this node begins, and of the key at which the next one does. */
  final int lowFence;

  final int highFence;

  /** How many bytes all keys of this node have in common from their beginning. */
  final int prefixLength;

  Node(Arena arena, int lowFence, int highFence) {
    this.arena = arena;
    this.lowFence = lowFence;
    this.highFence = highFence;
    this.prefixLength = commonPrefix(arena, lowFence, highFence);
  }

  private static int commonPrefix(Arena arena, int low, int high) {
    if (low == Arena.NULL || high == Arena.NULL) {
      return 0;
    }
    byte[] a = arena.slab(low);
    byte[] b = arena.slab(high);
    int from = keyStart(low);
    int length = keyLength(a, low);
    int otherFrom = keyStart(high);
    int otherLength = keyLength(b, high);
    int mismatch = Arrays.mismatch(a, from, from + length, b, otherFrom, otherFrom + otherLength);
    return mismatch < 0 ? length : mismatch;
  }

  /** Returns the head of {@code key} in this node, made so that signed comparison orders it. */
  final long head(byte[] key, int length) {
    return headAt(key, 0, length);
  }

  /** Returns the head in this node of the key in the arena at {@code address}. */
  final long head(int address) {
    byte[] slab = arena.slab(address);
    return headAt(slab, keyStart(address), keyLength(slab, address));
  }

  private long headAt(byte[] bytes, int start, int length) {
    int from = start + prefixLength;
    int to = start + length;
    if (to - from >= HEAD_BYTES) {
      return (long) Arena.BIG_ENDIAN_LONG.get(bytes, from) ^ Long.MIN_VALUE;
    }
    long head = 0;
    for (int i = 0; i < HEAD_BYTES; i++) {
      head = head << 8 | (from + i < to ? bytes[from + i] & 0xFF : 0);
    }
    return head ^ Long.MIN_VALUE;
  }

  /** Compares the key in the arena at {@code address} with {@code key}. */
  final int compare(int address, byte[] key) {
    byte[] slab = arena.slab(address);
    int start = keyStart(address);
    return Arrays.compareUnsigned(
        slab, start, start + keyLength(slab, address), key, 0, key.length);
  }

  /** Returns where in its slab the bytes of the key at {@code address} begin. */
  static int keyStart(int address) {
    return Arena.offset(address) + Integer.BYTES;
  }

  /** Returns the length of the key at {@code address} in {@code slab}. */
  static int keyLength(byte[] slab, int address) {
    return (int) Arena.INT.get(slab, Arena.offset(address));
  }
}
