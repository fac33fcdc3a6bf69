package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the objects that a program passes as parameters are to SQL. */
public final class JavaValues {

  private JavaValues() {}

  /**
   * Returns the value that {@code object} stands for. Arrays are copied, streams read to the end.
   *
   * @throws SQLException if it is of no class that stands for a value of SQL
   */
  public static @Nullable Object toValue(@Nullable Object object) throws SQLException {
    if (object == null
        || object instanceof String
        || object instanceof Long
        || object instanceof Boolean
        || object instanceof LocalDate
        || object instanceof LocalTime
        || object instanceof LocalDateTime
        || object instanceof OffsetDateTime
        || object instanceof UUID) {
      return object;
    }
    if (object instanceof Number number) {
      return number(number);
    }
    if (object instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (object instanceof Character character) {
      return character.toString();
    }
    Object moment = moment(object);
    return moment != null ? moment : largeObject(object);
  }

  private static Object number(Number number) throws SQLException {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.longValue();
    }
    if (number instanceof Double) {
      return number;
    }
    if (number instanceof Float) {
      return number.doubleValue();
    }
    if (number instanceof BigDecimal decimal) {
      return Numbers.checked(decimal);
    }
    if (number instanceof BigInteger whole) {
      return Numbers.checked(new BigDecimal(whole));
    }
    throw unknown(number);
  }

  private static @Nullable Object moment(Object object) throws SQLException {
    if (object instanceof java.util.Date date) {
      return ofDate(date, null);
    }
    if (object instanceof Instant instant) {
      try {
        return instant.atOffset(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // An Instant goes a year further than what has years.
        throw SqlErrors.dateTimeOutOfRange(instant + " is out of range");
      }
    }
    if (object instanceof ZonedDateTime zoned) {
      return zoned.toOffsetDateTime();
    }
    if (object instanceof Calendar calendar) {
      return LegacyTimestamp.of(calendar.toInstant(), calendar.getTimeZone().toZoneId());
    }
    return null;
  }

  /**
   * Returns the value of a date, time or timestamp of the old classes.
   *
   * @param calendar in whose time zone the fields are meant; null for the JVM's
   */
  public static @Nullable Object ofDate(java.util.@Nullable Date date, @Nullable Calendar calendar)
      throws SQLException {
    if (date == null) {
      return null;
    }
    ZoneId zone = calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
    if (date instanceof java.sql.Date day) {
      return calendar == null ? day.toLocalDate() : instant(date).atZone(zone).toLocalDate();
    }
    if (date instanceof java.sql.Time) {
      return instant(date).atZone(zone).toLocalTime();
    }
    if (date instanceof java.sql.Timestamp timestamp && calendar == null) {
      // The fields as they print, which differ from those of the moment before 1582.
      return new LegacyTimestamp(
          timestamp.toLocalDateTime(), instant(date).atZone(zone).toOffsetDateTime());
    }
    return LegacyTimestamp.of(instant(date), zone);
  }

  @SuppressWarnings("JavaUtilDate") // it is what the program passed
  private static Instant instant(java.util.Date date) {
    return date instanceof java.sql.Timestamp timestamp
        ? timestamp.toInstant()
        : Instant.ofEpochMilli(date.getTime());
  }

  private static Object largeObject(Object object) throws SQLException {
    if (object instanceof InputStream stream) {
      return bytes(stream);
    }
    if (object instanceof Reader reader) {
      return text(reader);
    }
    if (object instanceof Blob blob) {
      return bytes(blob.getBinaryStream());
    }
    if (object instanceof Clob clob) {
      return text(clob.getCharacterStream());
    }
    throw unknown(object);
  }

  private static SQLException unknown(Object object) {
    return SqlErrors.badConversion(
        "an object of " + object.getClass().getName() + " stands for no value of SQL");
  }

  /** Reads all bytes of a stream, and closes it. */
  public static byte[] bytes(InputStream stream) throws SQLException {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw SqlErrors.unreadable("the stream cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads all characters of a reader, and closes it. */
  public static String text(Reader reader) throws SQLException {
    try (reader) {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[8192];
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        text.append(buffer, 0, read);
      }
      return text.toString();
    } catch (IOException e) {
      throw SqlErrors.unreadable("the reader cannot be read: " + e.getMessage(), e);
    }
  }
}
