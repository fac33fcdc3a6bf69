package io.lightningdb.internal.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/*
 * A million keys and values as objects of their own would be traced by every collection of the old
 * generation; in slabs they are a few dozen arrays. Slabs start small, since most databases do, and a
 * record that would waste much of a slab gets one of its own.
 *
 * A record is written in plain mode and becomes visible to other threads with the volatile or
 * release write, by the memtable, of the address that leads to it.
 */
/**
 * Records of bytes in a few large arrays, found by an address and freed together. One thread at a
 * time may add; any number may read what they were given the address of.
 */
final class Arena {

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle BIG_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The address that no record has. */
  static final int NULL = 0;

  /*
   * An address is the number of a slab and an offset in units of eight bytes. Shared slabs are half
   * full or more but for the last, so 32,768 of them are beyond what any memtable may hold.
   */
  private static final int UNIT_BITS = 3;
  private static final int OFFSET_BITS = 17;
  private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;

  /*
   * A little less than the offset reaches: with its header, an array of a whole mebibyte would take two
   * regions of G1 where they are that large, and of the second nothing.
   */
  private static final int SLAB_BYTES_MAX = (1 << (OFFSET_BITS + UNIT_BITS)) - 32;
  private static final int FIRST_SLAB_BYTES = 16 * 1024;

  private volatile byte[][] slabs = {new byte[FIRST_SLAB_BYTES]};
  private int current;

  /** The slab that small records go into; racy for those who look how full it is. */
  private byte[] filling = slabs[0];

  private int used = 1 << UNIT_BITS; // so that no record has the address NULL
  private volatile long allocatedBytes = FIRST_SLAB_BYTES;

  /** Returns the address of {@code length} new bytes, all zero. */
  int allocate(int length) {
    if (length > SLAB_BYTES_MAX / 2) {
      return address(addSlab(length), 0);
    }
    int size = filling.length;
    if (size - used < length) {
      current = addSlab(Math.max(length, Math.min(SLAB_BYTES_MAX, size * 2)));
      filling = slabs[current];
      used = 0;
    }
    int address = address(current, used);
    used += (length + (1 << UNIT_BITS) - 1) >> UNIT_BITS << UNIT_BITS;
    return address;
  }

  private static int address(int slab, int offset) {
    return slab << OFFSET_BITS | offset >> UNIT_BITS;
  }

  private int addSlab(int bytes) {
    byte[][] grown = Arrays.copyOf(slabs, slabs.length + 1);
    grown[grown.length - 1] = new byte[bytes];
    account(bytes);
    slabs = grown;
    return grown.length - 1;
  }

  /** Returns the array that the record at {@code address} is in. */
  byte[] slab(int address) {
    return slabs[address >>> OFFSET_BITS];
  }

  /** Returns where in its array the record at {@code address} begins. */
  static int offset(int address) {
    return (address & OFFSET_MASK) << UNIT_BITS;
  }

  /** Counts memory that is taken for this arena's records elsewhere. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread adds; volatile is for those who look
  void account(int bytes) {
    allocatedBytes += bytes;
  }

  /** Returns the memory taken, in bytes. */
  long allocatedBytes() {
    return allocatedBytes;
  }

  /**
   * Returns how much of the memory taken the next small records have yet. Exact for the thread that
   * adds, and for others soon after.
   */
  int freeBytes() {
    // The two may not belong together: more may have been used since of a larger slab.
    return Math.max(0, filling.length - used);
  }
}
