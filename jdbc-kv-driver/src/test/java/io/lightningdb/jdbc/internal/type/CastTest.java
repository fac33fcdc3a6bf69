package io.lightningdb.jdbc.internal.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CastTest {

  private static final ColumnType REAL = ColumnType.of(SqlType.REAL);
  private static final ColumnType DATE = ColumnType.of(SqlType.DATE);
  private static final ColumnType TIME = ColumnType.of(SqlType.TIME);
  private static final ColumnType TIMESTAMP = ColumnType.of(SqlType.TIMESTAMP);
  private static final ColumnType ZONED = ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE);
  private static final ColumnType UUID_TYPE = ColumnType.of(SqlType.UUID);
  private static final LocalDateTime MOMENT =
      LocalDateTime.of(2024, 2, 29, 23, 59, 58, 123_456_789);

  /** A value of each type. */
  private static final List<Object> VALUES =
      List.of(
          true,
          1L,
          1.0,
          BigDecimal.ONE,
          "text",
          new byte[] {65},
          MOMENT.toLocalDate(),
          MOMENT.toLocalTime(),
          MOMENT,
          MOMENT.atOffset(ZoneOffset.UTC),
          new UUID(1, 2));

  private static ColumnType typeOf(Object value) {
    if (value instanceof Boolean) {
      return ColumnType.BOOLEAN;
    }
    if (value instanceof Number) {
      return value instanceof Long
          ? ColumnType.BIGINT
          : value instanceof Double ? ColumnType.DOUBLE : ColumnType.DECIMAL;
    }
    if (value instanceof String) {
      return ColumnType.VARCHAR;
    }
    if (value instanceof byte[]) {
      return ColumnType.VARBINARY;
    }
    if (value instanceof UUID) {
      return UUID_TYPE;
    }
    if (value instanceof LocalDate) {
      return DATE;
    }
    if (value instanceof LocalTime) {
      return TIME;
    }
    return value instanceof LocalDateTime ? TIMESTAMP : ZONED;
  }

  private static Object cast(Object value, ColumnType to) throws SQLException {
    ColumnType from = typeOf(value);
    assertThat(Cast.isPossible(from, to)).as("%s to %s", from, to).isTrue();
    return Cast.cast(value, from, to);
  }

  private static void assertRefused(String state, Object value, ColumnType to) {
    assertThatThrownBy(() -> cast(value, to))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void nullStaysNull() throws SQLException {
    assertThat(Cast.cast(null, ColumnType.VARCHAR, ColumnType.INTEGER)).isNull();
  }

  @Test
  void numbersAreRoundedHalfUpAndNeverWrap() throws SQLException {
    assertThat(cast(new BigDecimal("1.5"), ColumnType.INTEGER)).isEqualTo(2L);
    assertThat(cast(new BigDecimal("-1.5"), ColumnType.INTEGER)).isEqualTo(-2L);
    assertThat(cast(2.5, ColumnType.SMALLINT)).isEqualTo(3L);
    assertThat(cast(1.005, ColumnType.decimal(5, 2))).isEqualTo(new BigDecimal("1.01"));
    assertThat(cast(7L, ColumnType.decimal(5, 2))).isEqualTo(new BigDecimal("7.00"));
    assertThat(cast(7L, ColumnType.DOUBLE)).isEqualTo(7.0);
    assertThat(cast(0.1, REAL)).isEqualTo((double) 0.1f);
    assertThat(cast(-0.0, ColumnType.DOUBLE)).isEqualTo(0.0);
    assertThat(cast(Double.NEGATIVE_INFINITY, REAL)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertRefused("22003", 32_768L, ColumnType.SMALLINT);
    assertRefused("22003", 2_147_483_648L, ColumnType.INTEGER);
    assertRefused("22003", 1e19, ColumnType.BIGINT);
    assertRefused("22003", 1000L, ColumnType.decimal(5, 2));
    assertRefused("22003", 1e300, REAL);
    assertRefused("22003", new BigDecimal("1E400"), ColumnType.DOUBLE);
    assertRefused("22003", Double.NaN, ColumnType.DECIMAL);
    assertRefused("22003", Double.NaN, ColumnType.INTEGER);
  }

  @Test
  void textIsReadWithoutTheBlanksAroundIt() throws SQLException {
    assertThat(cast(" 12 ", ColumnType.INTEGER)).isEqualTo(12L);
    assertThat(cast(" 1.5e1 ", ColumnType.DECIMAL)).isEqualTo(new BigDecimal("15"));
    assertThat(cast("1.5", ColumnType.INTEGER)).isEqualTo(2L);
    assertThat(cast(" 1.5e1 ", ColumnType.DOUBLE)).isEqualTo(15.0);
    assertThat(cast(" true ", ColumnType.BOOLEAN)).isEqualTo(true);
    assertThat(cast(" 2024-02-29 ", DATE)).isEqualTo(MOMENT.toLocalDate());
    assertThat(cast(" 2024-02-29 23:59:58.123456789 ", TIMESTAMP)).isEqualTo(MOMENT);
    assertThat(cast("23:59:58.123456789", TIME)).isEqualTo(MOMENT.toLocalTime());
    assertThat(cast("2024-02-29 23:59:58.123456789+01:00", ZONED))
        .isEqualTo(MOMENT.atOffset(ZoneOffset.ofHours(1)));
    assertThat(cast(new UUID(1, 2).toString(), UUID_TYPE)).isEqualTo(new UUID(1, 2));
    assertThat((byte[]) cast("é", ColumnType.VARBINARY)).containsExactly(0xC3, 0xA9);
    assertRefused("22018", "seven", ColumnType.INTEGER);
    assertRefused("22018", "", ColumnType.DOUBLE);
    assertRefused("22018", "maybe", ColumnType.BOOLEAN);
    assertRefused("22018", "0-0-0-0-0", UUID_TYPE);
    assertRefused("22007", "2023-02-29", DATE);
    assertRefused("22007", "2024-02-29 10:00:00", ZONED);
    assertRefused("22003", "1e999999999", ColumnType.DECIMAL);
  }

  @Test
  void everythingHasAText() throws SQLException {
    assertThat(cast(true, ColumnType.VARCHAR)).isEqualTo("true");
    assertThat(cast(-5L, ColumnType.VARCHAR)).isEqualTo("-5");
    assertThat(cast(new BigDecimal("1E+3"), ColumnType.VARCHAR)).isEqualTo("1000");
    assertThat(Cast.cast((double) 0.1f, REAL, ColumnType.VARCHAR)).isEqualTo("0.1");
    assertThat(cast("é".getBytes(StandardCharsets.UTF_8), ColumnType.VARCHAR)).isEqualTo("é");
    assertThat(cast(MOMENT, ColumnType.VARCHAR)).isEqualTo("2024-02-29 23:59:58.123456789");
    assertThat(cast(MOMENT.toLocalDate(), ColumnType.VARCHAR)).isEqualTo("2024-02-29");
    assertThat(cast(new UUID(1, 2), ColumnType.of(SqlType.CLOB)))
        .isEqualTo("00000000-0000-0001-0000-000000000002");
    assertRefused("22018", new byte[] {(byte) 0xC3}, ColumnType.VARCHAR);
  }

  @Test
  void textsAndBytesThatAreTooLongAreCut() throws SQLException {
    ColumnType two = ColumnType.sized(SqlType.VARCHAR, 2);
    assertThat(cast("abc", two)).isEqualTo("ab");
    assertThat(cast("😀é😀", two)).isEqualTo("😀é");
    assertThat(cast("a😀", two)).isEqualTo("a😀");
    assertThat(cast(12345L, two)).isEqualTo("12");
    assertThat(cast("abc", ColumnType.sized(SqlType.CHAR, 2))).isEqualTo("ab");
    assertThat(cast("a", ColumnType.sized(SqlType.CHAR, 3))).isEqualTo("a  ");
    assertThat((byte[]) cast(new byte[] {1, 2, 3}, ColumnType.sized(SqlType.VARBINARY, 2)))
        .containsExactly(1, 2);
    assertThat((byte[]) cast(new byte[] {1}, ColumnType.sized(SqlType.VARBINARY, 2)))
        .containsExactly(1);
    assertThat((byte[]) cast(new byte[] {1}, ColumnType.sized(SqlType.BINARY, 2)))
        .containsExactly(1, 0);
  }

  @Test
  void booleansAreNumbersAndBack() throws SQLException {
    assertThat(cast(true, ColumnType.INTEGER)).isEqualTo(1L);
    assertThat(cast(false, ColumnType.BIGINT)).isEqualTo(0L);
    assertThat(cast(2L, ColumnType.BOOLEAN)).isEqualTo(true);
    assertThat(cast(0L, ColumnType.BOOLEAN)).isEqualTo(false);
  }

  @Test
  void datesAndTimesLoseWhatTheTypeDoesNotHave() throws SQLException {
    assertThat(cast(MOMENT, DATE)).isEqualTo(MOMENT.toLocalDate());
    assertThat(cast(MOMENT, TIME)).isEqualTo(MOMENT.toLocalTime());
    assertThat(cast(MOMENT, ColumnType.temporal(SqlType.TIMESTAMP, 3)))
        .isEqualTo(MOMENT.withNano(123_000_000));
    assertThat(cast(MOMENT.toLocalTime(), ColumnType.temporal(SqlType.TIME, 0)))
        .isEqualTo(LocalTime.of(23, 59, 58));
    assertThat(cast(MOMENT.toLocalDate(), TIMESTAMP))
        .isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
    assertRefused("22008", LocalDateTime.MAX, DATE);
  }

  /** What the clock showed where the time was taken. */
  @Test
  void aTimeZoneIsDroppedAndNeverGuessed() throws SQLException {
    OffsetDateTime moment = MOMENT.atOffset(ZoneOffset.ofHours(14));
    assertThat(cast(moment, TIMESTAMP)).isEqualTo(MOMENT);
    assertThat(cast(moment, DATE)).isEqualTo(MOMENT.toLocalDate());
    assertThat(cast(moment, TIME)).isEqualTo(MOMENT.toLocalTime());
    assertThat(cast(moment, ColumnType.temporal(SqlType.TIMESTAMP_WITH_TIME_ZONE, 0)))
        .isEqualTo(moment.withNano(0));
    assertThat(Cast.isPossible(TIMESTAMP, ZONED)).isFalse();
    assertThat(Cast.isPossible(DATE, ZONED)).isFalse();
    assertThat(Cast.isPossible(TIME, TIMESTAMP)).isFalse();
  }

  @Test
  void uuidsAreTheirBytes() throws SQLException {
    byte[] bytes = (byte[]) cast(new UUID(1, 2), ColumnType.VARBINARY);
    assertThat(bytes).hasSize(16).endsWith(2);
    assertThat(cast(bytes, UUID_TYPE)).isEqualTo(new UUID(1, 2));
    assertRefused("22018", new byte[15], UUID_TYPE);
  }

  /**
   * A cast that is called possible must not fail because of the types, and no other may succeed.
   */
  @Test
  void whatIsPossibleCanBeDone() throws SQLException {
    for (Object value : VALUES) {
      ColumnType from = typeOf(value);
      for (SqlType type : SqlType.values()) {
        ColumnType to = ColumnType.of(type);
        boolean parsed = from.family() == Family.TEXT || type == SqlType.UUID;
        if (Cast.isPossible(from, to) && !parsed) {
          Object result = Cast.cast(value, from, to);
          assertThat(Comparison.operand(result, to)).as("%s to %s", from, to).isEqualTo(result);
        }
      }
    }
    assertThat(Cast.isPossible(ColumnType.DECIMAL, ColumnType.BOOLEAN)).isFalse();
    assertThat(Cast.isPossible(ColumnType.BOOLEAN, ColumnType.DECIMAL)).isFalse();
    assertThat(Cast.isPossible(ColumnType.INTEGER, DATE)).isFalse();
    assertThat(Cast.isPossible(ColumnType.INTEGER, ColumnType.VARBINARY)).isFalse();
    assertThat(Cast.isPossible(DATE, TIME)).isFalse();
    assertThat(Cast.isPossible(UUID_TYPE, ColumnType.INTEGER)).isFalse();
  }

  @Test
  void h2CastsTheSame() throws SQLException {
    List<List<String>> casts =
        List.of(
            List.of("'  12 '", "INTEGER"),
            List.of("'abcde'", "VARCHAR(3)"),
            List.of("12345", "VARCHAR(3)"),
            List.of("2", "BOOLEAN"),
            List.of("TRUE", "INTEGER"),
            List.of("DATE '2024-02-29'", "TIMESTAMP"),
            List.of("TIMESTAMP '2024-02-29 10:11:12'", "DATE"),
            List.of("TIMESTAMP '2024-02-29 10:11:12'", "TIME"));
    List<Object> ours = new ArrayList<>();
    ours.add(cast("  12 ", ColumnType.INTEGER));
    ours.add(cast("abcde", ColumnType.sized(SqlType.VARCHAR, 3)));
    ours.add(cast(12345L, ColumnType.sized(SqlType.VARCHAR, 3)));
    ours.add(cast(2L, ColumnType.BOOLEAN));
    ours.add(cast(true, ColumnType.INTEGER));
    ours.add(cast(LocalDate.of(2024, 2, 29), TIMESTAMP));
    ours.add(cast(LocalDateTime.of(2024, 2, 29, 10, 11, 12), DATE));
    ours.add(cast(LocalDateTime.of(2024, 2, 29, 10, 11, 12), TIME));
    try (Connection h2 = DriverManager.getConnection("jdbc:h2:mem:");
        Statement statement = h2.createStatement()) {
      for (int i = 0; i < casts.size(); i++) {
        String sql = "SELECT CAST(" + casts.get(i).get(0) + " AS " + casts.get(i).get(1) + ")";
        try (ResultSet result = statement.executeQuery(sql)) {
          assertThat(result.next()).isTrue();
          Class<?> wanted = ours.get(i).getClass();
          assertThat((Object) result.getObject(1, wanted)).as(sql).isEqualTo(ours.get(i));
        }
      }
    }
  }
}
