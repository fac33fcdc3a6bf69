package io.lightningdb.jdbc.internal.function;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Values of each type, most of them where something ends. */
final class SampleValues {

  private static final LocalDate FIRST_DATE = LocalDate.ofEpochDay(Integer.MIN_VALUE);
  private static final LocalDate LAST_DATE = LocalDate.ofEpochDay(Integer.MAX_VALUE);
  private static final LocalDateTime MOMENT =
      LocalDateTime.of(2024, 2, 29, 23, 59, 59, 999_999_999);

  private SampleValues() {}

  /** Returns a column type for each type. */
  static List<ColumnType> types() {
    List<ColumnType> types = new ArrayList<>();
    for (SqlType type : SqlType.values()) {
      types.add(ColumnType.of(type));
    }
    types.add(ColumnType.decimal(20, 5));
    types.set(types.indexOf(ColumnType.of(SqlType.CHAR)), ColumnType.sized(SqlType.CHAR, 3));
    types.set(types.indexOf(ColumnType.of(SqlType.BINARY)), ColumnType.sized(SqlType.BINARY, 2));
    return types;
  }

  static Object pick(Seed seed, ColumnType type) {
    return seed.pick(of(type));
  }

  static List<Object> of(ColumnType type) {
    return switch (type.type()) {
      case BOOLEAN -> List.of(true, false);
      case SMALLINT -> List.of(0L, 1L, -1L, -32_768L, 32_767L);
      case INTEGER -> List.of(0L, 1L, 2L, 3L, -3L, -2_147_483_648L, 2_147_483_647L);
      case BIGINT -> List.of(0L, 1L, -2L, 7L, 64L, Long.MIN_VALUE, Long.MAX_VALUE);
      case REAL -> List.of(0.0, 0.5, -1.5, (double) Float.MAX_VALUE, Double.NaN);
      case DOUBLE ->
          List.of(
              0.0,
              -0.0,
              0.1,
              -2.5,
              1e15,
              Double.MIN_VALUE,
              -Double.MAX_VALUE,
              Double.NaN,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY);
      case DECIMAL -> type.precision() > 0 ? smallDecimals() : decimals();
      case CHAR -> List.of("   ", "a  ", "1  ", "😀é ", "DAY");
      case VARCHAR, CLOB -> texts();
      case BINARY -> List.of(new byte[2], new byte[] {-1, 127});
      case VARBINARY, BLOB -> List.of(new byte[0], new byte[] {(byte) 0xC3}, new byte[] {65, 66});
      case DATE -> List.of(FIRST_DATE, LAST_DATE, LocalDate.EPOCH, MOMENT.toLocalDate());
      case TIME -> List.of(LocalTime.MIN, LocalTime.MAX, LocalTime.NOON);
      case TIMESTAMP ->
          List.of(LocalDateTime.MIN, LocalDateTime.MAX, MOMENT, LocalDate.EPOCH.atStartOfDay());
      case TIMESTAMP_WITH_TIME_ZONE ->
          List.of(OffsetDateTime.MIN, OffsetDateTime.MAX, MOMENT.atOffset(ZoneOffset.ofHours(-18)));
      case UUID -> List.of(new UUID(0, 0), new UUID(-1, 1));
    };
  }

  private static List<Object> smallDecimals() {
    return List.of(
        new BigDecimal("0.00000"),
        new BigDecimal("-1.50000"),
        new BigDecimal("999999999999999.99999"));
  }

  private static List<Object> decimals() {
    return List.of(
        BigDecimal.ZERO,
        new BigDecimal("2.5"),
        new BigDecimal("-0.5"),
        new BigDecimal("1E-1000"),
        new BigDecimal("-9E+999"),
        new BigDecimal("9".repeat(1000) + ".9"));
  }

  private static List<Object> texts() {
    return List.of(
        "",
        " ",
        "a",
        "abcabc",
        "é😀",
        "\uFFFF",
        "12",
        "year",
        "SQL_TSI_HOUR",
        "hex",
        "base64",
        "MD5",
        "MONTH",
        "NANOSECOND",
        "EPOCH",
        "TIMEZONE_HOUR",
        "sha-512",
        "x".repeat(1000));
  }
}
