package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.internal.testing.Seed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows of values that compare with each other column by column, many of them equal. */
final class RandomRows {

  /** What a column holds. */
  enum Kind {
    BOOLEAN,
    WHOLE,
    NUMBER,
    TEXT,
    BYTES,
    DAY,
    TIME,
    TIMESTAMP_WITH_TIME_ZONE,
    UUID
  }

  private static final List<String> CHARACTERS =
      List.of("\0", " ", "a", "z", "\u007F", "é", "\uE000", "\uFFFF", "😀", "\uD800", "\uDC00");

  private final Seed seed;
  private final Kind[] kinds;

  RandomRows(Seed seed, int columns) {
    this.seed = seed;
    this.kinds = new Kind[columns];
    for (int i = 0; i < columns; i++) {
      kinds[i] = seed.pick(List.of(Kind.values()));
    }
  }

  /** Returns rows whose last value is the row's number. */
  List<Object[]> numbered(int count) {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Object[] row = new Object[kinds.length + 1];
      fill(row);
      row[kinds.length] = (long) i;
      rows.add(row);
    }
    return rows;
  }

  List<Object[]> rows(int count) {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Object[] row = new Object[kinds.length];
      fill(row);
      rows.add(row);
    }
    return rows;
  }

  private void fill(Object[] row) {
    for (int i = 0; i < kinds.length; i++) {
      row[i] = seed.oneIn(6) ? null : value(kinds[i], seed);
    }
  }

  static Object value(Kind kind, Seed seed) {
    return switch (kind) {
      case BOOLEAN -> seed.oneIn(2);
      case WHOLE -> seed.oneIn(3) ? seed.nextLong() : (long) seed.between(-5, 5);
      case NUMBER -> number(seed);
      case TEXT -> text(seed);
      case BYTES -> seed.bytes(seed.between(0, 3));
      case DAY -> day(seed);
      case TIME -> LocalTime.ofNanoOfDay(seed.between(-3, 3) * 999_999_999L + 3_000_000_000L);
      case TIMESTAMP_WITH_TIME_ZONE ->
          // The same moments in different zones.
          timestamp(seed)
              .atOffset(ZoneOffset.UTC)
              .withOffsetSameInstant(ZoneOffset.ofTotalSeconds(seed.between(-18, 18) * 3600));
      case UUID -> new UUID(seed.between(-1, 1), seed.between(-2, 2));
    };
  }

  /** Returns one of a few numbers, as an object of one of the classes that can hold it. */
  private static Object number(Seed seed) {
    BigDecimal number =
        switch (seed.between(0, 5)) {
          case 0 -> new BigDecimal(BigInteger.valueOf(seed.nextLong()), seed.between(-5, 30));
          case 1 -> new BigDecimal("9223372036854775808").add(new BigDecimal(seed.between(-2, 2)));
          case 2 -> new BigDecimal(Math.scalb(1.0, seed.between(-80, 200)));
          default -> BigDecimal.valueOf(seed.between(-9, 9), 1);
        };
    if (seed.oneIn(20)) {
      return seed.pick(
          List.of(-0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    }
    if (seed.oneIn(2)) {
      double approximate = number.doubleValue();
      return new BigDecimal(approximate).compareTo(number) == 0 ? approximate : number;
    }
    if (seed.oneIn(2) && BigDecimal.valueOf(number.longValue()).compareTo(number) == 0) {
      return number.longValue();
    }
    return seed.oneIn(2) ? number.setScale(Math.max(number.scale(), 0) + 2) : number;
  }

  private static String text(Seed seed) {
    StringBuilder text = new StringBuilder();
    for (int i = seed.between(0, 6); i > 0; i--) {
      text.append(seed.pick(CHARACTERS));
    }
    return seed.oneIn(50) ? text.toString().repeat(200) : text.toString();
  }

  private static Object day(Seed seed) {
    LocalDate date = LocalDate.ofEpochDay(seed.between(-3, 3));
    if (seed.oneIn(3)) {
      return date;
    }
    return seed.oneIn(2) ? date.atStartOfDay() : timestamp(seed);
  }

  private static LocalDateTime timestamp(Seed seed) {
    return LocalDateTime.ofEpochSecond(
        seed.between(-2, 2), seed.oneIn(2) ? 0 : 999_999_999, ZoneOffset.UTC);
  }

  /** Values that are hard to get back. */
  static List<Object> extremes() {
    return List.of(
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        -0.0,
        Double.NaN,
        Double.MIN_VALUE,
        new BigDecimal(BigInteger.ONE.shiftLeft(3000), -40),
        new BigDecimal("-0.00100"),
        "\uD800 alone",
        "a".repeat(100_000),
        "é\u0000ÿ",
        "\u0100",
        new byte[100_000],
        LocalDate.MIN,
        LocalDate.MAX,
        LocalTime.MIN,
        LocalTime.MAX,
        LocalDateTime.MIN,
        LocalDateTime.MAX,
        OffsetDateTime.MIN,
        OffsetDateTime.MAX,
        new UUID(-1, Long.MIN_VALUE));
  }
}
