package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.ScalarFunction.Changes;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * By the standard, CURRENT_TIMESTAMP has a time zone. Here it does not, like LOCALTIMESTAMP: nearly all
 * columns that it is stored in are TIMESTAMP, and nothing else in this driver drops or guesses a zone.
 */
/** The functions that tell the present: the moment when the statement began. */
final class PresentFunctions {

  private PresentFunctions() {}

  static void define(FunctionGroup group) {
    group
        .function("CURRENT_DATE", "CURDATE")
        .returns(ColumnType.of(SqlType.DATE))
        .changing(Changes.WITH_THE_STATEMENT)
        .as(call -> call.context().now().toLocalDate());
    present(
        group, SqlType.TIME, OffsetDateTime::toLocalTime, "CURRENT_TIME", "CURTIME", "LOCALTIME");
    present(
        group,
        SqlType.TIMESTAMP,
        OffsetDateTime::toLocalDateTime,
        "CURRENT_TIMESTAMP",
        "LOCALTIMESTAMP",
        "NOW");
  }

  /**
   * Defines what is no part of SQL, but stands for CURRENT_TIMESTAMP where a time zone is wanted.
   */
  static void defineInternal(FunctionGroup group) {
    present(
        group, SqlType.TIMESTAMP_WITH_TIME_ZONE, now -> now, "CURRENT_TIMESTAMP_WITH_TIME_ZONE");
  }

  /** The argument, if there is one, is how many digits of the second's fraction are kept. */
  private static void present(
      FunctionGroup group, SqlType type, Function<OffsetDateTime, Object> part, String... names) {
    group
        .function(names)
        .mayTake(Parameter.WHOLE)
        .returns(ColumnType.of(type))
        .changing(Changes.WITH_THE_STATEMENT)
        .as(call -> cut(call, part.apply(call.context().now()), type));
  }

  private static @Nullable Object cut(Call call, Object present, SqlType type) throws SQLException {
    if (!call.has(0)) {
      return present;
    }
    long digits = call.whole(0);
    if (digits < 0 || digits > ColumnType.FRACTION_DIGITS_MAX) {
      throw call.badArgument(
          "a second has 0 to " + ColumnType.FRACTION_DIGITS_MAX + " digits, not " + digits);
    }
    return Assignment.assign(present, ColumnType.temporal(type, (int) digits), call.function());
  }
}
