package io.lightningdb.jdbc.internal.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that are being written. */
final class Output {

  private static final VarHandle BIG_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BIG_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 16;

  private byte[] bytes;
  private int size;

  Output(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  /** Forgets what was written. */
  void clear() {
    size = 0;
  }

  /** Returns the array that is written into. */
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /** Makes room for {@code count} more bytes and returns where they begin. */
  private int claim(int count) {
    int start = size;
    long needed = (long) size + count;
    if (needed > bytes.length) {
      if (needed > ARRAY_BYTES_MAX) {
        throw new io.lightningdb.LimitException("a row takes more than 2 GiB");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(ARRAY_BYTES_MAX, Math.max(needed, 2L * size)));
    }
    size += count;
    return start;
  }

  Output writeByte(int value) {
    int start = claim(1);
    bytes[start] = (byte) value;
    return this;
  }

  Output writeBytes(byte[] source) {
    int start = claim(source.length);
    System.arraycopy(source, 0, bytes, start, source.length);
    return this;
  }

  /** Writes zeros. */
  Output writeZeros(int count) {
    int start = claim(count);
    Arrays.fill(bytes, start, start + count, (byte) 0);
    return this;
  }

  Output writeBigShort(int value) {
    return writeByte(value >> 8).writeByte(value);
  }

  Output writeBigInt(int value) {
    int start = claim(Integer.BYTES);
    BIG_INT.set(bytes, start, value);
    return this;
  }

  Output writeBigLong(long value) {
    int start = claim(Long.BYTES);
    BIG_LONG.set(bytes, start, value);
    return this;
  }

  Output writeLittleInt(int value) {
    int start = claim(Integer.BYTES);
    LITTLE_INT.set(bytes, start, value);
    return this;
  }

  Output writeLittleLong(long value) {
    int start = claim(Long.BYTES);
    LITTLE_LONG.set(bytes, start, value);
    return this;
  }

  /** Writes a number that is not negative, seven bits a byte, the lowest first. */
  Output writeVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    return writeByte((int) rest);
  }

  /** Writes a number that may be negative: doubled, and a negative one inverted. */
  Output writeSigned(long value) {
    return writeVarint((value << 1) ^ (value >> 63));
  }

  /** Writes bytes behind their number. */
  Output writeBlob(byte[] source) {
    return writeVarint(source.length).writeBytes(source);
  }

  /** Sets four bytes that were written before. */
  void setLittleInt(int offset, int value) {
    LITTLE_INT.set(bytes, offset, value);
  }

  /** Inverts all bits from {@code offset} on. */
  void invertFrom(int offset) {
    for (int i = offset; i < size; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }

  void setBit(int offset, int bit) {
    bytes[offset + (bit >> 3)] |= (byte) (1 << (bit & 7));
  }
}
