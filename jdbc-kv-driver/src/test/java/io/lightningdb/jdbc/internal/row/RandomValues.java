package io.lightningdb.jdbc.internal.row;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Values of all types, the extreme ones more often than chance would have them. */
final class RandomValues {

  /** A column type for each type. */
  static final List<ColumnType> TYPES =
      List.of(
          ColumnType.BOOLEAN,
          ColumnType.SMALLINT,
          ColumnType.INTEGER,
          ColumnType.BIGINT,
          ColumnType.of(SqlType.REAL),
          ColumnType.DOUBLE,
          ColumnType.decimal(20, 5),
          ColumnType.DECIMAL,
          ColumnType.sized(SqlType.CHAR, 4),
          ColumnType.VARCHAR,
          ColumnType.of(SqlType.CLOB),
          ColumnType.sized(SqlType.BINARY, 4),
          ColumnType.VARBINARY,
          ColumnType.of(SqlType.BLOB),
          ColumnType.of(SqlType.DATE),
          ColumnType.of(SqlType.TIME),
          ColumnType.of(SqlType.TIMESTAMP),
          ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE),
          ColumnType.of(SqlType.UUID));

  private static final List<String> CHARACTERS =
      List.of(
          "\0", " ", "a", "b", "z", "\u007F", "é", "\u07FF", "\uE000", "\uFFFD", "\uFFFF", "😀");

  private final Seed seed;

  RandomValues(Seed seed) {
    this.seed = seed;
  }

  private long number(long min, long max) {
    return switch (seed.between(0, 6)) {
      case 0 -> min;
      case 1 -> max;
      case 2 -> Math.max(min, Math.min(max, seed.between(-3, 3)));
      default -> min + Math.floorMod(seed.nextLong(), Math.max(1, max - min));
    };
  }

  private double floating() {
    return switch (seed.between(0, 9)) {
      case 0 -> Double.NEGATIVE_INFINITY;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NaN;
      case 3 -> 0;
      case 4 -> Double.MIN_VALUE;
      case 5 -> seed.between(-10, 10) / 4.0;
      default -> Double.longBitsToDouble(seed.nextLong()) + 0.0;
    };
  }

  private BigDecimal decimal(int digits, int scale) {
    int bits = seed.between(0, (int) (digits * 3.3));
    BigInteger unscaled = new BigInteger(bits, new java.util.Random(seed.nextLong()));
    BigDecimal number = new BigDecimal(seed.oneIn(2) ? unscaled : unscaled.negate(), scale);
    return seed.oneIn(4) ? BigDecimal.valueOf(seed.between(-3, 3), scale) : number;
  }

  private String text(int characters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < characters; i++) {
      text.append(seed.pick(CHARACTERS));
    }
    return text.toString();
  }

  private byte[] bytes(int length) {
    byte[] bytes = seed.bytes(length);
    for (int i = 0; i < length; i++) {
      if (seed.oneIn(2)) {
        bytes[i] = (byte) -seed.between(0, 1);
      }
    }
    return bytes;
  }

  private LocalDateTime timestamp() {
    long second = seed.oneIn(2) ? seed.between(-100, 100) : seed.nextLong() / 300;
    int nano = seed.oneIn(2) ? 0 : seed.between(0, 999_999_999);
    return LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
  }

  Object value(ColumnType type) {
    return switch (type.type()) {
      case BOOLEAN -> seed.oneIn(2);
      case SMALLINT -> number(Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> number(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> seed.oneIn(2) ? seed.nextLong() : number(-1000, 1000);
      case REAL -> (double) (float) floating() + 0.0;
      case DOUBLE -> floating();
      case DECIMAL -> type.precision() > 0 ? decimal(15, 5) : decimal(60, seed.between(-20, 60));
      case CHAR -> text(4);
      case VARCHAR, CLOB -> text(seed.between(0, 5));
      case BINARY -> bytes(4);
      case VARBINARY, BLOB -> bytes(seed.between(0, 5));
      case DATE -> LocalDate.ofEpochDay(number(Integer.MIN_VALUE, Integer.MAX_VALUE));
      case TIME -> LocalTime.ofNanoOfDay(number(0, 86_399_999_999_999L));
      case TIMESTAMP -> timestamp();
      case TIMESTAMP_WITH_TIME_ZONE ->
          OffsetDateTime.of(
              timestamp(), ZoneOffset.ofTotalSeconds(seed.between(-18 * 3600, 18 * 3600)));
      case UUID -> new UUID(seed.nextLong(), seed.oneIn(2) ? 0 : seed.nextLong());
    };
  }
}
