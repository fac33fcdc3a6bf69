package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.Temporals;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * A row is the number of its values and then, for each, a byte for its kind and what makes it up:
 * whole numbers as varints, signed ones zigzag, texts and bytes behind their length. A text is kept
 * as it is even if a surrogate in it has no partner, which UTF-8 could not do: one byte for each
 * character where that is enough, as it mostly is, else two.
 *
 * No other process and no later version reads this, so nothing tells the version.
 */
/** Writes rows one behind the other into a block of bytes. {@link RowDecoder} reads them. */
final class RowEncoder {

  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int LONG = 3;
  static final int DOUBLE = 4;
  static final int DECIMAL = 5;
  static final int NARROW_TEXT = 6;
  static final int WIDE_TEXT = 7;
  static final int BYTES = 8;
  static final int DATE = 9;
  static final int TIME = 10;
  static final int TIMESTAMP = 11;
  static final int TIMESTAMP_WITH_TIME_ZONE = 12;
  static final int UUID = 13;

  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 16;

  private byte[] bytes;
  private int size;

  RowEncoder(int capacity) {
    bytes = new byte[capacity];
  }

  /** Returns the array that is written into; a later write may go into another one. */
  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** Begins again, behind {@code reserved} bytes that the caller will set. */
  void reset(int reserved) {
    size = reserved;
  }

  /** Sets four bytes of what was reserved. */
  void setInt(int offset, int value) {
    LITTLE_INT.set(bytes, offset, value);
  }

  void write(@Nullable Object[] row) throws SQLException {
    writeVarint(row.length);
    for (Object value : row) {
      write(value);
    }
  }

  private void write(@Nullable Object value) throws SQLException {
    if (value == null) {
      writeByte(NULL);
    } else if (value instanceof Long whole) {
      writeByte(LONG);
      writeSigned(whole);
    } else if (value instanceof String text) {
      write(text);
    } else if (value instanceof Boolean bool) {
      writeByte(bool ? TRUE : FALSE);
    } else if (value instanceof Double number) {
      writeByte(DOUBLE);
      writeLong(Double.doubleToRawLongBits(number));
    } else if (value instanceof BigDecimal number) {
      writeByte(DECIMAL);
      writeSigned(number.scale());
      writeBlob(number.unscaledValue().toByteArray());
    } else if (value instanceof byte[] blob) {
      writeByte(BYTES);
      writeBlob(blob);
    } else if (value instanceof UUID uuid) {
      writeByte(UUID);
      writeLong(uuid.getMostSignificantBits());
      writeLong(uuid.getLeastSignificantBits());
    } else {
      writeTemporal(value);
    }
  }

  private void writeTemporal(Object value) throws SQLException {
    if (value instanceof LocalDate date) {
      writeByte(DATE);
      writeSigned(date.toEpochDay());
    } else if (value instanceof LocalTime time) {
      writeByte(TIME);
      writeVarint(time.toNanoOfDay());
    } else if (value instanceof LocalDateTime timestamp) {
      writeByte(TIMESTAMP);
      write(timestamp);
    } else if (value instanceof OffsetDateTime timestamp) {
      writeByte(TIMESTAMP_WITH_TIME_ZONE);
      write(timestamp.toLocalDateTime());
      writeSigned(timestamp.getOffset().getTotalSeconds());
    } else {
      throw new IllegalArgumentException("no value of SQL: " + value.getClass());
    }
  }

  private void write(LocalDateTime timestamp) throws SQLException {
    writeSigned(timestamp.toEpochSecond(ZoneOffset.UTC));
    writeVarint(Temporals.nano(timestamp));
  }

  private void write(String text) throws SQLException {
    int length = text.length();
    int start = size;
    writeByte(NARROW_TEXT);
    writeVarint(length);
    int at = claim(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > 0xFF) {
        size = start;
        writeWide(text);
        return;
      }
      bytes[at + i] = (byte) c;
    }
  }

  private void writeWide(String text) throws SQLException {
    int length = text.length();
    writeByte(WIDE_TEXT);
    writeVarint(length);
    int at = claim(2L * length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      bytes[at++] = (byte) c;
      bytes[at++] = (byte) (c >> 8);
    }
  }

  private void writeBlob(byte[] blob) throws SQLException {
    writeVarint(blob.length);
    int at = claim(blob.length);
    System.arraycopy(blob, 0, bytes, at, blob.length);
  }

  private void writeSigned(long value) throws SQLException {
    writeVarint((value << 1) ^ (value >> 63));
  }

  private void writeVarint(long value) throws SQLException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  private void writeLong(long value) throws SQLException {
    // Before the array is named: it may be replaced by a larger one.
    int at = claim(Long.BYTES);
    LITTLE_LONG.set(bytes, at, value);
  }

  private void writeByte(int value) throws SQLException {
    int at = claim(1);
    bytes[at] = (byte) value;
  }

  /** Makes room for {@code count} more bytes and returns where they begin. */
  private int claim(long count) throws SQLException {
    int start = size;
    long needed = start + count;
    if (needed > bytes.length) {
      if (needed > ARRAY_BYTES_MAX) {
        throw SqlErrors.limitExceeded("a row that has to be collected takes more than 2 GiB");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(ARRAY_BYTES_MAX, Math.max(needed, 2L * start)));
    }
    size = (int) needed;
    return start;
  }
}
