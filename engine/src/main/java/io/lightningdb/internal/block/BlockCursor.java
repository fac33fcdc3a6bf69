package io.lightningdb.internal.block;

import io.lightningdb.internal.base.ReadTime;
import java.util.Arrays;

/*
 * Whoever goes through a block asks for several things of each entry. Where they are is found out once:
 * of the numbers that an entry begins with, each tells where the next thing is.
 */
/** Stands on one entry after the other of blocks, and knows where in it is what. For one thread. */
public final class BlockCursor {

  private static final int FLAGS = (1 << Block.FLAG_BITS) - 1;
  private static final int DELETE = EntryKind.DELETE.flags();
  private static final int BLOB = EntryKind.BLOB.flags();
  private static final int EXPIRING = EntryKind.EXPIRING.flags();

  private byte[] bytes = {};
  private int flags;
  private int prefix;
  private int prefixLength;
  private int suffix;
  private int suffixLength;

  /** Where the value's place begins, behind a time of expiry. */
  private int value;

  private int valueLength;

  /** Goes to the entry at {@code index}, which the block has. */
  public void goTo(Block block, int index) {
    byte[] array = block.array();
    int position = block.entry(index);
    int number = Block.varint(array, position);
    position = Block.afterVarint(array, position);
    int length = Block.varint(array, position);
    position = Block.afterVarint(array, position);
    bytes = array;
    flags = number & FLAGS;
    prefix = block.prefixStart();
    prefixLength = block.prefixLength();
    suffix = position;
    suffixLength = number >>> Block.FLAG_BITS;
    int head = flags == EXPIRING ? ExpiryField.BYTES : 0;
    value = suffix + suffixLength + head;
    valueLength = length - head;
  }

  /** Returns the length of the key. */
  public int keyLength() {
    return prefixLength + suffixLength;
  }

  /** Copies the key to the beginning of {@code into}. */
  public void copyKey(byte[] into) {
    System.arraycopy(bytes, prefix, into, 0, prefixLength);
    System.arraycopy(bytes, suffix, into, prefixLength, suffixLength);
  }

  /** Returns whether the entry says that its key is deleted. */
  public boolean isDelete() {
    return flags == DELETE;
  }

  /** Returns whether the value lies apart. */
  public boolean isBlob() {
    return flags == BLOB || (flags == EXPIRING && ExpiryField.isBlob(bytes, expiry()));
  }

  /** Returns when the entry expires, in microseconds since 1970, or {@link ReadTime#NEVER}. */
  public long expiresAt() {
    return flags == EXPIRING ? ExpiryField.expiresAt(bytes, expiry()) : ReadTime.NEVER;
  }

  private int expiry() {
    return value - ExpiryField.BYTES;
  }

  /** Returns a copy of the value, or of where it lies. */
  public byte[] value() {
    return Arrays.copyOfRange(bytes, value, value + valueLength);
  }

  /**
   * Copies the value, or where it lies, to the beginning of {@code into} as far as it fits, and
   * returns its length.
   */
  public int copyValue(byte[] into) {
    System.arraycopy(bytes, value, into, 0, Math.min(valueLength, into.length));
    return valueLength;
  }
}
