package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.Numbers;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Temporals;
import io.lightningdb.jdbc.internal.type.Texts;
import io.lightningdb.jdbc.internal.type.Values;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** What the getters of a result set make of values that are not null. */
final class Conversions {

  private Conversions() {}

  /** Returns whether a number is not zero, or what a boolean or a text says. */
  static boolean toBoolean(Object value) throws SQLException {
    return value instanceof Number ? Numbers.compare(value, 0L) != 0 : Values.toBoolean(value);
  }

  /** Returns a whole number; a fraction is dropped, as Java does. */
  static long toLong(Object value, long min, long max, String type) throws SQLException {
    if (value instanceof Long number && number >= min && number <= max) {
      return number;
    }
    return Numbers.toLong(value, min, max, RoundingMode.DOWN, type);
  }

  static float toFloat(Object value) throws SQLException {
    double number = Numbers.toDouble(value);
    float narrow = (float) number;
    if (Float.isInfinite(narrow) && !Double.isInfinite(number)) {
      throw SqlErrors.outOfRange(number + " is out of range for float");
    }
    return narrow;
  }

  /** Returns a decimal number: of a REAL the shortest that stands for it. */
  static BigDecimal toDecimal(Object value, SqlType type) throws SQLException {
    return type == SqlType.REAL
            && value instanceof Double number
            && !number.isNaN()
            && !number.isInfinite()
        ? new BigDecimal(Float.toString(number.floatValue()))
        : Numbers.toDecimal(value, "BigDecimal");
  }

  static byte[] toBytes(Object value) throws SQLException {
    byte[] bytes = Values.toBytes(value);
    // Arrays belong to the caller.
    return value instanceof byte[] ? bytes.clone() : bytes;
  }

  /**
   * Returns a date.
   *
   * @param calendar in whose time zone it begins; null for the JVM's
   */
  static Date toDate(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalDate date =
        value instanceof OffsetDateTime moment
            ? moment.atZoneSameInstant(zone(calendar)).toLocalDate()
            : Temporals.toDate(value);
    return calendar == null
        ? Date.valueOf(date)
        : new Date(millis(date.atStartOfDay(), zone(calendar)));
  }

  /**
   * Returns a time of day.
   *
   * @param calendar in whose time zone it is meant; null for the JVM's
   */
  static Time toTime(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalTime time =
        value instanceof OffsetDateTime moment
            ? moment.atZoneSameInstant(zone(calendar)).toLocalTime()
            : Temporals.toTime(value);
    return new Time(millis(LocalDate.EPOCH.atTime(time), zone(calendar)));
  }

  private static long millis(LocalDateTime local, ZoneId zone) throws SQLException {
    try {
      return local.atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw SqlErrors.dateTimeOutOfRange(local + " is out of range");
    }
  }

  /**
   * Returns a timestamp.
   *
   * @param calendar in whose time zone a date and time are meant; null for the JVM's
   */
  static Timestamp toTimestamp(Object value, @Nullable Calendar calendar) throws SQLException {
    try {
      if (value instanceof OffsetDateTime moment) {
        return Timestamp.from(moment.toInstant());
      }
      LocalDateTime local = Temporals.toTimestamp(value);
      // Timestamp.valueOf would wrap around where its milliseconds do not reach.
      var unused = local.toInstant(ZoneOffset.UTC).toEpochMilli();
      return calendar == null
          ? Timestamp.valueOf(local)
          : Timestamp.from(local.atZone(zone(calendar)).toInstant());
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw SqlErrors.dateTimeOutOfRange(
          Texts.toText(value, SqlType.TIMESTAMP) + " is out of range for a Timestamp");
    }
  }

  private static ZoneId zone(@Nullable Calendar calendar) {
    return calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
  }

  static Instant toInstant(Object value) throws SQLException {
    return Temporals.toTimestampWithTimeZone(value).toInstant();
  }

  static URL toUrl(String text) throws SQLException {
    try {
      return URI.create(text.strip()).toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw SqlErrors.badConversion("'" + Texts.shorten(text) + "' is no URL", e);
    }
  }
}
