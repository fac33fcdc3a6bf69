package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Between dates and times of different kinds a cast may drop a part, but it makes nothing up: of a
 * TIMESTAMP WITH TIME ZONE what the clock shows there remains, as the standard has it; and there is
 * no way back, and none from a TIME to a TIMESTAMP.
 */
/**
 * What CAST does. It is asked for, and so more is lost than by {@link Assignment}: texts and bytes
 * that are too long are cut.
 */
public final class Cast {

  private Cast() {}

  /** Returns whether values of a type can be cast to another one; that each can is not said. */
  public static boolean isPossible(ColumnType from, ColumnType to) {
    if (from.family() == to.family() || from.family() == Family.TEXT) {
      return true;
    }
    return switch (to.family()) {
      case TEXT -> true;
      case BOOLEAN -> from.type().isInteger();
      case NUMBER -> from.family() == Family.BOOLEAN && to.type().isInteger();
      case BINARY -> from.family() == Family.UUID;
      case UUID -> from.family() == Family.BINARY;
      case DATE, TIME ->
          from.family() == Family.TIMESTAMP || from.family() == Family.TIMESTAMP_WITH_TIME_ZONE;
      case TIMESTAMP ->
          from.family() == Family.DATE || from.family() == Family.TIMESTAMP_WITH_TIME_ZONE;
      case TIMESTAMP_WITH_TIME_ZONE -> false;
    };
  }

  /**
   * Casts a value. Numbers are rounded half up; texts and bytes are cut or, where the type pads,
   * padded; a second's fraction is cut; any whole number but 0 is true.
   *
   * @param from the type of the value
   * @throws SQLException with a state of class 22 if this value cannot be cast
   */
  public static @Nullable Object cast(@Nullable Object value, ColumnType from, ColumnType to)
      throws SQLException {
    if (value == null) {
      return null;
    }
    Object plain =
        value instanceof OffsetDateTime timestamp && isLocal(to)
            ? timestamp.toLocalDateTime()
            : value;
    return switch (to.type()) {
      case BOOLEAN -> bool(plain);
      case SMALLINT -> whole(plain, Short.MIN_VALUE, Short.MAX_VALUE, to);
      case INTEGER -> whole(plain, Integer.MIN_VALUE, Integer.MAX_VALUE, to);
      case BIGINT -> whole(plain, Long.MIN_VALUE, Long.MAX_VALUE, to);
      case REAL, DOUBLE -> approximate(plain, to);
      case DECIMAL -> decimal(plain, to);
      case CHAR, VARCHAR, CLOB -> text(plain, from, to);
      case BINARY, VARBINARY, BLOB -> bytes(plain, to);
      case DATE -> date(plain);
      case TIME -> Temporals.cut(Temporals.toTime(plain), to.scale());
      case TIMESTAMP -> Temporals.cut(Temporals.toTimestamp(plain), to.scale());
      case TIMESTAMP_WITH_TIME_ZONE ->
          Temporals.cut(Temporals.toTimestampWithTimeZone(plain), to.scale());
      case UUID -> Values.toUuid(plain);
    };
  }

  private static boolean isLocal(ColumnType type) {
    return switch (type.family()) {
      case DATE, TIME, TIMESTAMP -> true;
      default -> false;
    };
  }

  private static Boolean bool(Object value) throws SQLException {
    return value instanceof Number number
        ? Numbers.compare(number, 0L) != 0
        : Values.toBoolean(value);
  }

  private static Long whole(Object value, long min, long max, ColumnType to) throws SQLException {
    return Numbers.toLong(value, min, max, RoundingMode.HALF_UP, to.toString());
  }

  private static Double approximate(Object value, ColumnType to) throws SQLException {
    double number = Numbers.toDouble(value);
    double result = to.type() == SqlType.REAL ? (float) number : number;
    boolean infinite = value instanceof Double given && given.isInfinite();
    if (Double.isInfinite(result) && !infinite) {
      throw Numbers.outOfRange(value, to.toString());
    }
    // There is one zero in SQL.
    return result + 0.0;
  }

  private static BigDecimal decimal(Object value, ColumnType to) throws SQLException {
    BigDecimal number = Numbers.toDecimal(value, to.toString());
    if (to.precision() == 0) {
      return number;
    }
    BigDecimal rounded = number.setScale(to.scale(), RoundingMode.HALF_UP);
    if (rounded.precision() > to.precision()) {
      throw Numbers.outOfRange(value, to.toString());
    }
    return rounded;
  }

  private static String text(Object value, ColumnType from, ColumnType to) throws SQLException {
    if (value instanceof byte[] bytes && Texts.decode(bytes) == null) {
      throw SqlErrors.badConversion(Values.show(value) + " are not UTF-8: no " + to);
    }
    String text = Texts.checkUnicode(Texts.toText(value, from.type()));
    int max = to.precision();
    if (max == 0) {
      return text;
    }
    if (text.length() > max && text.codePointCount(0, text.length()) > max) {
      return text.substring(0, text.offsetByCodePoints(0, max));
    }
    return to.type() == SqlType.CHAR ? Texts.pad(text, max) : text;
  }

  private static byte[] bytes(Object value, ColumnType to) throws SQLException {
    byte[] bytes = Values.toBytes(value);
    int max = to.precision();
    return max != 0 && (bytes.length > max || to.isPadded()) ? Arrays.copyOf(bytes, max) : bytes;
  }

  private static LocalDate date(Object value) throws SQLException {
    LocalDate date = Temporals.toDate(value);
    if (date.toEpochDay() != (int) date.toEpochDay()) {
      throw SqlErrors.dateTimeOutOfRange(date + " is out of range for DATE");
    }
    return date;
  }
}
