package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes in memory, which are the program's own: to change them changes no row. */
public final class MemoryBlob implements Blob {

  private byte @Nullable [] bytes;

  /** Takes {@code bytes}, which must not change any more. */
  public MemoryBlob(byte[] bytes) {
    this.bytes = bytes;
  }

  private byte[] bytes() throws SQLException {
    byte[] present = bytes;
    if (present == null) {
      throw SqlErrors.wrongMoment("the Blob has been freed");
    }
    return present;
  }

  /** Returns the index, counted from 0, of a position that may be right behind the last byte. */
  private static int index(long position, int length) throws SQLException {
    if (position < 1 || position > length + 1L) {
      throw SqlErrors.badArgument(
          "there is no position " + position + " in an object of length " + length);
    }
    return (int) position - 1;
  }

  private static void checkLength(long length) throws SQLException {
    if (length < 0) {
      throw SqlErrors.badArgument("the length must not be negative, but is " + length);
    }
  }

  @Override
  public long length() throws SQLException {
    return bytes().length;
  }

  @Override
  public byte[] getBytes(long position, int length) throws SQLException {
    checkLength(length);
    byte[] present = bytes();
    int from = index(position, present.length);
    return Arrays.copyOfRange(present, from, from + Math.min(length, present.length - from));
  }

  @Override
  public InputStream getBinaryStream() throws SQLException {
    return new ByteArrayInputStream(bytes());
  }

  @Override
  public InputStream getBinaryStream(long position, long length) throws SQLException {
    checkLength(length);
    byte[] present = bytes();
    int from = index(position, present.length);
    if (length > present.length - from) {
      throw SqlErrors.badArgument("there are no " + length + " bytes from " + position + " on");
    }
    return new ByteArrayInputStream(present, from, (int) length);
  }

  @Override
  public long position(byte[] pattern, long start) throws SQLException {
    byte[] present = bytes();
    for (int at = index(start, present.length); at + pattern.length <= present.length; at++) {
      if (Arrays.equals(present, at, at + pattern.length, pattern, 0, pattern.length)) {
        return at + 1L;
      }
    }
    return -1;
  }

  @Override
  public long position(Blob pattern, long start) throws SQLException {
    return position(
        pattern.getBytes(1, (int) Math.min(Integer.MAX_VALUE, pattern.length())), start);
  }

  @Override
  public int setBytes(long position, byte[] source) throws SQLException {
    return setBytes(position, source, 0, source.length);
  }

  @Override
  public int setBytes(long position, byte[] source, int offset, int length) throws SQLException {
    if (offset < 0 || length < 0 || length > source.length - offset) {
      throw SqlErrors.badArgument("there are no " + length + " bytes from " + offset + " on");
    }
    byte[] present = bytes();
    int from = index(position, present.length);
    byte[] changed = Arrays.copyOf(present, Math.max(present.length, from + length));
    System.arraycopy(source, offset, changed, from, length);
    bytes = changed;
    return length;
  }

  /** Returns a stream whose bytes are here once it has been closed. */
  @Override
  public OutputStream setBinaryStream(long position) throws SQLException {
    index(position, bytes().length);
    return new ByteArrayOutputStream() {
      @Override
      public void close() throws IOException {
        try {
          setBytes(position, toByteArray());
        } catch (SQLException e) {
          throw new IOException(e);
        }
      }
    };
  }

  @Override
  public void truncate(long length) throws SQLException {
    checkLength(length);
    byte[] present = bytes();
    if (length > present.length) {
      throw SqlErrors.badArgument(
          "an object of length " + present.length + " cannot be cut to " + length);
    }
    bytes = Arrays.copyOf(present, (int) length);
  }

  @Override
  public void free() {
    bytes = null;
  }
}
