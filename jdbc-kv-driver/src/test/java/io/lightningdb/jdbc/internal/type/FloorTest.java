package io.lightningdb.jdbc.internal.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class FloorTest {

  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.SMALLINT,
          ColumnType.INTEGER,
          ColumnType.BIGINT,
          ColumnType.of(SqlType.REAL),
          ColumnType.DOUBLE,
          ColumnType.decimal(10, 2),
          ColumnType.DECIMAL);

  private static final List<Object> OPERANDS =
      List.of(
          0L,
          1L,
          -1L,
          40_000L,
          -40_000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          16_777_217L,
          (1L << 53) + 1,
          new BigDecimal("0.5"),
          new BigDecimal("-0.5"),
          new BigDecimal("0.1"),
          new BigDecimal("1.005"),
          new BigDecimal("-1.005"),
          new BigDecimal("1E400"),
          new BigDecimal("-1E400"),
          new BigDecimal("1E-400"),
          0.1,
          -0.1,
          1e300,
          -1e300,
          Double.MIN_VALUE,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.NaN);

  private static Object randomValue(ColumnType type, Seed seed) throws SQLException {
    Object value =
        switch (seed.between(0, 3)) {
          case 0 -> (long) seed.between(-5, 5);
          case 1 -> BigDecimal.valueOf(seed.between(-500, 500), 2);
          case 2 -> seed.between(-50, 50) / 8.0;
          default -> seed.pick(OPERANDS);
        };
    try {
      return Assignment.assign(value, type, "c");
    } catch (SQLException e) {
      return Assignment.assign(0L, type, "c");
    }
  }

  /** What the key's bounds are made from: x <= operand exactly if x <= floor, for every x. */
  @RepeatedTest(30)
  void aValueIsAtMostTheOperandExactlyIfItIsAtMostTheFloor(Seed seed) throws SQLException {
    for (ColumnType type : TYPES) {
      for (Object operand : OPERANDS) {
        Floor floor = Floor.of(operand, type);
        for (int n = 0; n < 20; n++) {
          Object value = randomValue(type, seed);
          boolean atMost = Comparison.compare(value, operand) <= 0;
          boolean atMostFloor =
              floor.value() != null && Comparison.compare(value, floor.value()) <= 0;
          assertThat(atMostFloor)
              .as("%s <= %s as %s, by %s", value, operand, type, floor)
              .isEqualTo(atMost);
          boolean equal = Comparison.compare(value, operand) == 0;
          assertThat(equal && !floor.exact()).as("%s = %s as %s", value, operand, type).isFalse();
        }
      }
    }
  }

  @Test
  void aDateLiesBelowTheTimestampsOfItsDay() throws SQLException {
    ColumnType date = ColumnType.of(SqlType.DATE);
    LocalDate day = LocalDate.of(2024, 2, 29);
    assertThat(Floor.of(day.atTime(12, 0), date)).isEqualTo(new Floor(day, false));
    assertThat(Floor.of(day.atStartOfDay(), date)).isEqualTo(new Floor(day, true));
    assertThat(Floor.of(LocalDate.MIN, date).value()).isNull();
    assertThat(Floor.of(LocalDate.MAX, date).exact()).isFalse();
  }

  @Test
  void fractionsOfSecondsThatAreNotKeptAreCut() throws SQLException {
    ColumnType time = ColumnType.temporal(SqlType.TIME, 3);
    LocalTime noon = LocalTime.NOON;
    assertThat(Floor.of(noon.plusNanos(1), time)).isEqualTo(new Floor(noon, false));
    ColumnType timestamp = ColumnType.temporal(SqlType.TIMESTAMP, 0);
    LocalDateTime moment = LocalDateTime.of(2024, 1, 1, 0, 0, 1);
    assertThat(Floor.of(moment.plusNanos(999_999_999), timestamp))
        .isEqualTo(new Floor(moment, false));
  }
}
