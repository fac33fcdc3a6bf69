package io.lightningdb.jdbc.internal.function;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A part of a date or time that is a number. */
enum TimeField {
  YEAR(ChronoField.YEAR),
  QUARTER(IsoFields.QUARTER_OF_YEAR),
  MONTH(ChronoField.MONTH_OF_YEAR),
  /** As ISO 8601 counts weeks: the first one has the year's first Thursday. */
  WEEK(IsoFields.WEEK_OF_WEEK_BASED_YEAR, "ISOWEEK"),
  /** The year that ISO 8601's week belongs to. */
  ISO_YEAR(IsoFields.WEEK_BASED_YEAR),
  DAY(ChronoField.DAY_OF_MONTH, "DAYOFMONTH"),
  /** From Sunday, 1, to Saturday, 7. */
  DAY_OF_WEEK(ChronoField.DAY_OF_WEEK) {
    @Override
    long of(Temporal value) {
      return super.of(value) % 7 + 1;
    }
  },
  /** From Monday, 1, to Sunday, 7. */
  ISO_DAY_OF_WEEK(ChronoField.DAY_OF_WEEK, "ISODOW"),
  DAY_OF_YEAR(ChronoField.DAY_OF_YEAR, "DOY"),
  HOUR(ChronoField.HOUR_OF_DAY),
  MINUTE(ChronoField.MINUTE_OF_HOUR),
  SECOND(ChronoField.SECOND_OF_MINUTE),
  /** Those of the second, as with all that are smaller. */
  MILLISECOND(ChronoField.MILLI_OF_SECOND),
  MICROSECOND(ChronoField.MICRO_OF_SECOND),
  NANOSECOND(ChronoField.NANO_OF_SECOND),
  /** The seconds since 1970, in UTC where there is no time zone. */
  EPOCH(ChronoField.EPOCH_DAY) {
    @Override
    long of(Temporal value) {
      if (value instanceof OffsetDateTime timestamp) {
        return timestamp.toEpochSecond();
      }
      long day = LocalDate.from(value).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
      return value.isSupported(ChronoField.SECOND_OF_DAY)
          ? day + value.getLong(ChronoField.SECOND_OF_DAY)
          : day;
    }
  },
  TIMEZONE_HOUR(ChronoField.OFFSET_SECONDS) {
    @Override
    long of(Temporal value) {
      return super.of(value) / 3600;
    }
  },
  TIMEZONE_MINUTE(ChronoField.OFFSET_SECONDS) {
    @Override
    long of(Temporal value) {
      return super.of(value) % 3600 / 60;
    }
  };

  private final TemporalField field;
  private final String otherName;

  TimeField(TemporalField field) {
    this(field, "");
  }

  /**
   * @param otherName what it is called, too
   */
  TimeField(TemporalField field, String otherName) {
    this.field = field;
    this.otherName = otherName;
  }

  /**
   * Returns the field that is called so, in SQL or in JDBC's escapes, or null. DAY_OF_WEEK and
   * DAYOFWEEK are the same.
   */
  static @Nullable TimeField find(String name) {
    String word = name.strip().toUpperCase(Locale.ROOT);
    String plain = word.startsWith("SQL_TSI_") ? word.substring("SQL_TSI_".length()) : word;
    String joined = plain.replace("_", "");
    if (joined.isEmpty()) {
      return null;
    }
    for (TimeField field : values()) {
      if (joined.equals(field.name().replace("_", "")) || joined.equals(field.otherName)) {
        return field;
      }
    }
    return null;
  }

  /** Returns whether {@code value} has the field. */
  boolean isOf(Temporal value) {
    return value.isSupported(field);
  }

  long of(Temporal value) {
    return value.getLong(field);
  }
}
