package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Texts;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

/*
 * Of a cache whose configuration tells a simple class, a column has the type that is closest to it. Of any
 * other it is bytes: those of an array, or else the encoded object with its tag.
 */
/** Reads the keys or the values of a cache. For one thread at a time. */
final class CacheObject {

  private static final int BOOLEAN = 0x10;
  private static final int BYTE = 0x11;
  private static final int SHORT = 0x12;
  private static final int INTEGER = 0x14;
  private static final int LONG = 0x15;
  private static final int FLOAT = 0x16;
  private static final int DOUBLE = 0x17;
  private static final int STRING = 0x20;
  private static final int UUID_TAG = 0x21;
  private static final int INSTANT = 0x28;
  private static final int LOCAL_DATE = 0x29;
  private static final int LOCAL_DATE_TIME = 0x2B;
  private static final int BYTES = 0x30;

  private final ColumnType type;
  private final Input in;

  CacheObject(Table table, int ordinal) {
    this.type = table.column(ordinal).type();
    this.in = new Input("a " + table.column(ordinal).name() + " of cache " + table.name());
  }

  /** Reads what lies in {@code bytes} from {@code position} to the end. */
  Object read(byte[] bytes, int position) {
    in.reset(bytes);
    in.seek(position);
    int tag = in.readByte();
    if (type.type() == SqlType.VARBINARY) {
      return Arrays.copyOfRange(bytes, tag == BYTES ? position + 1 : position, bytes.length);
    }
    try {
      Object object = object(tag);
      if (in.remaining() > 0) {
        throw in.corrupt(in.remaining() + " bytes behind the object");
      }
      return object;
    } catch (DateTimeException | ArithmeticException e) {
      throw in.corrupt(e);
    }
  }

  private Object object(int tag) {
    return switch (type.type()) {
      case BOOLEAN -> {
        expect(tag, BOOLEAN);
        yield in.readByte() != 0;
      }
      case SMALLINT -> {
        if (tag == BYTE) {
          yield (long) (byte) (in.readByte() ^ 0x80);
        }
        expect(tag, SHORT);
        yield (long) (short) (in.readBigShort() ^ Short.MIN_VALUE);
      }
      case INTEGER -> {
        expect(tag, INTEGER);
        yield (long) (in.readBigInt() ^ Integer.MIN_VALUE);
      }
      case BIGINT -> {
        expect(tag, LONG);
        yield readLong();
      }
      case REAL -> {
        expect(tag, FLOAT);
        int bits = in.readBigInt();
        yield (double) Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
      }
      case DOUBLE -> {
        expect(tag, DOUBLE);
        long bits = in.readBigLong();
        yield Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
      }
      case VARCHAR -> {
        expect(tag, STRING);
        yield text();
      }
      case UUID -> {
        expect(tag, UUID_TAG);
        long high = in.readBigLong();
        yield new UUID(high, in.readBigLong());
      }
      case DATE -> {
        expect(tag, LOCAL_DATE);
        yield LocalDate.ofEpochDay(readLong());
      }
      case TIMESTAMP -> {
        expect(tag, LOCAL_DATE_TIME);
        LocalDate date = LocalDate.ofEpochDay(readLong());
        yield LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.readBigLong()));
      }
      case TIMESTAMP_WITH_TIME_ZONE -> {
        expect(tag, INSTANT);
        long second = readLong();
        yield Instant.ofEpochSecond(second, in.readBigInt()).atOffset(ZoneOffset.UTC);
      }
      default -> throw new IllegalStateException("no column of a cache is a " + type);
    };
  }

  private void expect(int tag, int expected) {
    if (tag != expected) {
      throw in.corrupt("the tag " + Integer.toHexString(tag) + " where a " + type + " is expected");
    }
  }

  private long readLong() {
    return in.readBigLong() ^ Long.MIN_VALUE;
  }

  private String text() {
    byte[] bytes = in.readBytes(in.remaining());
    String text = Texts.decode(bytes, 0, bytes.length);
    if (text == null) {
      throw in.corrupt("text that is not UTF-8");
    }
    return text;
  }
}
