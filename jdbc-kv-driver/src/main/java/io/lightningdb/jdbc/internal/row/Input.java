package io.lightningdb.jdbc.internal.row;

import io.lightningdb.CorruptionException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes that are being read. Whatever they are, reading stays within their bounds or throws {@link
 * CorruptionException}.
 */
final class Input {

  private static final VarHandle BIG_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BIG_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] NOTHING = {};

  private final String source;
  private byte[] bytes = NOTHING;
  private int position;

  /** All bits set while bytes are read that were written inverted. */
  private int mask;

  /**
   * @param source what the bytes are, for messages
   */
  Input(String source) {
    this.source = source;
  }

  void reset(byte[] newBytes) {
    bytes = newBytes;
    position = 0;
    mask = 0;
  }

  /** Says whether what is read next was written inverted; varints never are. */
  void setInverted(boolean inverted) {
    mask = inverted ? -1 : 0;
  }

  byte[] array() {
    return bytes;
  }

  int position() {
    return position;
  }

  void seek(int newPosition) {
    position = newPosition;
  }

  int remaining() {
    return bytes.length - position;
  }

  /** Passes over {@code count} bytes and returns where they begin. */
  int skip(long count) {
    if (count < 0 || count > remaining()) {
      throw corrupt("it ends where " + count + " bytes should follow");
    }
    int start = position;
    position += (int) count;
    return start;
  }

  int readByte() {
    return (bytes[skip(1)] ^ mask) & 0xFF;
  }

  byte[] readBytes(long count) {
    int start = skip(count);
    byte[] read = Arrays.copyOfRange(bytes, start, position);
    if (mask != 0) {
      for (int i = 0; i < read.length; i++) {
        read[i] = (byte) ~read[i];
      }
    }
    return read;
  }

  int readBigShort() {
    return (short) (readByte() << 8 | readByte());
  }

  int readBigInt() {
    return (int) BIG_INT.get(bytes, skip(Integer.BYTES)) ^ mask;
  }

  long readBigLong() {
    return (long) BIG_LONG.get(bytes, skip(Long.BYTES)) ^ mask;
  }

  int readLittleInt() {
    return (int) LITTLE_INT.get(bytes, skip(Integer.BYTES));
  }

  long readLittleLong() {
    return (long) LITTLE_LONG.get(bytes, skip(Long.BYTES));
  }

  /** Reads what {@link Output#writeVarint} wrote; a length can come out negative. */
  long readVarint() {
    // Most are small.
    if (position < bytes.length && bytes[position] >= 0) {
      return bytes[position++];
    }
    return readLongVarint();
  }

  private long readLongVarint() {
    long value = 0;
    int at = position;
    for (int shift = 0; shift < Long.SIZE && at < bytes.length; shift += 7) {
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        position = at;
        return value;
      }
    }
    throw corrupt("a number that does not end");
  }

  /** Reads what {@link Output#writeSigned} wrote. */
  long readSigned() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  byte[] readBlob() {
    return readBytes(readVarint());
  }

  CorruptionException corrupt(String what) {
    return new CorruptionException(source + " is damaged at byte " + position + ": " + what);
  }

  CorruptionException corrupt(RuntimeException e) {
    return new CorruptionException(
        source + " is damaged before byte " + position + ": " + e.getMessage(), e);
  }
}
