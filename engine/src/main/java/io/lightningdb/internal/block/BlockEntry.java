package io.lightningdb.internal.block;

import java.util.Arrays;

/**
 * An entry on its way into a block: its key, and where its value lies. Nothing is copied, so none
 * of the arrays may change.
 *
 * @param key the key
 * @param array the array that holds the value
 * @param offset where the value begins in it
 * @param length the length of the value
 * @param kind what it says of its key; where that is deleted, the value is empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record BlockEntry(byte[] key, byte[] array, int offset, int length, EntryKind kind) {

  private static final byte[] NO_VALUE = {};

  /** Makes an entry whose value is all of {@code value}. */
  public BlockEntry(byte[] key, byte[] value) {
    this(key, value, 0, value.length, EntryKind.VALUE);
  }

  /** Makes an entry that says that {@code key} is deleted. */
  public static BlockEntry delete(byte[] key) {
    return new BlockEntry(key, NO_VALUE, 0, 0, EntryKind.DELETE);
  }

  /** Makes an entry that says where the value of {@code key} lies. */
  public static BlockEntry blob(byte[] key, byte[] pointer) {
    return new BlockEntry(key, pointer, 0, pointer.length, EntryKind.BLOB);
  }

  /** Makes an entry of one in {@code block}. */
  public static BlockEntry of(Block block, int index) {
    return new BlockEntry(
        block.key(index),
        block.array(),
        block.valuePosition(index),
        block.valueLength(index),
        block.kind(index));
  }

  /** Returns how many bytes this entry takes in a block, at most but for a few. */
  public int blockBytes() {
    return key.length + length + BlockBuilder.ENTRY_OVERHEAD_BYTES;
  }

  /** Returns a copy of the value. */
  public byte[] value() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }
}
