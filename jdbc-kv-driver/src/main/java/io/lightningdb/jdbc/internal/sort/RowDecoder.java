package io.lightningdb.jdbc.internal.sort;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RowEncoder} wrote. The bytes are known to be those that were written, by their
 * checksum.
 */
final class RowDecoder {

  private static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int position;
  private int end;

  /** Begins to read the bytes from {@code start} to {@code end}. */
  void reset(byte[] newBytes, int start, int newEnd) {
    bytes = newBytes;
    position = start;
    end = newEnd;
  }

  boolean isAtEnd() {
    return position == end;
  }

  @Nullable Object[] readRow() {
    @Nullable Object[] row = new @Nullable Object[readLength()];
    for (int i = 0; i < row.length; i++) {
      row[i] = readValue();
    }
    return row;
  }

  private @Nullable Object readValue() {
    int kind = bytes[position++];
    return switch (kind) {
      case RowEncoder.NULL -> null;
      case RowEncoder.FALSE -> false;
      case RowEncoder.TRUE -> true;
      case RowEncoder.LONG -> readSigned();
      case RowEncoder.DOUBLE -> Double.longBitsToDouble(readLong());
      case RowEncoder.DECIMAL -> readDecimal();
      case RowEncoder.NARROW_TEXT -> readNarrowText();
      case RowEncoder.WIDE_TEXT -> readWideText();
      case RowEncoder.BYTES -> readBlob();
      case RowEncoder.DATE -> LocalDate.ofEpochDay(readSigned());
      case RowEncoder.TIME -> LocalTime.ofNanoOfDay(readVarint());
      case RowEncoder.TIMESTAMP -> readTimestamp();
      case RowEncoder.TIMESTAMP_WITH_TIME_ZONE ->
          OffsetDateTime.of(readTimestamp(), ZoneOffset.ofTotalSeconds((int) readSigned()));
      case RowEncoder.UUID -> new UUID(readLong(), readLong());
      default -> throw new IllegalStateException("a value of the kind " + kind);
    };
  }

  private BigDecimal readDecimal() {
    int scale = (int) readSigned();
    int length = readLength();
    BigInteger unscaled = new BigInteger(bytes, position, length);
    position += length;
    return new BigDecimal(unscaled, scale);
  }

  private String readNarrowText() {
    int length = readLength();
    String text = new String(bytes, position, length, StandardCharsets.ISO_8859_1);
    position += length;
    return text;
  }

  private String readWideText() {
    char[] characters = new char[readLength()];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = (char) ((bytes[position] & 0xFF) | (bytes[position + 1] << 8));
      position += 2;
    }
    return new String(characters);
  }

  private byte[] readBlob() {
    int length = readLength();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  private LocalDateTime readTimestamp() {
    long second = readSigned();
    return LocalDateTime.ofEpochSecond(second, (int) readVarint(), ZoneOffset.UTC);
  }

  private int readLength() {
    return (int) readVarint();
  }

  private long readSigned() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  private long readVarint() {
    long value = 0;
    int shift = 0;
    byte b = bytes[position++];
    while (b < 0) {
      value |= (long) (b & 0x7F) << shift;
      shift += 7;
      b = bytes[position++];
    }
    return value | (long) b << shift;
  }

  private long readLong() {
    position += Long.BYTES;
    return (long) LITTLE_LONG.get(bytes, position - Long.BYTES);
  }
}
