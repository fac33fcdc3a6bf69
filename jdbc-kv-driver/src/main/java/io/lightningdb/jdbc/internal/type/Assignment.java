package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What becomes of a value that is stored in a column. */
public final class Assignment {

  private Assignment() {}

  /**
   * Converts a value to a column's type: numbers are rounded to its scale, half up, and never to
   * another magnitude; text and bytes are padded where the type pads, and never cut, except that
   * blanks beyond a CHAR's length go; fractions of seconds are cut.
   *
   * @param column the column, for messages
   */
  public static @Nullable Object assign(@Nullable Object value, ColumnType type, String column)
      throws SQLException {
    if (value == null) {
      return null;
    }
    return switch (type.type()) {
      case BOOLEAN -> Values.toBoolean(value);
      case SMALLINT -> whole(value, Short.MIN_VALUE, Short.MAX_VALUE, type, column);
      case INTEGER -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, type, column);
      case BIGINT -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE, type, column);
      case REAL, DOUBLE -> approximate(value, type, column);
      case DECIMAL -> decimal(value, type, column);
      case CHAR, VARCHAR, CLOB -> text(value, type, column);
      case BINARY, VARBINARY, BLOB -> bytes(value, type, column);
      case DATE -> date(value, column);
      case TIME -> Temporals.cut(Temporals.toTime(value), type.scale());
      case TIMESTAMP -> Temporals.cut(Temporals.toTimestamp(value), type.scale());
      case TIMESTAMP_WITH_TIME_ZONE ->
          Temporals.cut(Temporals.toTimestampWithTimeZone(value), type.scale());
      case UUID -> Values.toUuid(value);
    };
  }

  private static String describe(ColumnType type, String column) {
    return "column " + column + " " + type;
  }

  private static Long whole(Object value, long min, long max, ColumnType type, String column)
      throws SQLException {
    if (value instanceof Long number && number >= min && number <= max) {
      return number;
    }
    return Numbers.toLong(value, min, max, RoundingMode.HALF_UP, describe(type, column));
  }

  private static Double approximate(Object value, ColumnType type, String column)
      throws SQLException {
    double number = Numbers.toDouble(value);
    double stored = type.type() == SqlType.REAL ? (float) number : number;
    boolean infinite = value instanceof Double given && given.isInfinite();
    if (Double.isInfinite(stored) && !infinite) {
      throw Numbers.outOfRange(value, describe(type, column));
    }
    // There is one zero in SQL; the negative one would be another key.
    return stored + 0.0;
  }

  private static BigDecimal decimal(Object value, ColumnType type, String column)
      throws SQLException {
    BigDecimal number = Numbers.toDecimal(value, describe(type, column));
    if (type.precision() == 0) {
      return number;
    }
    BigDecimal rounded = number.setScale(type.scale(), RoundingMode.HALF_UP);
    if (rounded.precision() > type.precision()) {
      throw Numbers.outOfRange(value, describe(type, column));
    }
    return rounded;
  }

  private static String text(Object value, ColumnType type, String column) throws SQLException {
    if (value instanceof byte[] bytes && Texts.decode(bytes) == null) {
      throw Values.cannotConvert(value, describe(type, column) + ": they are not UTF-8");
    }
    String text = Texts.checkUnicode(Texts.toText(value, SqlType.VARCHAR));
    int max = type.precision();
    if (max == 0) {
      return text;
    }
    int length = text.length() <= max ? text.length() : text.codePointCount(0, text.length());
    if (type.type() == SqlType.CHAR) {
      while (length > max && text.endsWith(" ")) {
        text = text.substring(0, text.length() - 1);
        length--;
      }
      text = Texts.pad(text, max);
    }
    if (length > max) {
      throw SqlErrors.tooLong(
          "'"
              + Texts.shorten(text)
              + "' has "
              + length
              + " characters, too many for "
              + describe(type, column));
    }
    return text;
  }

  private static byte[] bytes(Object value, ColumnType type, String column) throws SQLException {
    byte[] bytes = Values.toBytes(value);
    int max = type.precision();
    if (max != 0 && bytes.length > max) {
      throw SqlErrors.tooLong(bytes.length + " bytes are too many for " + describe(type, column));
    }
    return type.isPadded() ? Arrays.copyOf(bytes, max) : bytes;
  }

  private static LocalDate date(Object value, String column) throws SQLException {
    LocalDate date = Temporals.toDate(value);
    if (date.toEpochDay() != (int) date.toEpochDay()) {
      throw SqlErrors.dateTimeOutOfRange(date + " is out of range for column " + column + " DATE");
    }
    return date;
  }
}
