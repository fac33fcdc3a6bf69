package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.Locale;

/** Conversions to dates and times. No time zone but those of the values themselves plays a part. */
public final class Temporals {

  private static final DateTimeFormatter TIME =
      strict(new DateTimeFormatterBuilder().append(DateTimeFormatter.ISO_LOCAL_TIME));
  private static final DateTimeFormatter TIMESTAMP =
      strict(new DateTimeFormatterBuilder().append(timestamp().toFormatter(Locale.ROOT)));
  private static final DateTimeFormatter TIMESTAMP_WITH_TIME_ZONE =
      strict(
          timestamp()
              .optionalStart()
              .appendLiteral(' ')
              .optionalEnd()
              .parseLenient()
              .appendOffset("+HH:mm:ss", "Z"));

  private Temporals() {}

  /** A date, a blank or a T, and a time. */
  private static DateTimeFormatterBuilder timestamp() {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .append(DateTimeFormatter.ISO_LOCAL_DATE)
        .optionalStart()
        .appendLiteral('T')
        .optionalEnd()
        .optionalStart()
        .appendLiteral(' ')
        .optionalEnd()
        .append(DateTimeFormatter.ISO_LOCAL_TIME);
  }

  private static DateTimeFormatter strict(DateTimeFormatterBuilder builder) {
    return builder
        .toFormatter(Locale.ROOT)
        .withChronology(IsoChronology.INSTANCE)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** Reads text by a format; what it is said to be stands in the message. */
  private static <T extends TemporalAccessor> T parse(
      String text, DateTimeFormatter format, TemporalQuery<T> query, String what)
      throws SQLException {
    try {
      return format.parse(text.strip(), query);
    } catch (DateTimeException e) {
      throw SqlErrors.badDateTime("'" + Texts.shorten(text) + "' is no " + what, e);
    }
  }

  /** Returns the date in a value, whose time of day is dropped. */
  public static LocalDate toDate(Object value) throws SQLException {
    if (value instanceof LocalDate date) {
      return date;
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalDate();
    }
    if (value instanceof LegacyTimestamp timestamp) {
      return timestamp.local().toLocalDate();
    }
    if (value instanceof String text) {
      return isDate(text)
          ? parse(text, DateTimeFormatter.ISO_LOCAL_DATE, LocalDate::from, "date: yyyy-mm-dd")
          : parseTimestamp(text).toLocalDate();
    }
    throw Values.cannotConvert(value, "a DATE");
  }

  /** Returns the time of day in a value. */
  public static LocalTime toTime(Object value) throws SQLException {
    if (value instanceof LocalTime time) {
      return time;
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalTime();
    }
    if (value instanceof LegacyTimestamp timestamp) {
      return timestamp.local().toLocalTime();
    }
    if (value instanceof String text) {
      return parse(text, TIME, LocalTime::from, "time: hh:mm:ss[.fraction]");
    }
    throw Values.cannotConvert(value, "a TIME");
  }

  /** Returns a value as a date and time of day; a date begins at midnight. */
  public static LocalDateTime toTimestamp(Object value) throws SQLException {
    if (value instanceof LocalDateTime timestamp) {
      return timestamp;
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    if (value instanceof LegacyTimestamp timestamp) {
      return timestamp.local();
    }
    if (value instanceof String text) {
      return isDate(text) ? toDate(text).atStartOfDay() : parseTimestamp(text);
    }
    throw Values.cannotConvert(value, "a TIMESTAMP");
  }

  private static boolean isDate(String text) {
    return text.indexOf(':') < 0;
  }

  private static LocalDateTime parseTimestamp(String text) throws SQLException {
    return parse(text, TIMESTAMP, LocalDateTime::from, "timestamp: yyyy-mm-dd hh:mm:ss[.fraction]");
  }

  /** Returns a value as a moment with an offset. Nothing without one can be meant. */
  public static OffsetDateTime toTimestampWithTimeZone(Object value) throws SQLException {
    if (value instanceof OffsetDateTime timestamp) {
      return timestamp;
    }
    if (value instanceof LegacyTimestamp timestamp) {
      return timestamp.moment();
    }
    if (value instanceof String text) {
      return parse(
          text,
          TIMESTAMP_WITH_TIME_ZONE,
          OffsetDateTime::from,
          "timestamp with time zone: yyyy-mm-dd hh:mm:ss[.fraction]+hh:mm");
    }
    throw Values.cannotConvert(value, "a TIMESTAMP WITH TIME ZONE");
  }

  /** Cuts the fraction of a second to {@code digits} digits. */
  static LocalTime cut(LocalTime time, int digits) {
    return time.withNano(cut(time.get(ChronoField.NANO_OF_SECOND), digits));
  }

  /** Cuts the fraction of a second to {@code digits} digits. */
  static LocalDateTime cut(LocalDateTime timestamp, int digits) {
    return timestamp.withNano(cut(nano(timestamp), digits));
  }

  /** Returns the nanoseconds of the second. */
  public static int nano(LocalDateTime timestamp) {
    return timestamp.get(ChronoField.NANO_OF_SECOND);
  }

  /** Cuts the fraction of a second to {@code digits} digits. */
  static OffsetDateTime cut(OffsetDateTime timestamp, int digits) {
    return timestamp.withNano(cut(timestamp.getNano(), digits));
  }

  private static int cut(int nanos, int digits) {
    int unit = 1;
    for (int i = digits; i < ColumnType.FRACTION_DIGITS_MAX; i++) {
      unit *= 10;
    }
    return nanos - nanos % unit;
  }

  /** Returns {@code hh:mm:ss} and a fraction if there is one. */
  static String format(LocalTime time) {
    String text = time.toString();
    // The JDK leaves out seconds that are zero.
    return text.length() == 5 ? text + ":00" : trimFraction(text);
  }

  private static String trimFraction(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, end);
  }

  static String format(LocalDateTime timestamp) {
    return timestamp.toLocalDate() + " " + format(timestamp.toLocalTime());
  }

  static String format(OffsetDateTime timestamp) {
    String offset = timestamp.getOffset().getTotalSeconds() == 0 ? "+00:00" : null;
    return format(timestamp.toLocalDateTime())
        + (offset == null ? timestamp.getOffset().getId() : offset);
  }
}
