package io.lightningdb.jdbc.internal.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.math.BigDecimal;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Conversions of values, their order, and what they look like. */
@ExtendWith(Seeds.class)
class ValuesTest {

  private static Object assign(Object value, ColumnType type) throws SQLException {
    return Assignment.assign(value, type, "c");
  }

  private static void assertRefused(String state, ThrowingCallable conversion) {
    assertThatThrownBy(conversion)
        .isInstanceOfSatisfying(
            SQLDataException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void numbersThatAreStoredAreRoundedHalfUpAndNeverWrap() throws SQLException {
    assertThat(assign(new BigDecimal("1.5"), ColumnType.INTEGER)).isEqualTo(2L);
    assertThat(assign(new BigDecimal("-1.5"), ColumnType.INTEGER)).isEqualTo(-2L);
    assertThat(assign(2.4, ColumnType.SMALLINT)).isEqualTo(2L);
    assertThat(assign("007", ColumnType.BIGINT)).isEqualTo(7L);
    assertThat(assign(1.005, ColumnType.decimal(5, 2))).isEqualTo(new BigDecimal("1.01"));
    assertRefused("22003", () -> assign(32_768L, ColumnType.SMALLINT));
    assertRefused("22003", () -> assign(1e19, ColumnType.BIGINT));
    assertRefused("22003", () -> assign(new BigDecimal("1E500"), ColumnType.BIGINT));
    assertRefused("22003", () -> assign(1000L, ColumnType.decimal(5, 2)));
    assertRefused("22003", () -> assign(1e300, ColumnType.of(SqlType.REAL)));
    assertRefused("22003", () -> assign(Double.NaN, ColumnType.DECIMAL));
    assertRefused("22018", () -> assign("seven", ColumnType.INTEGER));
  }

  @Test
  @Timeout(10)
  void numbersOfABillionDigitsAreRefusedBeforeTheyAreWrittenDown() {
    assertRefused("22003", () -> assign("1e999999999", ColumnType.DECIMAL));
    assertRefused("22003", () -> assign("1e-999999999", ColumnType.INTEGER));
    assertRefused("22003", () -> assign(new BigDecimal("1e2147483647"), ColumnType.BIGINT));
    assertRefused("22003", () -> Numbers.parse("1".repeat(2_000)));
  }

  @Test
  void zeroHasOneSign() throws SQLException {
    assertThat(assign(-0.0, ColumnType.DOUBLE)).isEqualTo(0.0);
    assertThat(Comparison.compare(-0.0, 0.0)).isZero();
    assertThat(assign(new BigDecimal("0E+2000000000"), ColumnType.DECIMAL))
        .isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void numbersOfAllKindsCompareByTheirExactValues() throws SQLException {
    assertThat(Comparison.compare((1L << 53) + 1, (double) (1L << 53))).isPositive();
    assertThat(Comparison.compare(0.1, new BigDecimal("0.1"))).isPositive();
    assertThat(Comparison.compare(0.5, new BigDecimal("0.50"))).isZero();
    assertThat(Comparison.compare(Double.NaN, Double.POSITIVE_INFINITY)).isPositive();
    assertThat(Comparison.compare(Double.NaN, Double.NaN)).isZero();
    assertThat(Comparison.compare(1L, Double.NEGATIVE_INFINITY)).isPositive();
    assertThat(Comparison.compare(new BigDecimal("1E300"), Double.POSITIVE_INFINITY)).isNegative();
  }

  @RepeatedTest(10)
  void textsCompareAsTheirUtf8Does(Seed seed) {
    List<String> pieces = List.of("a", "\uD7FF", "\uE000", "\uFFFF", "😀", "\uD800\uDC00", "é");
    for (int n = 0; n < 1_000; n++) {
      StringBuilder a = new StringBuilder();
      StringBuilder b = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        a.append(seed.pick(pieces));
        b.append(seed.pick(pieces));
      }
      assertThat(Integer.signum(Texts.compare(a.toString(), b.toString())))
          .as("%s and %s", a, b)
          .isEqualTo(
              Integer.signum(
                  Arrays.compareUnsigned(Texts.encode(a.toString()), Texts.encode(b.toString()))));
    }
  }

  @Test
  void textIsPaddedOrRefusedButNeverCut() throws SQLException {
    ColumnType three = ColumnType.sized(SqlType.CHAR, 3);
    assertThat(assign("a", three)).isEqualTo("a  ");
    assertThat(assign("abc   ", three)).isEqualTo("abc");
    assertThat(assign("😀", three)).isEqualTo("😀  ");
    assertRefused("22001", () -> assign("abcd", three));
    ColumnType varchar = ColumnType.sized(SqlType.VARCHAR, 3);
    assertThat(assign("😀😀😀", varchar)).isEqualTo("😀😀😀");
    assertRefused("22001", () -> assign("abc ", varchar));
    assertThat((byte[]) assign(new byte[] {1}, ColumnType.sized(SqlType.BINARY, 2)))
        .containsExactly(1, 0);
    assertRefused("22001", () -> assign(new byte[3], ColumnType.sized(SqlType.VARBINARY, 2)));
    assertRefused("22021", () -> assign("\uD83D", ColumnType.VARCHAR));
    assertRefused("22021", () -> assign("\uDE00\uD83D", ColumnType.VARCHAR));
  }

  @Test
  void textAndBytesAreEachOthersUtf8() throws SQLException {
    assertThat((byte[]) assign("é", ColumnType.VARBINARY)).containsExactly(0xC3, 0xA9);
    assertThat(assign(new byte[] {(byte) 0xC3, (byte) 0xA9}, ColumnType.VARCHAR)).isEqualTo("é");
    assertRefused("22018", () -> assign(new byte[] {(byte) 0xC3}, ColumnType.VARCHAR));
    assertThat(Texts.toText(new byte[] {(byte) 0xC3, 0}, SqlType.VARBINARY)).isEqualTo("X'C300'");
    assertThat(
            Texts.toText(
                "\uFFFD".getBytes(java.nio.charset.StandardCharsets.UTF_8), SqlType.VARBINARY))
        .isEqualTo("\uFFFD");
  }

  @Test
  void datesAndTimesAreReadInTheirUsualForms() throws SQLException {
    LocalDateTime noon = LocalDateTime.of(2024, 2, 29, 12, 0);
    ColumnType timestamp = ColumnType.of(SqlType.TIMESTAMP);
    assertThat(assign("2024-02-29 12:00:00", timestamp)).isEqualTo(noon);
    assertThat(assign("2024-02-29T12:00", timestamp)).isEqualTo(noon);
    assertThat(assign(" 2024-02-29 12:00:00.000000001 ", timestamp)).isEqualTo(noon.plusNanos(1));
    assertThat(assign("2024-02-29", timestamp)).isEqualTo(noon.minusHours(12));
    assertThat(assign("2024-02-29 12:00", ColumnType.of(SqlType.DATE)))
        .isEqualTo(noon.toLocalDate());
    assertThat(assign("12:00:00.5", ColumnType.of(SqlType.TIME)))
        .isEqualTo(LocalTime.of(12, 0, 0, 500_000_000));
    ColumnType withZone = ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE);
    OffsetDateTime moment = noon.atOffset(ZoneOffset.ofHours(2));
    for (String text :
        List.of(
            "2024-02-29 12:00:00+02:00",
            "2024-02-29T12:00:00+02:00",
            "2024-02-29 12:00+02",
            "2024-02-29 12:00:00 +02:00")) {
      assertThat(assign(text, withZone)).as(text).isEqualTo(moment);
    }
    assertThat(assign("2024-02-29 12:00:00Z", withZone)).isEqualTo(noon.atOffset(ZoneOffset.UTC));
    assertRefused("22007", () -> assign("2023-02-29", ColumnType.of(SqlType.DATE)));
    assertRefused("22007", () -> assign("2024-02-29 12:00:00", withZone));
    assertRefused("22007", () -> assign("yesterday", timestamp));
    assertRefused("22007", () -> assign("25:00:00", ColumnType.of(SqlType.TIME)));
  }

  @Test
  void nothingGuessesATimeZone() {
    LocalDateTime local = LocalDateTime.of(2024, 1, 1, 0, 0);
    assertRefused("22018", () -> assign(local, ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE)));
    assertRefused(
        "22018", () -> assign(local.atOffset(ZoneOffset.UTC), ColumnType.of(SqlType.TIMESTAMP)));
  }

  @Test
  void datesBeyondTheStoredRangeAreRefused() {
    assertRefused("22008", () -> assign(LocalDate.MAX, ColumnType.of(SqlType.DATE)));
  }

  @Test
  void fractionsBeyondThoseOfTheTypeAreCut() throws SQLException {
    LocalTime time = LocalTime.of(1, 2, 3, 123_456_789);
    assertThat(assign(time, ColumnType.temporal(SqlType.TIME, 3)))
        .isEqualTo(LocalTime.of(1, 2, 3, 123_000_000));
    assertThat(assign(time, ColumnType.temporal(SqlType.TIME, 0))).isEqualTo(LocalTime.of(1, 2, 3));
  }

  @Test
  void momentsArePrintedWithoutZerosAtTheEnd() {
    assertThat(Temporals.format(LocalTime.of(1, 2))).isEqualTo("01:02:00");
    assertThat(Temporals.format(LocalTime.of(1, 2, 3, 120_000_000))).isEqualTo("01:02:03.12");
    assertThat(Temporals.format(LocalDateTime.of(2024, 1, 2, 3, 4, 5)))
        .isEqualTo("2024-01-02 03:04:05");
    assertThat(Temporals.format(OffsetDateTime.of(2024, 1, 2, 3, 4, 5, 1, ZoneOffset.UTC)))
        .isEqualTo("2024-01-02 03:04:05.000000001+00:00");
  }

  @Test
  void arithmeticFailsWhereItWouldWrapAround() throws SQLException {
    assertThat(Arithmetic.add(1L, 2L)).isEqualTo(3L);
    assertThat(Arithmetic.multiply(new BigDecimal("1.5"), 2L)).isEqualTo(new BigDecimal("3.0"));
    assertThat(Arithmetic.divide(7L, -2L)).isEqualTo(-3L);
    assertThat(Arithmetic.divide(new BigDecimal("1"), 3L))
        .isEqualTo(new BigDecimal("0.33333333333333333333"));
    assertThat(Arithmetic.divide(new BigDecimal("1.00"), 4L)).isEqualTo(new BigDecimal("0.25"));
    assertThat(Arithmetic.remainder(-7L, 2L)).isEqualTo(-1L);
    assertThat(Arithmetic.remainder(Long.MIN_VALUE, -1L)).isEqualTo(0L);
    assertRefused("22003", () -> Arithmetic.add(Long.MAX_VALUE, 1L));
    assertRefused("22003", () -> Arithmetic.subtract(Long.MIN_VALUE, 1L));
    assertRefused("22003", () -> Arithmetic.subtract(0L, Long.MIN_VALUE));
    assertRefused("22003", () -> Arithmetic.multiply(Long.MAX_VALUE, 2L));
    assertRefused("22003", () -> Arithmetic.divide(Long.MIN_VALUE, -1L));
    assertRefused("22003", () -> Arithmetic.negate(Long.MIN_VALUE));
    assertRefused("22003", () -> Arithmetic.multiply(1e200, 1e200));
    assertRefused("22012", () -> Arithmetic.divide(1L, 0L));
    assertRefused("22012", () -> Arithmetic.divide(1.0, 0.0));
    assertRefused("22012", () -> Arithmetic.remainder(BigDecimal.ONE, BigDecimal.ZERO));
    assertRefused(
        "22003", () -> Arithmetic.multiply(new BigDecimal("1E600"), new BigDecimal("1E600")));
  }
}
