package io.lightningdb.jdbc.internal.function;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.TemporalUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What dates and times are counted in. A week begins on Monday. */
enum TimeUnit {
  YEAR(ChronoUnit.YEARS),
  QUARTER(IsoFields.QUARTER_YEARS),
  MONTH(ChronoUnit.MONTHS),
  WEEK(ChronoUnit.WEEKS),
  DAY(ChronoUnit.DAYS),
  HOUR(ChronoUnit.HOURS),
  MINUTE(ChronoUnit.MINUTES),
  SECOND(ChronoUnit.SECONDS),
  MILLISECOND(ChronoUnit.MILLIS),
  MICROSECOND(ChronoUnit.MICROS),
  NANOSECOND(ChronoUnit.NANOS);

  private final TemporalUnit unit;

  TimeUnit(TemporalUnit unit) {
    this.unit = unit;
  }

  /** Returns the unit that is called so, in SQL or in JDBC's escapes, or null. */
  static @Nullable TimeUnit find(String name) {
    String word = name.strip().toUpperCase(Locale.ROOT);
    if (word.equals("SQL_TSI_FRAC_SECOND")) {
      return NANOSECOND;
    }
    String plain = word.startsWith("SQL_TSI_") ? word.substring("SQL_TSI_".length()) : word;
    for (TimeUnit unit : values()) {
      if (plain.equals(unit.name()) || plain.equals(unit.name() + "S")) {
        return unit;
      }
    }
    return null;
  }

  /** Returns whether {@code value} can be moved by it. */
  boolean isOf(Temporal value) {
    return value.isSupported(unit);
  }

  /** Returns {@code value} moved by {@code count} units; a time of day begins again at midnight. */
  Temporal add(Temporal value, long count) {
    return value.plus(count, unit);
  }

  /** Returns the last beginning of a unit that is not behind {@code value}. */
  Temporal truncate(Temporal value) {
    Temporal day = firstDay(value);
    if (!day.isSupported(ChronoField.NANO_OF_DAY)) {
      return day;
    }
    return day.with(
        unit.isTimeBased() ? LocalTime.from(day).truncatedTo(unit) : LocalTime.MIDNIGHT);
  }

  private Temporal firstDay(Temporal value) {
    return switch (this) {
      case YEAR -> value.with(TemporalAdjusters.firstDayOfYear());
      case QUARTER -> value.with(IsoFields.DAY_OF_QUARTER, 1);
      case MONTH -> value.with(TemporalAdjusters.firstDayOfMonth());
      case WEEK -> value.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case DAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, NANOSECOND -> value;
    };
  }

  /** Returns how many beginnings of a unit are passed on the way. */
  long passed(Temporal from, Temporal to) {
    return unit.between(truncate(from), truncate(to));
  }
}
