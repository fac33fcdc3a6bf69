package io.lightningdb.internal.block;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.base.Sized;
import io.lightningdb.internal.codec.ByteReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sorted entries in one array, found without taking the array apart; {@code docs/design/block.md}
 * has the format. Immutable.
 *
 * <pre>
 *   count  prefix length  prefix  head 0..n-1   offset 0..n-1   entry 0..n-1
 *   int    int            bytes   int each      int each        suffix length, value length,
 *                                                               suffix, value
 * </pre>
 *
 * <p>The prefix is what all keys begin with. A head is the four bytes of a key that follow the
 * prefix, so a search touches a few heads that lie side by side, and rarely more than one entry.
 */
public final class Block implements Sized {

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle BIG_ENDIAN_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Bits of an entry's first number that are no part of the suffix's length. */
  static final int FLAG_BITS = 2;

  private static final int FLAGS = (1 << FLAG_BITS) - 1;

  static final int FIXED_BYTES = 2 * Integer.BYTES;

  private static final int HEAD_BYTES = Integer.BYTES;

  /** From how many entries on it is worth guessing where one is. */
  private static final int GUESS_COUNT_MIN = 16;

  /** How far off a guess may be to be of use. */
  private static final int GUESS_ERROR = 6;

  private final byte[] bytes;
  private final int start;
  private final int count;
  private final int prefixLength;
  private final int heads;
  private final int offsets;

  private Block(byte[] bytes, int start, int count, int prefixLength) {
    this.bytes = bytes;
    this.start = start;
    this.count = count;
    this.prefixLength = prefixLength;
    this.heads = start + FIXED_BYTES + prefixLength;
    this.offsets = heads + count * HEAD_BYTES;
  }

  /*
   * A checksum has said that these are the bytes that were written, yet everything is checked once
   * more, so that no access can go astray later, whoever made the bytes.
   */
  /**
   * Reads a block out of {@code bytes}, which it keeps and which must not change while it is used.
   *
   * @param source where the bytes are from, told by its {@code toString} in messages
   * @throws CorruptionException if they are not a block
   */
  public static Block parse(Object source, byte[] bytes, int start, int length) {
    ByteReader reader = new ByteReader(source, bytes, start, length);
    int count = reader.readInt();
    int prefixLength = reader.readInt();
    long entries = FIXED_BYTES + (long) prefixLength + 2L * HEAD_BYTES * count;
    if (count < 0 || prefixLength < 0 || entries > length) {
      throw new CorruptionException(
          source
              + " is damaged: "
              + count
              + " entries with a prefix of "
              + prefixLength
              + " bytes do not fit into "
              + length
              + " bytes");
    }
    Block block = new Block(bytes, start, count, prefixLength);
    int expected = (int) entries;
    for (int i = 0; i < count; i++) {
      int offset = (int) INT.get(bytes, block.offsets + i * Integer.BYTES);
      if (offset != expected) {
        throw new CorruptionException(
            source + " is damaged: entry " + i + " is at " + offset + ", not at " + expected);
      }
      expected = block.checkEntry(source, i, start + offset, start + length) - start;
    }
    if (expected != length) {
      throw new CorruptionException(
          source + " is damaged: its entries end at " + expected + " of " + length + " bytes");
    }
    return block;
  }

  /** Returns where the entry at {@code position} ends. */
  private int checkEntry(Object source, int index, int position, int end) {
    ByteReader reader = new ByteReader(source, bytes, position, end - position);
    long lengthAndFlags = reader.readVarint();
    EntryKind kind = EntryKind.of((int) lengthAndFlags & FLAGS);
    int valueLength = reader.readVarint(reader.remaining());
    if (kind == EntryKind.DELETE && valueLength != 0) {
      throw new CorruptionException(
          source + " is damaged: entry " + index + " is deleted and has a value");
    }
    if (kind == EntryKind.EXPIRING && valueLength < ExpiryField.BYTES) {
      throw new CorruptionException(
          source + " is damaged: entry " + index + " expires and does not say when");
    }
    long suffixLength = lengthAndFlags >>> FLAG_BITS;
    if (suffixLength > reader.remaining() - valueLength) {
      throw new CorruptionException(source + " is damaged: entry " + index + " runs past the end");
    }
    int suffix = reader.position();
    if (head(index) != headOf(bytes, suffix, suffix + (int) suffixLength)) {
      throw new CorruptionException(
          source + " is damaged: the head of entry " + index + " is wrong");
    }
    return suffix + (int) suffixLength + valueLength;
  }

  /** Returns the number of entries. */
  public int count() {
    return count;
  }

  @Override
  public int memoryBytes() {
    return bytes.length + 64;
  }

  /**
   * Looks for {@code key}.
   *
   * @return the index of its entry; or, where there is none, {@code -i - 1} with the index {@code
   *     i} of the first entry after it
   */
  public int search(byte[] key) {
    int mismatch =
        Arrays.mismatch(
            bytes, start + FIXED_BYTES, heads, key, 0, Math.min(prefixLength, key.length));
    if (mismatch >= 0) {
      boolean before =
          mismatch == key.length
              || (key[mismatch] & 0xFF) < (bytes[start + FIXED_BYTES + mismatch] & 0xFF);
      return before ? -1 : -count - 1;
    }
    int head = headOf(key, prefixLength, key.length) ^ Integer.MIN_VALUE;
    int low = 0;
    int high = count;
    if (count >= GUESS_COUNT_MIN) {
      // Only a head that differs tells on which side of it the key is.
      int guess = guess(head);
      int before = guess - GUESS_ERROR;
      if (before > 0 && (head(before) ^ Integer.MIN_VALUE) < head) {
        low = before + 1;
      }
      int behind = guess + GUESS_ERROR;
      if (behind < high && (head(behind) ^ Integer.MIN_VALUE) > head) {
        high = behind;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      int comparison = Integer.compare(head(middle) ^ Integer.MIN_VALUE, head);
      if (comparison == 0) {
        comparison = compareSuffix(middle, key);
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

  /**
   * Returns where a head would be if heads were spread evenly from the first to the last, which
   * they are where keys are hashes or counters: then searching touches fewer lines of the cache
   * than by halves (Peterson, "Addressing for Random-Access Storage", 1957).
   *
   * @param head the head sought, as a signed number with its order turned into that of unsigned
   *     ones
   */
  private int guess(int head) {
    long first = head(0) ^ Integer.MIN_VALUE;
    long last = head(count - 1) ^ Integer.MIN_VALUE;
    if (head <= first) {
      return 0;
    }
    if (head >= last) {
      return count - 1;
    }
    return (int) ((head - first) * (count - 1) / (last - first));
  }

  /** Returns how the key at {@code index} compares to {@code key}: less than 0 if it is before. */
  public int compareKey(int index, byte[] key) {
    int prefix = start + FIXED_BYTES;
    int common = Math.min(prefixLength, key.length);
    int comparison = Arrays.compareUnsigned(bytes, prefix, heads, key, 0, common);
    if (comparison != 0 || key.length < prefixLength) {
      return comparison;
    }
    comparison = Integer.compareUnsigned(head(index), headOf(key, prefixLength, key.length));
    return comparison != 0 ? comparison : compareSuffix(index, key);
  }

  private int compareSuffix(int index, byte[] key) {
    int position = entry(index);
    int suffixLength = suffixLength(position);
    int suffix = afterVarint(afterVarint(position));
    return Arrays.compareUnsigned(
        bytes, suffix, suffix + suffixLength, key, prefixLength, key.length);
  }

  private int head(int index) {
    return (int) INT.get(bytes, heads + index * HEAD_BYTES);
  }

  /** Returns the first four bytes of a suffix as a number, with zeros where it is shorter. */
  static int headOf(byte[] bytes, int from, int to) {
    if (to - from >= HEAD_BYTES) {
      return (int) BIG_ENDIAN_INT.get(bytes, from);
    }
    int head = 0;
    for (int i = 0; i < HEAD_BYTES; i++) {
      head = head << 8 | (from + i < to ? bytes[from + i] & 0xFF : 0);
    }
    return head;
  }

  /** Returns a copy of the key at {@code index}. */
  public byte[] key(int index) {
    byte[] key = new byte[keyLength(index)];
    copyKey(index, key);
    return key;
  }

  /** Returns the length of the key at {@code index}. */
  public int keyLength(int index) {
    return prefixLength + suffixLength(entry(index));
  }

  /** Copies the key at {@code index} to the beginning of {@code into}. */
  public void copyKey(int index, byte[] into) {
    int position = entry(index);
    int suffixLength = suffixLength(position);
    System.arraycopy(bytes, start + FIXED_BYTES, into, 0, prefixLength);
    System.arraycopy(bytes, afterVarint(afterVarint(position)), into, prefixLength, suffixLength);
  }

  /** Returns what the entry at {@code index} says of its key. */
  public EntryKind kind(int index) {
    // Flags are in the lowest bits of the number, and so in its first byte.
    return EntryKind.of(bytes[entry(index)] & FLAGS);
  }

  /** Returns whether the entry at {@code index} says that its key is deleted. */
  public boolean isDelete(int index) {
    return kind(index) == EntryKind.DELETE;
  }

  /** Returns whether nobody who reads at {@code time} sees a value at {@code index}. */
  public boolean isGone(int index, ReadTime time) {
    EntryKind kind = kind(index);
    return kind == EntryKind.DELETE
        || (kind == EntryKind.EXPIRING && time.isPast(expiresAt(index)));
  }

  /** Returns whether the value at {@code index} lies apart. */
  public boolean isBlob(int index) {
    EntryKind kind = kind(index);
    return kind == EntryKind.BLOB
        || (kind == EntryKind.EXPIRING && ExpiryField.isBlob(bytes, placePosition(index)));
  }

  /**
   * Returns when the entry at {@code index} expires, in microseconds since 1970, or {@link
   * ReadTime#NEVER}.
   */
  public long expiresAt(int index) {
    return kind(index) == EntryKind.EXPIRING
        ? ExpiryField.expiresAt(bytes, placePosition(index))
        : ReadTime.NEVER;
  }

  /** Returns a copy of the value at {@code index}, or of where it lies. */
  public byte[] value(int index) {
    int position = placePosition(index);
    int end = position + placeLength(index);
    int start = kind(index) == EntryKind.EXPIRING ? position + ExpiryField.BYTES : position;
    return Arrays.copyOfRange(bytes, start, end);
  }

  /**
   * Returns the length of the value's place at {@code index}, with the time at which it expires.
   */
  public int placeLength(int index) {
    return varint(afterVarint(entry(index)));
  }

  /** Returns the index in {@link #array} where the value's place at {@code index} begins. */
  public int placePosition(int index) {
    int position = entry(index);
    return afterVarint(afterVarint(position)) + suffixLength(position);
  }

  /** Returns the array that the block is in, to be read only. */
  public byte[] array() {
    return bytes;
  }

  int entry(int index) {
    return start + (int) INT.get(bytes, offsets + index * Integer.BYTES);
  }

  int prefixStart() {
    return start + FIXED_BYTES;
  }

  int prefixLength() {
    return prefixLength;
  }

  private int suffixLength(int position) {
    return varint(position) >>> FLAG_BITS;
  }

  private int varint(int position) {
    return varint(bytes, position);
  }

  static int varint(byte[] bytes, int position) {
    int b = bytes[position];
    if (b >= 0) {
      return b;
    }
    int value = b & 0x7F;
    int shift = 7;
    int next = position + 1;
    while (true) {
      b = bytes[next++];
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
      shift += 7;
    }
  }

  private int afterVarint(int position) {
    return afterVarint(bytes, position);
  }

  static int afterVarint(byte[] bytes, int position) {
    int next = position;
    while (bytes[next++] < 0) {
      // The last byte of a number is the first one whose top bit is clear.
    }
    return next;
  }
}
