package io.lightningdb.internal.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/*
 * A new key goes into the next free slot, where nobody looks yet; then the order of the slots is
 * replaced by one that has it, and readers see it from there on. Who is reading in the old order
 * misses a key that is newer than its snapshot. The idea of slots with a permutation is from Mao,
 * Kohler and Morris, "Cache Craftiness for Fast Multicore Key-Value Storage" (Masstree), 2012.
 */
/** Keys and the addresses of their newest versions. */
final class Leaf extends Node {

  static final int CAPACITY = 64;
  static final int FIRST_CAPACITY = 8;

  private static final VarHandle NEWEST = MethodHandles.arrayElementVarHandle(int[].class);
  private static final byte[] EMPTY = {};
  private static final int FIXED_BYTES = 128;
  private static final int SLOT_BYTES = Long.BYTES + 2 * Integer.BYTES + 1;

  private final long[] heads;
  private final int[] keys;
  private final int[] newest;
  private volatile byte[] order;

  /** Makes an empty leaf. */
  Leaf(Arena arena, int lowFence, int highFence, int capacity) {
    super(arena, lowFence, highFence);
    heads = new long[capacity];
    keys = new int[capacity];
    newest = new int[capacity];
    order = EMPTY;
    arena.account(FIXED_BYTES + capacity * SLOT_BYTES);
  }

  /** Makes a leaf of some entries of another one, which is not written to any more. */
  Leaf(Leaf other, int from, int to, int lowFence, int highFence, int capacity) {
    this(other.arena, lowFence, highFence, capacity);
    // Where the node's fences have changed what its keys have in common, heads begin elsewhere. To
    // make one means to look at the key, which is most likely in no cache.
    boolean sameHeads = prefixLength == other.prefixLength;
    byte[] sorted = new byte[to - from];
    for (int i = 0; i < sorted.length; i++) {
      int slot = other.order[from + i];
      keys[i] = other.keys[slot];
      newest[i] = other.newest[slot];
      heads[i] = sameHeads ? other.heads[slot] : head(keys[i]);
      sorted[i] = (byte) i;
    }
    order = sorted;
  }

  /** Returns the slots in the order of their keys, as they are now. The array does not change. */
  byte[] order() {
    return order;
  }

  int capacity() {
    return keys.length;
  }

  /** Returns the address of the key in {@code slot}. */
  int key(int slot) {
    return keys[slot];
  }

  /** Returns the address of the newest version of the key in {@code slot}. */
  int newest(int slot) {
    return (int) NEWEST.getAcquire(newest, slot);
  }

  void setNewest(int slot, int version) {
    NEWEST.setRelease(newest, slot, version);
  }

  /**
   * Looks for {@code key} among the slots of {@code sorted}.
   *
   * @return its index there; or, where it is not, {@code -i - 1} with the index {@code i} of the
   *     first key after it
   */
  int search(byte[] sorted, byte[] key) {
    long head = head(key, key.length);
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int slot = sorted[middle];
      int comparison = Long.compare(heads[slot], head);
      if (comparison == 0) {
        comparison = compare(keys[slot], key);
        if (comparison == 0) {
          return middle;
        }
      }
      if (comparison < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return -low - 1;
  }

  /** Adds a key, which belongs at {@code index} in the order; there is a free slot. */
  void insert(int index, int key, int version) {
    byte[] old = order;
    int slot = old.length;
    keys[slot] = key;
    newest[slot] = version;
    heads[slot] = head(key);
    byte[] changed = new byte[slot + 1];
    System.arraycopy(old, 0, changed, 0, index);
    changed[index] = (byte) slot;
    System.arraycopy(old, index, changed, index + 1, slot - index);
    order = changed;
  }
}
