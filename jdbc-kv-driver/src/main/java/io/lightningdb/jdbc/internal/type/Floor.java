package io.lightningdb.jdbc.internal.type;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The largest value of a type that is not larger than some operand of a comparison: the bound of
 * the keys that the comparison leaves. An operand need not be a value of the type: an INTEGER can
 * be compared with 1.5 or with a trillion.
 *
 * @param value the value, or null if all values of the type are larger than the operand
 * @param exact whether the value equals the operand
 */
public record Floor(@Nullable Object value, boolean exact) {

  private static final Floor BELOW_ALL = new Floor(null, false);

  /** Returns the floor of {@code operand}, which {@link Comparison#operand} made for the type. */
  public static Floor of(Object operand, ColumnType type) throws SQLException {
    return switch (type.type()) {
      case SMALLINT -> whole(operand, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> whole(operand, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> whole(operand, Long.MIN_VALUE, Long.MAX_VALUE);
      case REAL -> real(operand);
      case DOUBLE -> approximate(operand);
      case DECIMAL -> decimal(operand, type);
      case DATE -> date(operand);
      case TIME -> cut(operand, Temporals.cut((LocalTime) operand, type.scale()));
      case TIMESTAMP -> cut(operand, Temporals.cut((LocalDateTime) operand, type.scale()));
      case TIMESTAMP_WITH_TIME_ZONE ->
          cut(operand, Temporals.cut((OffsetDateTime) operand, type.scale()));
      case BOOLEAN, CHAR, VARCHAR, CLOB, BINARY, VARBINARY, BLOB, UUID -> new Floor(operand, true);
    };
  }

  private static Floor cut(Object operand, Object cut) {
    return new Floor(cut, operand.equals(cut));
  }

  private static Floor whole(Object operand, long min, long max) {
    if (Numbers.compare(operand, min) < 0) {
      return BELOW_ALL;
    }
    if (Numbers.compare(operand, max) > 0) {
      return new Floor(max, false);
    }
    if (operand instanceof Long) {
      return new Floor(operand, true);
    }
    BigDecimal exact = Numbers.exact(operand);
    BigDecimal floor = exact.setScale(0, RoundingMode.FLOOR);
    return new Floor(floor.longValueExact(), floor.compareTo(exact) == 0);
  }

  private static Floor approximate(Object operand) {
    double number = ((Number) operand).doubleValue() + 0.0;
    if (Numbers.compare(number, operand) > 0) {
      number = Math.nextDown(number);
    }
    return new Floor(number, Numbers.compare(number, operand) == 0);
  }

  private static Floor real(Object operand) {
    float number = ((Number) operand).floatValue() + 0.0f;
    if (Numbers.compare((double) number, operand) > 0) {
      number = Math.nextDown(number);
    }
    return new Floor((double) number, Numbers.compare((double) number, operand) == 0);
  }

  private static Floor decimal(Object operand, ColumnType type) throws SQLException {
    if (operand instanceof Double number && Numbers.isSpecial(number)) {
      return number == Double.NEGATIVE_INFINITY ? BELOW_ALL : new Floor(largestDecimal(), false);
    }
    BigDecimal exact = Numbers.exact(operand);
    int digits = ColumnType.DECIMAL_DIGITS_MAX;
    BigDecimal floor =
        exact.setScale(
            type.precision() == 0 ? Math.min(exact.scale(), digits) : type.scale(),
            RoundingMode.FLOOR);
    return new Floor(Numbers.checked(floor), floor.compareTo(exact) == 0);
  }

  private static BigDecimal largestDecimal() {
    int digits = ColumnType.DECIMAL_DIGITS_MAX;
    return BigDecimal.ONE.movePointRight(digits).subtract(BigDecimal.ONE.movePointLeft(digits));
  }

  private static Floor date(Object operand) throws SQLException {
    LocalDate date = Temporals.toDate(operand);
    if (date.toEpochDay() < Integer.MIN_VALUE) {
      return BELOW_ALL;
    }
    if (date.toEpochDay() > Integer.MAX_VALUE) {
      return new Floor(LocalDate.ofEpochDay(Integer.MAX_VALUE), false);
    }
    boolean exact =
        !(operand instanceof LocalDateTime timestamp)
            || timestamp.toLocalTime().equals(LocalTime.MIDNIGHT);
    return new Floor(date, exact);
  }
}
