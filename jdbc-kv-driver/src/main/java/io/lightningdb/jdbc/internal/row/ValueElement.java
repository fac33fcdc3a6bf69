package io.lightningdb.jdbc.internal.row;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Temporals;
import io.lightningdb.jdbc.internal.type.Texts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** One column of a row's value that is not null. Stateless but for its type. */
final class ValueElement {

  /** More bytes than a number of the most digits takes. */
  private static final int UNSCALED_BYTES_MAX = ColumnType.DECIMAL_DIGITS_MAX;

  private final ColumnType type;

  ValueElement(ColumnType type) {
    this.type = type;
  }

  void write(Object value, Output out) {
    switch (type.type()) {
      case BOOLEAN -> out.writeByte((Boolean) value ? 1 : 0);
      case SMALLINT, INTEGER, BIGINT -> out.writeSigned((Long) value);
      case REAL -> out.writeLittleInt(Float.floatToIntBits(((Double) value).floatValue()));
      case DOUBLE -> out.writeLittleLong(Double.doubleToLongBits((Double) value));
      case DECIMAL -> {
        BigDecimal number = (BigDecimal) value;
        out.writeSigned(number.scale()).writeBlob(number.unscaledValue().toByteArray());
      }
      case CHAR, VARCHAR, CLOB -> out.writeBlob(Texts.encode((String) value));
      case BINARY, VARBINARY, BLOB -> out.writeBlob((byte[]) value);
      case DATE -> out.writeSigned(((LocalDate) value).toEpochDay());
      case TIME -> out.writeVarint(((LocalTime) value).toNanoOfDay());
      case TIMESTAMP -> {
        LocalDateTime timestamp = (LocalDateTime) value;
        out.writeSigned(timestamp.toEpochSecond(ZoneOffset.UTC))
            .writeVarint(Temporals.nano(timestamp));
      }
      case TIMESTAMP_WITH_TIME_ZONE -> {
        OffsetDateTime timestamp = (OffsetDateTime) value;
        LocalDateTime local = timestamp.toLocalDateTime();
        out.writeSigned(local.toEpochSecond(ZoneOffset.UTC)).writeVarint(Temporals.nano(local));
        out.writeSigned(timestamp.getOffset().getTotalSeconds());
      }
      case UUID -> {
        UUID uuid = (UUID) value;
        out.writeBigLong(uuid.getMostSignificantBits());
        out.writeBigLong(uuid.getLeastSignificantBits());
      }
    }
  }

  Object read(Input in) {
    return switch (type.type()) {
      case BOOLEAN -> readBoolean(in);
      case SMALLINT -> readWhole(in, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> readWhole(in, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> in.readSigned();
      case REAL -> (double) Float.intBitsToFloat(in.readLittleInt());
      case DOUBLE -> Double.longBitsToDouble(in.readLittleLong());
      case DECIMAL -> readDecimal(in);
      case CHAR, VARCHAR, CLOB -> readText(in);
      case BINARY, VARBINARY, BLOB -> in.readBlob();
      case DATE -> LocalDate.ofEpochDay(readWhole(in, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case TIME -> LocalTime.ofNanoOfDay(in.readVarint());
      case TIMESTAMP -> readLocal(in);
      case TIMESTAMP_WITH_TIME_ZONE -> {
        LocalDateTime local = readLocal(in);
        long offset = readWhole(in, Integer.MIN_VALUE, Integer.MAX_VALUE);
        yield OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds((int) offset));
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

  private static long readWhole(Input in, long min, long max) {
    long value = in.readSigned();
    if (value < min || value > max) {
      throw in.corrupt("the number " + value + " where at most " + max + " is possible");
    }
    return value;
  }

  private static BigDecimal readDecimal(Input in) {
    int scaleMax = ColumnType.DECIMAL_DIGITS_MAX;
    int scale = (int) readWhole(in, -scaleMax, scaleMax);
    byte[] unscaled = in.readBlob();
    if (unscaled.length == 0 || unscaled.length > UNSCALED_BYTES_MAX) {
      throw in.corrupt("a number of " + unscaled.length + " bytes");
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  private static String readText(Input in) {
    long length = in.readVarint();
    int start = in.skip(length);
    String text = Texts.decode(in.array(), start, (int) length);
    if (text == null) {
      throw in.corrupt("text that is not UTF-8");
    }
    return text;
  }

  private static LocalDateTime readLocal(Input in) {
    long second = in.readSigned();
    long nano = in.readVarint();
    if (nano < 0 || nano > 999_999_999) {
      throw in.corrupt(nano + " nanoseconds");
    }
    return LocalDateTime.ofEpochSecond(second, (int) nano, ZoneOffset.UTC);
  }

  /** Passes over the element. */
  void skip(Input in) {
    switch (type.type()) {
      case BOOLEAN -> in.skip(1);
      case SMALLINT, INTEGER, BIGINT, DATE, TIME -> in.readVarint();
      case REAL -> in.skip(Integer.BYTES);
      case DOUBLE -> in.skip(Long.BYTES);
      case UUID -> in.skip(2 * Long.BYTES);
      case DECIMAL -> {
        in.readVarint();
        in.skip(in.readVarint());
      }
      case CHAR, VARCHAR, CLOB, BINARY, VARBINARY, BLOB -> in.skip(in.readVarint());
      case TIMESTAMP -> {
        in.readVarint();
        in.readVarint();
      }
      case TIMESTAMP_WITH_TIME_ZONE -> {
        in.readVarint();
        in.readVarint();
        in.readVarint();
      }
    }
  }
}
