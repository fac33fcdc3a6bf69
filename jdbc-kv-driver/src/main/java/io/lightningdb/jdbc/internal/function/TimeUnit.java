package io.lightningdb.jdbc.internal.function;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAdjuster;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.TemporalUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What dates and times are counted in. A week begins on Monday. */
enum TimeUnit {
  YEAR(ChronoUnit.YEARS, TemporalAdjusters.firstDayOfYear()),
  QUARTER(IsoFields.QUARTER_YEARS, value -> value.with(IsoFields.DAY_OF_QUARTER, 1)),
  MONTH(ChronoUnit.MONTHS, TemporalAdjusters.firstDayOfMonth()),
  WEEK(ChronoUnit.WEEKS, TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
  DAY(ChronoUnit.DAYS, value -> value),
  HOUR(ChronoUnit.HOURS, null),
  MINUTE(ChronoUnit.MINUTES, null),
  SECOND(ChronoUnit.SECONDS, null),
  MILLISECOND(ChronoUnit.MILLIS, null),
  MICROSECOND(ChronoUnit.MICROS, null),
  NANOSECOND(ChronoUnit.NANOS, null);

  private final TemporalUnit unit;
  private final @Nullable TemporalAdjuster firstDay;

  /**
   * @param firstDay finds the first day of one of it; null for parts of a day
   */
  TimeUnit(TemporalUnit unit, @Nullable TemporalAdjuster firstDay) {
    this.unit = unit;
    this.firstDay = firstDay;
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
    Temporal day = firstDay == null ? value : value.with(firstDay);
    if (!day.isSupported(ChronoField.NANO_OF_DAY)) {
      return day;
    }
    LocalTime time = firstDay == null ? LocalTime.from(day).truncatedTo(unit) : LocalTime.MIDNIGHT;
    return day.with(time);
  }

  /** Returns how many beginnings of a unit are passed on the way. */
  long passed(Temporal from, Temporal to) {
    return unit.between(truncate(from), truncate(to));
  }
}
