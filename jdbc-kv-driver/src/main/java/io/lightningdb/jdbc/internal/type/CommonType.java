package io.lightningdb.jdbc.internal.type;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The type that values of different types have together: in CASE, in COALESCE, in a UNION. */
public final class CommonType {

  private CommonType() {}

  /** Returns the narrowest type that has the values of both, or null if there is none. */
  public static @Nullable ColumnType of(ColumnType a, ColumnType b) {
    if (a.equals(b)) {
      return a;
    }
    if (isDateOrTimestamp(a) && isDateOrTimestamp(b)) {
      return a.family() == b.family() ? wider(a, b) : ColumnType.of(SqlType.TIMESTAMP);
    }
    if (a.family() != b.family()) {
      return null;
    }
    return switch (a.family()) {
      case NUMBER -> number(a, b);
      case TEXT -> sized(a, b, SqlType.CLOB, SqlType.VARCHAR);
      case BINARY -> sized(a, b, SqlType.BLOB, SqlType.VARBINARY);
      case BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE, UUID -> wider(a, b);
    };
  }

  private static boolean isDateOrTimestamp(ColumnType type) {
    return type.family() == Family.DATE || type.family() == Family.TIMESTAMP;
  }

  private static ColumnType wider(ColumnType a, ColumnType b) {
    return a.scale() >= b.scale() ? a : b;
  }

  private static ColumnType number(ColumnType a, ColumnType b) {
    if (a.type().isApproximate() || b.type().isApproximate()) {
      return ColumnType.DOUBLE;
    }
    if (a.type() == SqlType.DECIMAL || b.type() == SqlType.DECIMAL) {
      return ColumnType.DECIMAL;
    }
    return a.type().compareTo(b.type()) >= 0 ? a : b;
  }

  private static ColumnType sized(ColumnType a, ColumnType b, SqlType large, SqlType variable) {
    SqlType type = a.type() == large || b.type() == large ? large : variable;
    if (a.type() == SqlType.CHAR && b.type() == SqlType.CHAR) {
      type = SqlType.CHAR;
    }
    boolean bounded = a.precision() > 0 && b.precision() > 0;
    return ColumnType.sized(type, bounded ? Math.max(a.precision(), b.precision()) : 0);
  }

  /** Gives a value the form in which {@code common} has it; nothing of it is lost. */
  public static @Nullable Object convert(@Nullable Object value, ColumnType common)
      throws SQLException {
    if (value == null) {
      return null;
    }
    if (common.type().isApproximate()) {
      double number = Numbers.toDouble(value);
      if (Double.isInfinite(number) && !(value instanceof Double)) {
        throw Numbers.outOfRange(value, common.toString());
      }
      return number;
    }
    if (common.type() == SqlType.DECIMAL) {
      return value instanceof Long number ? BigDecimal.valueOf(number) : value;
    }
    if (common.type() == SqlType.CHAR) {
      return Texts.pad((String) value, common.precision());
    }
    return common.family() == Family.TIMESTAMP && value instanceof LocalDate date
        ? date.atStartOfDay()
        : value;
  }
}
