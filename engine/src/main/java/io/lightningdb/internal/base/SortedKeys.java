package io.lightningdb.internal.base;

import java.util.Arrays;
import java.util.List;

/*
 * Looking up a key whose page is in memory takes a fraction of a microsecond, so sorting must be fast
 * to be worth it: keys are compared by eight bytes behind what all of them begin with, and as a whole
 * only where these are equal.
 */
/** Several keys in their order, and where each of them was before. Equal keys are kept. */
public final class SortedKeys {

  private static final class Item implements Comparable<Item> {

    private final byte[] key;
    private final int position;
    private final long head;

    Item(byte[] key, int position, int prefixLength) {
      this.key = key;
      this.position = position;
      this.head = head(key, prefixLength);
    }

    private static long head(byte[] key, int from) {
      long head = 0;
      for (int i = from; i < from + Long.BYTES; i++) {
        head = head << Byte.SIZE | (i < key.length ? key[i] & 0xFF : 0);
      }
      return head ^ Long.MIN_VALUE;
    }

    @Override
    public int compareTo(Item other) {
      int comparison = Long.compare(head, other.head);
      return comparison != 0 ? comparison : Keys.compare(key, other.key);
    }
  }

  private final Item[] items;

  private SortedKeys(Item[] items) {
    this.items = items;
  }

  /** Sorts {@code keys}. The keys must not change as long as this is in use. */
  public static SortedKeys of(List<byte[]> keys) {
    byte[][] unsorted = keys.toArray(byte[][]::new);
    int prefixLength = commonPrefix(unsorted);
    Item[] items = new Item[unsorted.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = new Item(unsorted[i], i, prefixLength);
    }
    Arrays.sort(items);
    return new SortedKeys(items);
  }

  private static int commonPrefix(byte[][] keys) {
    int length = keys.length == 0 ? 0 : keys[0].length;
    for (int i = 1; i < keys.length && length > 0; i++) {
      length = Math.min(length, Keys.commonPrefix(keys[i - 1], keys[i]));
    }
    return length;
  }

  /** Returns the number of keys. */
  public int size() {
    return items.length;
  }

  /** Returns the key at {@code index} in the order of keys. */
  public byte[] key(int index) {
    return items[index].key;
  }

  /** Returns where the key at {@code index} was before the keys were sorted. */
  public int position(int index) {
    return items[index].position;
  }
}
