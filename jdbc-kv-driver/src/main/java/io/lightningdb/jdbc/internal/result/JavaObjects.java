package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Numbers;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Temporals;
import io.lightningdb.jdbc.internal.type.Texts;
import io.lightningdb.jdbc.internal.type.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Values as objects: of the class that JDBC gives their type, or of one that is asked for. */
final class JavaObjects {

  /** Makes an object of a value. */
  private interface Maker {

    Object make(Object value, ColumnType type) throws SQLException;
  }

  private static final Map<Class<?>, Maker> MAKERS = makers();

  private JavaObjects() {}

  private static Map<Class<?>, Maker> makers() {
    Map<Class<?>, Maker> makers = new HashMap<>();
    makers.put(Object.class, JavaObjects::toObject);
    makers.put(String.class, (value, type) -> Texts.toText(value, type.type()));
    makers.put(Boolean.class, (value, type) -> Conversions.toBoolean(value));
    makers.put(
        Byte.class,
        (value, type) -> (byte) Conversions.toLong(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte"));
    makers.put(
        Short.class,
        (value, type) ->
            (short) Conversions.toLong(value, Short.MIN_VALUE, Short.MAX_VALUE, "short"));
    makers.put(Integer.class, (value, type) -> toInteger(value));
    makers.put(
        Long.class,
        (value, type) -> Conversions.toLong(value, Long.MIN_VALUE, Long.MAX_VALUE, "long"));
    makers.put(Float.class, (value, type) -> Conversions.toFloat(value));
    makers.put(Double.class, (value, type) -> Numbers.toDouble(value));
    makers.put(BigDecimal.class, (value, type) -> Conversions.toDecimal(value, type.type()));
    makers.put(
        BigInteger.class,
        (value, type) -> Conversions.toDecimal(value, type.type()).toBigInteger());
    makers.put(byte[].class, (value, type) -> Conversions.toBytes(value));
    makers.put(Blob.class, (value, type) -> new MemoryBlob(Conversions.toBytes(value)));
    makers.put(Clob.class, (value, type) -> new MemoryClob(Texts.toText(value, type.type())));
    makers.put(NClob.class, (value, type) -> new MemoryClob(Texts.toText(value, type.type())));
    makers.put(UUID.class, (value, type) -> Values.toUuid(value));
    addMoments(makers);
    return makers;
  }

  private static void addMoments(Map<Class<?>, Maker> makers) {
    makers.put(LocalDate.class, (value, type) -> Temporals.toDate(value));
    makers.put(LocalTime.class, (value, type) -> Temporals.toTime(value));
    makers.put(LocalDateTime.class, (value, type) -> Temporals.toTimestamp(value));
    makers.put(OffsetDateTime.class, (value, type) -> Temporals.toTimestampWithTimeZone(value));
    makers.put(
        ZonedDateTime.class,
        (value, type) -> Temporals.toTimestampWithTimeZone(value).toZonedDateTime());
    makers.put(Instant.class, (value, type) -> Conversions.toInstant(value));
    makers.put(Date.class, (value, type) -> Conversions.toDate(value, null));
    makers.put(Time.class, (value, type) -> Conversions.toTime(value, null));
    makers.put(Timestamp.class, (value, type) -> Conversions.toTimestamp(value, null));
    makers.put(java.util.Date.class, (value, type) -> Conversions.toTimestamp(value, null));
  }

  private static int toInteger(Object value) throws SQLException {
    return (int) Conversions.toLong(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
  }

  /** Returns an object of the class that JDBC gives the type. */
  static Object toObject(Object value, ColumnType type) throws SQLException {
    SqlType sqlType = type.type();
    return switch (sqlType) {
      case BOOLEAN, BIGINT, DOUBLE, DECIMAL, CHAR, VARCHAR, TIMESTAMP_WITH_TIME_ZONE, UUID -> value;
      case SMALLINT, INTEGER -> toInteger(value);
      case REAL -> Conversions.toFloat(value);
      case CLOB -> new MemoryClob((String) value);
      case BINARY, VARBINARY -> Conversions.toBytes(value);
      case BLOB -> new MemoryBlob(Conversions.toBytes(value));
      case DATE -> Conversions.toDate(value, null);
      case TIME -> Conversions.toTime(value, null);
      case TIMESTAMP -> Conversions.toTimestamp(value, null);
    };
  }

  /**
   * Returns an object of a certain class.
   *
   * @throws SQLException if there is no conversion to that class
   */
  static <T> T toObject(Object value, ColumnType type, Class<T> target) throws SQLException {
    Maker maker = MAKERS.get(target);
    if (maker == null) {
      throw SqlErrors.badConversion("values cannot be had as objects of " + target.getName());
    }
    return target.cast(maker.make(value, type));
  }
}
