package io.lightningdb.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes numbers, bytes and text into an array that grows. Fixed-size numbers are little-endian.
 */
public final class ByteWriter {

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 16;

  private byte[] bytes;
  private int size;

  public ByteWriter(int initialCapacity) {
    bytes = new byte[initialCapacity];
  }

  /** Returns the number of bytes written. */
  public int size() {
    return size;
  }

  /** Returns the array written into, which has room for more than was written. */
  public byte[] array() {
    return bytes;
  }

  /** Returns a copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Forgets what was written. */
  public void clear() {
    size = 0;
  }

  /** Forgets what was written from {@code position} on. */
  public void cutBack(int position) {
    assert position <= size : position + " of " + size;
    size = position;
  }

  public ByteWriter writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public ByteWriter writeInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
    return this;
  }

  public ByteWriter writeLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
    return this;
  }

  public ByteWriter writeBytes(byte[] from, int offset, int length) {
    reserve(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
    return this;
  }

  public ByteWriter writeBytes(byte[] from) {
    return writeBytes(from, 0, from.length);
  }

  public ByteWriter writeZeros(int count) {
    reserve(count);
    Arrays.fill(bytes, size, size + count, (byte) 0);
    size += count;
    return this;
  }

  /** Writes a number that is not negative in 1 to 9 bytes: 7 bits a byte, the lowest first. */
  public ByteWriter writeVarint(long value) {
    assert value >= 0 : value;
    reserve(9);
    long rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** Returns how many bytes {@link #writeVarint} takes for a number. */
  public static int varintBytes(long value) {
    assert value >= 0 : value;
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  /** Writes bytes with their number before them. */
  public ByteWriter writeBlob(byte[] blob) {
    return writeVarint(blob.length).writeBytes(blob);
  }

  /** Writes text as UTF-8 with its length in bytes before it. */
  public ByteWriter writeText(String text) {
    return writeBlob(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Overwrites the four bytes at {@code position}. */
  public void setInt(int position, int value) {
    INT.set(bytes, position, value);
  }

  /**
   * Makes room for {@code more} bytes. Writing these cannot fail afterwards; if there is no memory
   * for them, nothing has changed.
   */
  public void reserve(long more) {
    if (bytes.length - size < more) {
      long needed = size + more;
      if (needed > ARRAY_BYTES_MAX) {
        throw new OutOfMemoryError("an array of " + needed + " bytes is needed");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(ARRAY_BYTES_MAX, Math.max(needed, size * 2L)));
    }
  }
}
