package io.lightningdb.internal.codec;

import io.lightningdb.CorruptionException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Whatever the bytes are, it reads within its bounds or throws
 * {@link CorruptionException}.
 */
public final class ByteReader {

  private final Object source;
  private final byte[] bytes;
  private final int end;
  private int position;

  /**
   * Reads {@code length} bytes from {@code offset} on.
   *
   * @param source what the bytes are, told by its {@code toString} in messages
   */
  public ByteReader(Object source, byte[] bytes, int offset, int length) {
    assert offset >= 0 && length >= 0 && offset + length <= bytes.length;
    this.source = source;
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  public ByteReader(Object source, byte[] bytes) {
    this(source, bytes, 0, bytes.length);
  }

  /** Returns the number of bytes left. */
  public int remaining() {
    return end - position;
  }

  /** Returns the index in the array of the next byte. */
  public int position() {
    return position;
  }

  public int readByte() {
    need(1, "a byte");
    return bytes[position++] & 0xFF;
  }

  public int readInt() {
    need(Integer.BYTES, "an int");
    int value = (int) ByteWriter.INT.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  public long readLong() {
    need(Long.BYTES, "a long");
    long value = (long) ByteWriter.LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  public byte[] readBytes(int length) {
    needBytes(length);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** Passes over {@code length} bytes. */
  public void skip(int length) {
    needBytes(length);
    position += length;
  }

  /** Reads a number that is not negative. */
  public long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = readByte();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw corrupt("a number of more than 9 bytes");
  }

  /** Reads a number from 0 to {@code max}. */
  public int readVarint(int max) {
    long value = readVarint();
    if (value > max) {
      throw corrupt("the number " + value + " where at most " + max + " is possible");
    }
    return (int) value;
  }

  public byte[] readBlob() {
    return readBytes(readLength());
  }

  /** Reads the length of something that follows, and checks that it does. */
  public int readLength() {
    int length = readVarint(Integer.MAX_VALUE);
    needBytes(length);
    return length;
  }

  public String readText() {
    int length = readLength();
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, position, length))
              .toString();
      position += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new CorruptionException(source + " is damaged: text that is not UTF-8", e);
    }
  }

  /** Checks that everything was read. */
  public void expectEnd() {
    if (position != end) {
      throw corrupt((end - position) + " bytes after the end");
    }
  }

  private void needBytes(int count) {
    if (count < 0 || end - position < count) {
      need(count, count + " bytes");
    }
  }

  private void need(int count, String what) {
    if (count < 0 || end - position < count) {
      throw corrupt("it ends where " + what + " should follow");
    }
  }

  private CorruptionException corrupt(String what) {
    return new CorruptionException(source + " is damaged at byte " + position + ": " + what);
  }
}
