package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How values compare. The order is the same as that of their keys. */
public final class Comparison {

  private Comparison() {}

  /**
   * Converts a value to something that compares with the values of {@code type}. Nothing is rounded
   * or cut: 1.5 equals no INTEGER, and a timestamp at noon no DATE.
   */
  public static @Nullable Object operand(@Nullable Object value, ColumnType type)
      throws SQLException {
    if (value == null) {
      return null;
    }
    return switch (type.family()) {
      case BOOLEAN -> Values.toBoolean(value);
      case NUMBER -> Numbers.toNumber(value, type.type().isApproximate());
      case TEXT -> text(value, type);
      case BINARY -> bytes(value, type);
      case DATE -> date(value);
      case TIME -> Temporals.toTime(value);
      case TIMESTAMP -> Temporals.toTimestamp(value);
      case TIMESTAMP_WITH_TIME_ZONE -> Temporals.toTimestampWithTimeZone(value);
      case UUID -> Values.toUuid(value);
    };
  }

  /** A CHAR's blanks at the end don't count, so that what it is compared with gets as many. */
  private static String text(Object value, ColumnType type) throws SQLException {
    if (value instanceof byte[] bytes && Texts.decode(bytes) == null) {
      throw Values.cannotConvert(value, type + ": they are not UTF-8");
    }
    String text = Texts.checkUnicode(Texts.toText(value, SqlType.VARCHAR));
    return type.type() == SqlType.CHAR ? Texts.fit(text, type.precision()) : text;
  }

  private static byte[] bytes(Object value, ColumnType type) throws SQLException {
    byte[] bytes = Values.toBytes(value);
    return type.isPadded() && bytes.length < type.precision()
        ? Arrays.copyOf(bytes, type.precision())
        : bytes;
  }

  private static Object date(Object value) throws SQLException {
    if (value instanceof LocalDateTime) {
      return value;
    }
    if (value instanceof LegacyTimestamp timestamp) {
      return timestamp.local();
    }
    if (value instanceof String text && text.indexOf(':') >= 0) {
      return Temporals.toTimestamp(text);
    }
    return Temporals.toDate(value);
  }

  /**
   * Compares two values that are not null and of types that compare.
   *
   * @return a negative number, zero, or a positive one
   */
  public static int compare(Object a, Object b) throws SQLException {
    if (a instanceof Number && b instanceof Number) {
      return Numbers.compare(a, b);
    }
    if (a instanceof String x && b instanceof String y) {
      return Texts.compare(x, y);
    }
    if (a instanceof byte[] x && b instanceof byte[] y) {
      return Arrays.compareUnsigned(x, y);
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return Boolean.compare(x, y);
    }
    if (a instanceof UUID x && b instanceof UUID y) {
      return compare(x, y);
    }
    if (a instanceof LocalTime x && b instanceof LocalTime y) {
      return x.compareTo(y);
    }
    if (a instanceof OffsetDateTime x && b instanceof OffsetDateTime y) {
      return x.toInstant().compareTo(y.toInstant());
    }
    if (isDateOrTimestamp(a) && isDateOrTimestamp(b)) {
      return Temporals.toTimestamp(a).compareTo(Temporals.toTimestamp(b));
    }
    throw SqlErrors.typeMismatch(Values.show(a) + " and " + Values.show(b) + " cannot be compared");
  }

  private static boolean isDateOrTimestamp(Object value) {
    return value instanceof LocalDate || value instanceof LocalDateTime;
  }

  /** Compares as unsigned numbers do, and texts, where {@link UUID#compareTo} is signed. */
  private static int compare(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
