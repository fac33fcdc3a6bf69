package io.lightningdb.internal.block;

import io.lightningdb.internal.base.ReadTime;
import java.util.Arrays;

/**
 * An entry on its way into a block: its key, and what is to be in its value's place. Nothing is
 * copied, so none of the arrays may change.
 *
 * @param key the key
 * @param array the array that has what is in the value's place: the value or where it lies, and
 *     before that, for {@link EntryKind#EXPIRING}, until when
 * @param offset where that begins in it
 * @param length the length of that
 * @param kind what it says of its key; where that is deleted, there is nothing in the value's place
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

  /**
   * Makes an entry with a value.
   *
   * @param stored the value, or where it lies
   * @param isBlob whether it lies apart
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  public static BlockEntry of(byte[] key, byte[] stored, boolean isBlob, long expiresAt) {
    if (expiresAt == ReadTime.NEVER) {
      EntryKind kind = isBlob ? EntryKind.BLOB : EntryKind.VALUE;
      return new BlockEntry(key, stored, 0, stored.length, kind);
    }
    byte[] place = new byte[ExpiryField.BYTES + stored.length];
    ExpiryField.write(place, 0, expiresAt, isBlob);
    System.arraycopy(stored, 0, place, ExpiryField.BYTES, stored.length);
    return new BlockEntry(key, place, 0, place.length, EntryKind.EXPIRING);
  }

  /** Makes an entry of one in {@code block}. */
  public static BlockEntry of(Block block, int index) {
    return new BlockEntry(
        block.key(index),
        block.array(),
        block.placePosition(index),
        block.placeLength(index),
        block.kind(index));
  }

  /** Returns how many bytes this entry takes in a block, at most but for a few. */
  public int blockBytes() {
    return key.length + length + BlockBuilder.ENTRY_OVERHEAD_BYTES;
  }

  /** Returns whether the value lies apart. */
  public boolean isBlob() {
    return kind == EntryKind.BLOB
        || (kind == EntryKind.EXPIRING && ExpiryField.isBlob(array, offset));
  }

  /** Returns when this expires, in microseconds since 1970, or {@link ReadTime#NEVER}. */
  public long expiresAt() {
    return kind == EntryKind.EXPIRING ? ExpiryField.expiresAt(array, offset) : ReadTime.NEVER;
  }

  /** Returns a copy of the value, or of where it lies. */
  public byte[] value() {
    int start = kind == EntryKind.EXPIRING ? offset + ExpiryField.BYTES : offset;
    return Arrays.copyOfRange(array, start, offset + length);
  }
}
