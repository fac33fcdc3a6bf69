package io.lightningdb.internal.base;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/*
 * Looking up a key whose page is in memory takes a fraction of a microsecond, so sorting must be fast
 * to be worth it: four bytes behind what all keys begin with are sorted as numbers, each with its
 * key's position beside it, and whole keys are compared only where these bytes are equal.
 */
/** Several keys in their order, and where each of them was before. Equal keys are kept. */
public final class SortedKeys {

  private final byte[][] keys;

  /** For each key a head, in the upper half, and its position, in the lower half. */
  private final long[] order;

  private SortedKeys(byte[][] keys, long[] order) {
    this.keys = keys;
    this.order = order;
  }

  /** Sorts {@code keys}. The keys must not change as long as this is in use. */
  public static SortedKeys of(List<byte[]> keys) {
    byte[][] unsorted = keys.toArray(byte[][]::new);
    int prefixLength = commonPrefix(unsorted);
    long[] order = new long[unsorted.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) head(unsorted[i], prefixLength) << Integer.SIZE | i;
    }
    Arrays.sort(order);
    SortedKeys sorted = new SortedKeys(unsorted, order);
    sorted.sortEqualHeads();
    return sorted;
  }

  private static int commonPrefix(byte[][] keys) {
    int length = keys.length == 0 ? 0 : keys[0].length;
    for (int i = 1; i < keys.length && length > 0; i++) {
      length = Math.min(length, Keys.commonPrefix(keys[0], keys[i]));
    }
    return length;
  }

  /** Returns four bytes, with zeros behind the end, as a number that orders as they do. */
  private static int head(byte[] key, int from) {
    int head = 0;
    for (int i = from; i < from + Integer.BYTES; i++) {
      head = head << Byte.SIZE | (i < key.length ? key[i] & 0xFF : 0);
    }
    return head ^ Integer.MIN_VALUE;
  }

  private void sortEqualHeads() {
    int from = 0;
    for (int to = 1; to <= order.length; to++) {
      if (to == order.length || head(to) != head(from)) {
        if (to - from > 1) {
          sortWholeKeys(from, to);
        }
        from = to;
      }
    }
  }

  private void sortWholeKeys(int from, int to) {
    Long[] some = new Long[to - from];
    for (int i = from; i < to; i++) {
      some[i - from] = order[i];
    }
    Arrays.sort(some, Comparator.comparing(each -> keys[each.intValue()], Keys::compare));
    for (int i = from; i < to; i++) {
      order[i] = some[i - from];
    }
  }

  private int head(int index) {
    return (int) (order[index] >>> Integer.SIZE);
  }

  /** Returns the number of keys. */
  public int size() {
    return order.length;
  }

  /** Returns the key at {@code index} in the order of keys. */
  public byte[] key(int index) {
    return keys[position(index)];
  }

  /** Returns where the key at {@code index} was before the keys were sorted. */
  public int position(int index) {
    return (int) order[index];
  }
}
