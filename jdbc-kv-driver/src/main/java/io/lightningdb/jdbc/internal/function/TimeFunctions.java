package io.lightningdb.jdbc.internal.function;

import static io.lightningdb.jdbc.internal.function.Parameter.TEXT;
import static io.lightningdb.jdbc.internal.function.Parameter.WHOLE;
import static io.lightningdb.jdbc.internal.function.Parameter.WITH_DATE;
import static io.lightningdb.jdbc.internal.function.Parameter.WITH_DATE_OR_TIME;
import static io.lightningdb.jdbc.internal.function.Parameter.WITH_TIME;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.function.ScalarFunction.Body;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Texts;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.TextStyle;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;

/** The functions of dates and times, but for those that tell the present. */
final class TimeFunctions {

  private static final ColumnType DATE = ColumnType.of(SqlType.DATE);
  private static final ColumnType TIMESTAMP = ColumnType.of(SqlType.TIMESTAMP);

  private TimeFunctions() {}

  static void define(FunctionGroup group) {
    defineFields(group);
    defineNames(group);
    defineCalculations(group);
  }

  private static void defineFields(FunctionGroup group) {
    field(group, WITH_DATE, TimeField.YEAR, "YEAR");
    field(group, WITH_DATE, TimeField.QUARTER, "QUARTER");
    field(group, WITH_DATE, TimeField.MONTH, "MONTH");
    field(group, WITH_DATE, TimeField.WEEK, "WEEK", "ISO_WEEK");
    field(group, WITH_DATE, TimeField.DAY, "DAY", "DAYOFMONTH", "DAY_OF_MONTH");
    field(group, WITH_DATE, TimeField.DAY_OF_WEEK, "DAYOFWEEK", "DAY_OF_WEEK");
    field(group, WITH_DATE, TimeField.DAY_OF_YEAR, "DAYOFYEAR", "DAY_OF_YEAR");
    field(group, WITH_TIME, TimeField.HOUR, "HOUR");
    field(group, WITH_TIME, TimeField.MINUTE, "MINUTE");
    field(group, WITH_TIME, TimeField.SECOND, "SECOND");
    group
        .function("EXTRACT", "DATE_PART")
        .takes(TEXT, WITH_DATE_OR_TIME)
        .returns(ColumnType.BIGINT)
        .as(inRange(TimeFunctions::extract));
  }

  private static void field(
      FunctionGroup group, Parameter parameter, TimeField field, String... names) {
    group
        .function(names)
        .takes(parameter)
        .returns(ColumnType.INTEGER)
        .as(inRange(call -> field.of(temporal(call, 0))));
  }

  /*
   * The type cannot depend on what the field is called. So it is always a whole number, and the
   * second's fraction is a field of its own, NANOSECOND.
   */
  private static Object extract(Call call) throws SQLException {
    TimeField field = TimeField.find(call.text(0));
    if (field == null) {
      throw call.badArgument("dates and times have no field '" + Texts.shorten(call.text(0)) + "'");
    }
    Temporal value = temporal(call, 1);
    if (!field.isOf(value)) {
      throw call.badArgument("a " + call.type(1) + " has no " + field);
    }
    return field.of(value);
  }

  private static void defineNames(FunctionGroup group) {
    group
        .function("DAYNAME")
        .takes(WITH_DATE)
        .as(
            inRange(
                call ->
                    date(call, 0).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH)));
    group
        .function("MONTHNAME")
        .takes(WITH_DATE)
        .as(
            inRange(
                call -> date(call, 0).getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)));
    group
        .function("LAST_DAY")
        .takes(WITH_DATE)
        .returns(DATE)
        .as(inRange(call -> date(call, 0).with(TemporalAdjusters.lastDayOfMonth())));
  }

  private static void defineCalculations(FunctionGroup group) {
    group
        .function("DATEADD")
        .takes(TEXT, WHOLE, WITH_DATE_OR_TIME)
        .returns((signature, arguments) -> arguments.get(2))
        .as(inRange(call -> add(call, unit(call), temporal(call, 2))));
    group
        .function("TIMESTAMPADD")
        .takes(TEXT, WHOLE, WITH_DATE_OR_TIME)
        .returns((signature, arguments) -> isDate(arguments.get(2)) ? TIMESTAMP : arguments.get(2))
        .as(inRange(call -> add(call, unit(call), withTime(temporal(call, 2)))));
    group
        .function("DATEDIFF", "TIMESTAMPDIFF")
        .takes(TEXT, WITH_DATE_OR_TIME, WITH_DATE_OR_TIME)
        .returns(TimeFunctions::differenceType)
        .as(inRange(TimeFunctions::difference));
    group
        .function("DATE_TRUNC")
        .takes(TEXT, WITH_DATE_OR_TIME)
        .returns((signature, arguments) -> arguments.get(1))
        .as(inRange(TimeFunctions::truncate));
  }

  private static boolean isDate(ColumnType type) {
    return type.family() == Family.DATE;
  }

  private static TimeUnit unit(Call call) throws SQLException {
    TimeUnit unit = TimeUnit.find(call.text(0));
    if (unit == null) {
      throw call.badArgument("there is no unit of time '" + Texts.shorten(call.text(0)) + "'");
    }
    return unit;
  }

  /** Adds units. A value keeps its type, so that a DATE cannot be moved by hours. */
  private static Object add(Call call, TimeUnit unit, Temporal value) throws SQLException {
    if (!unit.isOf(value)) {
      throw call.badArgument("a " + call.type(2) + " cannot be moved by the " + unit);
    }
    return unit.add(value, call.whole(1));
  }

  private static ColumnType differenceType(Signature signature, List<ColumnType> arguments)
      throws SQLException {
    ColumnType from = arguments.get(1);
    ColumnType to = arguments.get(2);
    if (kind(from) != kind(to)) {
      throw SqlErrors.typeMismatch(
          signature.name() + " takes a " + from + " as argument 3, as argument 2 is, not " + to);
    }
    return ColumnType.BIGINT;
  }

  private static Family kind(ColumnType type) {
    return isDate(type) ? Family.TIMESTAMP : type.family();
  }

  /**
   * Counts how many times the unit begins on the way: from one New Year's Eve to the next day, 1
   * year.
   */
  private static Object difference(Call call) throws SQLException {
    TimeUnit unit = unit(call);
    Temporal from = withTime(temporal(call, 1));
    Temporal to = withTime(temporal(call, 2));
    if (from instanceof OffsetDateTime start && to instanceof OffsetDateTime end) {
      // As the clocks show it where it began.
      to = end.withOffsetSameInstant(start.getOffset());
    }
    if (!unit.isOf(from)) {
      throw call.badArgument("a " + call.type(1) + " has no " + unit);
    }
    return unit.passed(from, to);
  }

  private static Object truncate(Call call) throws SQLException {
    TimeUnit unit = unit(call);
    Temporal value = temporal(call, 1);
    if (value instanceof LocalDate) {
      // It has no time of day to cut anything from.
      return unit.isOf(value) ? unit.truncate(value) : value;
    }
    if (!unit.isOf(value)) {
      throw call.badArgument("a " + call.type(1) + " has no " + unit);
    }
    return unit.truncate(value);
  }

  private static Temporal temporal(Call call, int index) throws SQLException {
    return (Temporal) call.value(index);
  }

  private static LocalDate date(Call call, int index) throws SQLException {
    return LocalDate.from(temporal(call, index));
  }

  private static Temporal withTime(Temporal value) {
    return value instanceof LocalDate date ? date.atStartOfDay() : value;
  }

  /** Makes 22008 of a result that is beyond the dates and times that there are. */
  private static Body inRange(Body body) {
    return call -> {
      try {
        Object result = body.apply(call);
        if (result instanceof LocalDate date && date.toEpochDay() != (int) date.toEpochDay()) {
          throw SqlErrors.dateTimeOutOfRange(call + " is out of range: " + date);
        }
        return result;
      } catch (DateTimeException | ArithmeticException e) {
        throw SqlErrors.dateTimeOutOfRange(call + " is out of range: " + e.getMessage());
      }
    };
  }
}
