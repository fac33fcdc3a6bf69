package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NumericFunctionsTest {

  private static final String ANSWERS =
      """
      ABS(-5) => 5
      ABS(-2.50) => 2.50
      ABS(-2.5E0) => 2.5E0
      ABS(NULL) => NULL
      ! ABS(-9223372036854775808) => error 22003
      ABS(-9223372036854775807) => 9223372036854775807
      SIGN(-2.5) => -1
      SIGN(0E0) => 0
      SIGN(7) => 1
      CEIL(1.2) => 2
      CEILING(-1.2) => -1
      CEIL(-0.5E0) => 0E0
      CEIL(7) => 7
      FLOOR(-1.2) => -2
      FLOOR(1.7E0) => 1E0
      ROUND(2.345, 2) => 2.35
      ROUND(-2.345, 2) => -2.35
      ROUND(-2.5) => -3
      ROUND(2.5E0) => 3E0
      ROUND(1.5, 3) => 1.5
      ROUND(1250, -2) => 1300
      ROUND(1249, -2) => 1200
      ROUND(1249, 2) => 1249
      ! ROUND(1249, -99) => 0
      ! ROUND(1.005E0, 2) => 1.01E0
      ROUND(9223372036854775807, -1) => error 22003
      ! ROUND(5E307, -308) => 1E308
      ! ROUND(1.7E308, -308) => error 22003
      ROUND(1.5, NULL) => NULL
      TRUNC(-2.789, 1) => -2.7
      TRUNCATE(2.789) => 2
      TRUNC(1999, -2) => 1900
      MOD(7, -3) => 1
      MOD(-7, 3) => -1
      MOD(5.5, 2.0) => 1.5
      MOD(5.5E0, 2E0) => 1.5E0
      MOD(-9223372036854775808, -1) => 0
      MOD(1, 0) => error 22012
      ! MOD(1.5, 0E0) => error 22012
      POWER(2, 10) => 1024E0
      ! POW(2, -1) => 0.5E0
      ! POWER(-1, 0.5) => error 22003
      ! POWER(0, -1) => error 22003
      ! POWER(10, 400) => error 22003
      SQRT(2.25) => 1.5E0
      ! SQRT(-1) => error 22003
      EXP(1) => 2.718281828459045E0
      ! EXP(1000) => error 22003
      LN(10) => 2.302585092994046E0
      ! LN(0) => error 22003
      ! LN(-1) => error 22003
      LOG(100) => 4.605170185988092E0
      LOG(2, 8) => 3E0
      ! LOG(10, 1000) => 3E0
      ! LOG(1, 8) => error 22012
      ! LOG(2, 0) => error 22003
      ! LOG(0, 2) => error 22003
      LOG10(1000) => 3E0
      ! LOG10(0) => error 22003
      SIN(1) => 0.8414709848078965E0
      COS(1) => 0.5403023058681398E0
      TAN(1) => 1.5574077246549023E0
      COT(1) => 0.6420926159343306E0
      ! COT(0) => error 22012
      ASIN(1) => 1.5707963267948966E0
      ! ASIN(2) => error 22003
      ACOS(0.5) => 1.0471975511965979E0
      ! ACOS(2) => error 22003
      ATAN(1) => 0.7853981633974483E0
      ATAN2(1, 2) => 0.4636476090008061E0
      DEGREES(3.141592653589793E0) => 180E0
      RADIANS(180) => 3.141592653589793E0
      PI() => 3.141592653589793E0
      BITAND(6, 3) => 2
      BITOR(6, 3) => 7
      BITXOR(6, 3) => 5
      BITAND(-1, 9223372036854775807) => 9223372036854775807
      ! BITAND(1E30, 1) => error 22003
      GREATEST(1, 3, 2) => 3
      LEAST(2, 1.5) => 1.5
      LEAST(2, 1.5E0, 7) => 1.5E0
      GREATEST('b', 'a') => 'b'
      GREATEST(FALSE, TRUE) => TRUE
      GREATEST(DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:01') => TIMESTAMP '2024-01-01 00:00:01'
      ! LEAST(X'80', X'7F') => X'7F'
      ! GREATEST('é', '😀', '�') => '😀'
      ! GREATEST(1, NULL, 3) => 3
      ! LEAST(NULL, 2) => 2
      ! LEAST(NULL, NULL) => NULL
      ! GREATEST(1, 'a') => error 42804
      ! GREATEST(1, TRUE) => error 42804
      ! ABS('1') => error 42804
      ! SQRT(TRUE) => error 42804
      """;

  static Stream<String> answers() {
    return Answers.lines(ANSWERS);
  }

  @ParameterizedTest
  @MethodSource
  void answers(String line) throws SQLException {
    Answers.check(line);
  }

  @Test
  void scalesAndTypesFollowTheArguments() throws SQLException {
    assertThat(SqlCall.result("ROUND(2.345, 1)")).isEqualTo(new BigDecimal("2.3"));
    assertThat(SqlCall.result("ROUND(1250.5, -2)")).isEqualTo(new BigDecimal("1300"));
    assertThat(SqlCall.parse("MOD(7, 2.5)").bound().type()).isEqualTo(ColumnType.DECIMAL);
    assertThat(Functions.find("floor").bind(List.of(ColumnType.of(SqlType.REAL))).type())
        .isEqualTo(ColumnType.DOUBLE);
    assertThat(Functions.find("abs").bind(List.of(ColumnType.SMALLINT)).type())
        .isEqualTo(ColumnType.BIGINT);
  }

  /** An INTEGER beside a parameter must not round it: 1.5 is no INTEGER. */
  @Test
  void untypedArgumentsHaveRoomForMoreThanTheirNeighbours() {
    assertThat(Functions.find("MOD").argumentType(1, Arrays.asList(ColumnType.INTEGER, null)))
        .isEqualTo(ColumnType.DECIMAL);
    assertThat(Functions.find("GREATEST").argumentType(0, Arrays.asList(null, ColumnType.DOUBLE)))
        .isEqualTo(ColumnType.DOUBLE);
    assertThat(
            Functions.find("GREATEST")
                .argumentType(0, Arrays.asList(null, ColumnType.of(SqlType.DATE))))
        .isEqualTo(ColumnType.of(SqlType.TIMESTAMP));
    assertThat(
            Functions.find("GREATEST")
                .argumentType(0, Arrays.asList(null, ColumnType.sized(SqlType.CHAR, 3))))
        .isEqualTo(ColumnType.VARCHAR);
    assertThat(Functions.find("SQRT").argumentType(0, Arrays.asList((ColumnType) null)))
        .isEqualTo(ColumnType.DOUBLE);
  }

  /**
   * A parameter's value is compared as it is given, and may be of another class than its type's.
   */
  @Test
  void numbersOfAnotherClassThanTheirTypesBecomeOfTheTypes() throws SQLException {
    Function.Bound abs = Functions.find("ABS").bind(List.of(ColumnType.DECIMAL));
    assertThat(abs.apply(new Object[] {-3L}, SqlCall.CONTEXT)).isEqualTo(new BigDecimal("3"));
    assertThat(abs.apply(new Object[] {-1.5}, SqlCall.CONTEXT)).isEqualTo(new BigDecimal("1.5"));
    Function.Bound greatest =
        Functions.find("GREATEST").bind(List.of(ColumnType.DECIMAL, ColumnType.INTEGER));
    assertThat(greatest.apply(new Object[] {1.5, 1L}, SqlCall.CONTEXT))
        .isEqualTo(new BigDecimal("1.5"));
  }

  @Test
  void infinityAndNanAreAllowedToStay() throws SQLException {
    Function.Bound sqrt = Functions.find("SQRT").bind(List.of(ColumnType.DOUBLE));
    assertThat(sqrt.apply(new Object[] {Double.POSITIVE_INFINITY}, SqlCall.CONTEXT))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(sqrt.apply(new Object[] {Double.NaN}, SqlCall.CONTEXT)).isEqualTo(Double.NaN);
  }

  @Test
  void chanceIsFromZeroToBelowOneAndRepeatsWithASeed() throws SQLException {
    for (int i = 0; i < 100; i++) {
      assertThat((Double) SqlCall.result("RANDOM()")).isBetween(0.0, Math.nextDown(1.0));
    }
    assertThat(SqlCall.result("RAND()")).isNotEqualTo(SqlCall.result("RAND()"));
    assertThat(SqlCall.result("RAND(7)")).isEqualTo(SqlCall.result("RAND(7)"));
    assertThat(SqlCall.result("RAND(7)")).isNotEqualTo(SqlCall.result("RAND(8)"));
    assertThat(Functions.find("rand").isVolatile()).isTrue();
    assertThat(Functions.find("rand").isDeterministic()).isFalse();
    assertThat(Functions.find("abs").isVolatile()).isFalse();
    assertThat(Functions.find("abs").isDeterministic()).isTrue();
  }
}
