package io.lightningdb.jdbc.internal.row;

import io.lightningdb.FormatException;
import io.lightningdb.jdbc.internal.error.UnsupportedValueException;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Texts;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

/*
 * Of a cache whose configuration tells a simple class, a column has the type that is closest to it, and of
 * one of arrays of bytes it has what is in them. Of any other cache it is the encoded object with its tag.
 *
 * The configuration is that with which the cache was made. It can be opened again without types, or with a
 * serializer, and objects of other classes be put into it. They are sound, but nothing that fits the column.
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
  private static final int SERIALIZER = 0x41;

  /** Smaller tags are none, and neither are some that are larger. */
  private static final int TAG_MIN = 0x10;

  private static final int TAG_MAX = 0x5C;

  private static final int NANOS_MAX = 999_999_999;

  private final String column;
  private final ColumnType type;
  private final boolean arrays;
  private final Input in;

  CacheObject(Table table, int ordinal) {
    this.column = "column " + table.column(ordinal).name() + " of table " + table.name();
    this.type = table.column(ordinal).type();
    this.arrays = table.javaClasses().get(ordinal).equals("[B");
    this.in = new Input("a " + table.column(ordinal).name() + " of cache " + table.name());
  }

  /** Reads what lies in {@code bytes} from {@code position} to the end. */
  Object read(byte[] bytes, int position) {
    in.reset(bytes);
    in.seek(position);
    int tag = in.readByte();
    if (type.type() == SqlType.VARBINARY && !arrays) {
      return Arrays.copyOfRange(bytes, position, bytes.length);
    }
    try {
      Object object = object(tag);
      checkEnd();
      return object;
    } catch (DateTimeException | ArithmeticException e) {
      throw in.corrupt(e);
    }
  }

  private Object object(int tag) {
    return switch (type.type()) {
      case BOOLEAN -> {
        expect(tag, BOOLEAN);
        yield readBoolean();
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
        // SQL has no -0.
        yield (double) Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits) + 0.0;
      }
      case DOUBLE -> {
        expect(tag, DOUBLE);
        long bits = in.readBigLong();
        yield Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits) + 0.0;
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
        yield readDate();
      }
      case TIMESTAMP -> {
        expect(tag, LOCAL_DATE_TIME);
        LocalDate date = LocalDate.ofEpochDay(readLong());
        yield LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.readBigLong()));
      }
      case TIMESTAMP_WITH_TIME_ZONE -> {
        expect(tag, INSTANT);
        yield readMoment();
      }
      case VARBINARY -> {
        expect(tag, BYTES);
        yield in.readBytes(in.remaining());
      }
      default -> throw new IllegalStateException("no column of a cache is a " + type);
    };
  }

  private void expect(int tag, int expected) {
    if (tag == expected) {
      return;
    }
    String shown = Integer.toHexString(tag);
    if (tag < TAG_MIN || tag > TAG_MAX) {
      throw new FormatException(
          column
              + " has an object with the tag "
              + shown
              + ", which only a newer version can read");
    }
    throw unsupported(
        tag == SERIALIZER
            ? "an object in the form of the cache's own serializer"
            : "an object of another class than the cache was made for, with the tag " + shown);
  }

  private UnsupportedValueException unsupported(String what) {
    return new UnsupportedValueException(column + " has " + what + ": it cannot be a " + type);
  }

  private void checkEnd() {
    if (in.remaining() > 0) {
      throw in.corrupt(in.remaining() + " bytes behind the object");
    }
  }

  private boolean readBoolean() {
    int value = in.readByte();
    if (value > 1) {
      throw in.corrupt("the boolean " + value);
    }
    return value == 1;
  }

  private LocalDate readDate() {
    LocalDate date = LocalDate.ofEpochDay(readLong());
    checkEnd();
    if (date.toEpochDay() != (int) date.toEpochDay()) {
      throw unsupported("the date " + date);
    }
    return date;
  }

  private OffsetDateTime readMoment() {
    long second = readLong();
    int nano = in.readBigInt();
    if (nano < 0 || nano > NANOS_MAX) {
      throw in.corrupt(nano + " nanoseconds");
    }
    Instant moment = Instant.ofEpochSecond(second, nano);
    checkEnd();
    if (moment.isBefore(LocalDateTime.MIN.toInstant(ZoneOffset.UTC))
        || moment.isAfter(LocalDateTime.MAX.toInstant(ZoneOffset.UTC))) {
      throw unsupported("the moment " + moment);
    }
    return moment.atOffset(ZoneOffset.UTC);
  }

  private long readLong() {
    return in.readBigLong() ^ Long.MIN_VALUE;
  }

  private String text() {
    byte[] bytes = in.readBytes(in.remaining());
    String text = Texts.decode(bytes, 0, bytes.length);
    if (text == null) {
      throw CacheText.hasHalves(bytes)
          ? unsupported("text with half of a surrogate pair, which is no Unicode")
          : in.corrupt("text that is not UTF-8");
    }
    return text;
  }
}
