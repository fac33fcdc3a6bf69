package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Temporals;
import io.lightningdb.jdbc.internal.type.Texts;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/*
 * The bytes are those of the engine's KeyCodec wherever it has the type, so that keys written here
 * can be read there. Numbers are big-endian with the sign bit inverted; of a negative floating-point
 * number all bits are.
 */
/** One column of a key. Stateless but for its type. */
final class KeyElement {

  private static final int ESCAPED_ZERO = 0xFF;
  private static final int END = 0;

  private final ColumnType type;

  /** Whether text and bytes are escaped and end with a mark, because other columns follow them. */
  private final boolean framed;

  KeyElement(ColumnType type, boolean framed) {
    this.type = type;
    this.framed = framed;
  }

  void write(Object value, Output out) {
    switch (type.type()) {
      case BOOLEAN -> out.writeByte((Boolean) value ? 1 : 0);
      case SMALLINT -> out.writeBigShort(((Long) value).intValue() ^ Short.MIN_VALUE);
      case INTEGER -> out.writeBigInt(((Long) value).intValue() ^ Integer.MIN_VALUE);
      case BIGINT -> out.writeBigLong((Long) value ^ Long.MIN_VALUE);
      case REAL -> writeReal(((Double) value).floatValue(), out);
      case DOUBLE -> writeDouble((Double) value, out);
      case DECIMAL -> DecimalKey.write((BigDecimal) value, out);
      case CHAR, VARCHAR, CLOB -> writeFramed(Texts.encode((String) value), out, true);
      case BINARY, VARBINARY, BLOB -> writeFramed((byte[]) value, out, true);
      case DATE -> out.writeBigInt((int) ((LocalDate) value).toEpochDay() ^ Integer.MIN_VALUE);
      case TIME -> out.writeBigLong(((LocalTime) value).toNanoOfDay());
      case TIMESTAMP -> {
        LocalDateTime timestamp = (LocalDateTime) value;
        long second = timestamp.toEpochSecond(ZoneOffset.UTC);
        out.writeBigLong(second ^ Long.MIN_VALUE).writeBigInt(Temporals.nano(timestamp));
      }
      case TIMESTAMP_WITH_TIME_ZONE -> {
        OffsetDateTime timestamp = (OffsetDateTime) value;
        long second = timestamp.toEpochSecond();
        out.writeBigLong(second ^ Long.MIN_VALUE).writeBigInt(timestamp.getNano());
      }
      case UUID -> {
        UUID uuid = (UUID) value;
        out.writeBigLong(uuid.getMostSignificantBits());
        out.writeBigLong(uuid.getLeastSignificantBits());
      }
    }
  }

  private static void writeReal(float value, Output out) {
    int bits = Float.floatToIntBits(value);
    out.writeBigInt(bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE);
  }

  private static void writeDouble(double value, Output out) {
    long bits = Double.doubleToLongBits(value);
    out.writeBigLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
  }

  /**
   * Writes text or bytes.
   *
   * @param whole whether they end here, or are the beginning of more
   */
  void writeFramed(byte[] bytes, Output out, boolean whole) {
    if (!framed) {
      out.writeBytes(bytes);
      return;
    }
    for (byte b : bytes) {
      out.writeByte(b);
      if (b == 0) {
        out.writeByte(ESCAPED_ZERO);
      }
    }
    if (whole) {
      out.writeByte(0).writeByte(END);
    }
  }

  Object read(Input in) {
    return switch (type.type()) {
      case BOOLEAN -> readBoolean(in);
      case SMALLINT -> (long) (short) (in.readBigShort() ^ Short.MIN_VALUE);
      case INTEGER -> (long) (in.readBigInt() ^ Integer.MIN_VALUE);
      case BIGINT -> in.readBigLong() ^ Long.MIN_VALUE;
      case REAL -> readReal(in);
      case DOUBLE -> readDouble(in);
      case DECIMAL -> readDecimal(in);
      case CHAR, VARCHAR, CLOB -> readText(in);
      case BINARY, VARBINARY, BLOB -> readFramed(in);
      case DATE -> LocalDate.ofEpochDay(in.readBigInt() ^ Integer.MIN_VALUE);
      case TIME -> LocalTime.ofNanoOfDay(in.readBigLong());
      case TIMESTAMP -> {
        long second = in.readBigLong() ^ Long.MIN_VALUE;
        yield LocalDateTime.ofEpochSecond(second, in.readBigInt(), ZoneOffset.UTC);
      }
      case TIMESTAMP_WITH_TIME_ZONE -> {
        long second = in.readBigLong() ^ Long.MIN_VALUE;
        yield Instant.ofEpochSecond(second, nano(in)).atOffset(ZoneOffset.UTC);
      }
      case UUID -> {
        long high = in.readBigLong();
        yield new UUID(high, in.readBigLong());
      }
    };
  }

  private static boolean readBoolean(Input in) {
    int value = in.readByte();
    if (value > 1) {
      throw in.corrupt("the boolean " + value);
    }
    return value == 1;
  }

  private static Double readReal(Input in) {
    int bits = in.readBigInt();
    return (double) Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
  }

  private static Double readDouble(Input in) {
    long bits = in.readBigLong();
    return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
  }

  private static int nano(Input in) {
    int nano = in.readBigInt();
    if (nano < 0 || nano > 999_999_999) {
      throw in.corrupt(nano + " nanoseconds");
    }
    return nano;
  }

  private BigDecimal readDecimal(Input in) {
    BigDecimal number = DecimalKey.read(in);
    if (type.precision() > 0) {
      // Throws if there are more digits behind the point than the column has.
      return number.setScale(type.scale());
    }
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  private String readText(Input in) {
    byte[] bytes = readFramed(in);
    String text = Texts.decode(bytes, 0, bytes.length);
    if (text == null) {
      throw in.corrupt("text that is not UTF-8");
    }
    return text;
  }

  private byte[] readFramed(Input in) {
    if (!framed) {
      return in.readBytes(in.remaining());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      int b = in.readByte();
      if (b == 0) {
        int mark = in.readByte();
        if (mark == END) {
          return bytes.toByteArray();
        }
        if (mark != ESCAPED_ZERO) {
          throw in.corrupt("a zero with the mark " + mark);
        }
      }
      bytes.write(b);
    }
  }

  /** Passes over the element. */
  void skip(Input in) {
    switch (type.type()) {
      case BOOLEAN -> in.skip(1);
      case SMALLINT -> in.skip(Short.BYTES);
      case INTEGER, REAL, DATE -> in.skip(Integer.BYTES);
      case BIGINT, DOUBLE, TIME -> in.skip(Long.BYTES);
      case TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> in.skip(Long.BYTES + Integer.BYTES);
      case UUID -> in.skip(2 * Long.BYTES);
      case DECIMAL -> DecimalKey.skip(in);
      case CHAR, VARCHAR, CLOB, BINARY, VARBINARY, BLOB -> {
        if (!framed) {
          in.skip(in.remaining());
          return;
        }
        while (in.readByte() != 0 || in.readByte() != END) {
          // the next one
        }
      }
    }
  }
}
