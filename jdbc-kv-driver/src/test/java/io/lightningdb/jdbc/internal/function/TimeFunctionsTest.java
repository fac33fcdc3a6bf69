package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimeFunctionsTest {

  private static final String ANSWERS =
      """
      YEAR(DATE '2024-02-29') => 2024
      YEAR(TIMESTAMP '2024-02-29 10:11:12') => 2024
      YEAR(TIMESTAMP WITH TIME ZONE '2024-01-01 00:30:00+02:00') => 2024
      YEAR(NULL) => NULL
      QUARTER(DATE '2024-04-01') => 2
      MONTH(DATE '2024-02-29') => 2
      ! WEEK(DATE '2021-01-03') => 53
      ISO_WEEK(DATE '2021-01-04') => 1
      DAY(DATE '2024-02-29') => 29
      DAYOFMONTH(DATE '2024-02-29') => 29
      DAY_OF_MONTH(DATE '2024-02-29') => 29
      DAYOFWEEK(DATE '2024-03-03') => 1
      DAY_OF_WEEK(DATE '2024-03-02') => 7
      DAYOFYEAR(DATE '2024-12-31') => 366
      DAY_OF_YEAR(DATE '2024-03-01') => 61
      HOUR(TIME '10:11:12.5') => 10
      MINUTE(TIMESTAMP '2024-02-29 10:11:12') => 11
      SECOND(TIME '10:11:12.5') => 12
      DAYNAME(DATE '2024-02-29') => 'Thursday'
      MONTHNAME(DATE '2024-02-29') => 'February'
      ! EXTRACT('YEAR', DATE '2024-02-29') => 2024
      ! EXTRACT('week', DATE '2021-01-03') => 53
      ! EXTRACT('ISO_YEAR', DATE '2021-01-03') => 2020
      ! EXTRACT('DAY_OF_WEEK', DATE '2024-03-03') => 1
      ! EXTRACT('ISODOW', DATE '2024-03-03') => 7
      ! EXTRACT('SECOND', TIME '10:11:12.5') => 12
      ! EXTRACT('NANOSECOND', TIME '10:11:12.5') => 500000000
      ! EXTRACT('MILLISECOND', TIMESTAMP '2024-02-29 10:11:12.5') => 500
      ! EXTRACT('EPOCH', TIMESTAMP '2024-02-29 10:11:12.5') => 1709201472
      ! EXTRACT('EPOCH', TIMESTAMP WITH TIME ZONE '2024-02-29 12:11:12+02:00') => 1709201472
      ! EXTRACT('EPOCH', DATE '1969-12-31') => -86400
      ! EXTRACT('TIMEZONE_HOUR', TIMESTAMP WITH TIME ZONE '2024-02-29 12:11:12-02:30') => -2
      ! EXTRACT('TIMEZONE_MINUTE', TIMESTAMP WITH TIME ZONE '2024-02-29 12:11:12-02:30') => -30
      ! DATE_PART('SQL_TSI_MONTH', DATE '2024-02-29') => 2
      ! EXTRACT('YEAR', TIME '10:11:12') => error 22023
      ! EXTRACT('HOUR', DATE '2024-02-29') => error 22023
      ! EXTRACT('EPOCH', TIME '10:11:12') => error 22023
      ! EXTRACT('FORTNIGHT', DATE '2024-02-29') => error 22023
      ! HOUR(DATE '2024-02-29') => error 42804
      ! YEAR('2024-02-29') => error 42804
      DATEADD('DAY', 1, DATE '2024-02-28') => DATE '2024-02-29'
      DATEADD('MONTH', 1, DATE '2024-01-31') => DATE '2024-02-29'
      DATEADD('YEAR', -1, DATE '2024-02-29') => DATE '2023-02-28'
      DATEADD('QUARTER', 1, DATE '2024-01-31') => DATE '2024-04-30'
      DATEADD('WEEK', -1, DATE '2024-01-01') => DATE '2023-12-25'
      DATEADD('HOUR', -25, TIMESTAMP '2024-03-01 00:30:00') => TIMESTAMP '2024-02-28 23:30:00'
      DATEADD('SECOND', 90, TIME '10:00:00') => TIME '10:01:30'
      DATEADD('HOUR', 5, TIME '23:00:00') => TIME '04:00:00'
      DATEADD('MILLISECOND', 1, TIMESTAMP '2024-01-01 00:00:00') => TIMESTAMP '2024-01-01 00:00:00.001'
      DATEADD('DAY', 1, TIMESTAMP WITH TIME ZONE '2024-01-01 00:00:00+02:00') \
      => TIMESTAMP WITH TIME ZONE '2024-01-02 00:00:00+02:00'
      DATEADD('DAY', NULL, DATE '2024-02-28') => NULL
      ! DATEADD('DAY', 1, NULL) => NULL
      ! DATEADD('HOUR', 1, DATE '2024-01-01') => error 22023
      ! DATEADD('DAY', 1, TIME '10:00:00') => error 22023
      ! DATEADD('AGE', 1, DATE '2024-01-01') => error 22023
      ! DATEADD('DAY', 9223372036854775807, DATE '2024-01-01') => error 22008
      ! DATEADD('YEAR', 9000000, DATE '2024-01-01') => error 22008
      ! DATEADD('YEAR', 9223372036854775807, TIMESTAMP '2024-01-01 00:00:00') => error 22008
      TIMESTAMPADD('HOUR', 1, DATE '2024-01-01') => TIMESTAMP '2024-01-01 01:00:00'
      ! TIMESTAMPADD('DAY', 1, DATE '2024-01-01') => TIMESTAMP '2024-01-02 00:00:00'
      TIMESTAMPADD('SQL_TSI_DAY', 1, TIMESTAMP '2024-01-01 10:00:00') => TIMESTAMP '2024-01-02 10:00:00'
      ! TIMESTAMPADD('SQL_TSI_FRAC_SECOND', 1, TIME '10:00:00') => TIME '10:00:00.000000001'
      ! TIMESTAMPADD('days', 1, TIMESTAMP '2024-01-01 10:00:00') => TIMESTAMP '2024-01-02 10:00:00'
      DATEDIFF('YEAR', DATE '2023-12-31', DATE '2024-01-01') => 1
      DATEDIFF('QUARTER', DATE '2023-12-31', DATE '2024-04-01') => 2
      DATEDIFF('MONTH', DATE '2024-03-01', DATE '2024-01-31') => -2
      ! DATEDIFF('WEEK', DATE '2024-01-07', DATE '2024-01-08') => 1
      DATEDIFF('DAY', TIMESTAMP '2024-01-01 23:59:59', TIMESTAMP '2024-01-02 00:00:00') => 1
      DATEDIFF('DAY', DATE '2024-01-01', TIMESTAMP '2024-01-03 10:00:00') => 2
      DATEDIFF('HOUR', TIMESTAMP '1969-12-31 23:59:59', TIMESTAMP '1970-01-01 00:00:00') => 1
      DATEDIFF('HOUR', DATE '2024-01-01', DATE '2024-01-02') => 24
      DATEDIFF('MINUTE', TIME '10:00:59', TIME '10:01:00') => 1
      DATEDIFF('MILLISECOND', TIMESTAMP '1969-12-31 23:59:59.9999', TIMESTAMP '1970-01-01 00:00:00') => 1
      TIMESTAMPDIFF('SQL_TSI_SECOND', TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-01 00:01:00') => 60
      ! DATEDIFF('DAY', TIMESTAMP WITH TIME ZONE '2024-01-01 23:00:00+00:00', \
      TIMESTAMP WITH TIME ZONE '2024-01-02 01:00:00+02:00') => 0
      ! DATEDIFF('HOUR', TIMESTAMP WITH TIME ZONE '2024-01-01 23:00:00+00:00', \
      TIMESTAMP WITH TIME ZONE '2024-01-02 02:00:00+02:00') => 1
      ! DATEDIFF('HOUR', TIMESTAMP WITH TIME ZONE '2024-01-01 00:00:00+00:00', \
      TIMESTAMP WITH TIME ZONE '2024-01-01 06:40:00+05:30') => 1
      ! DATEDIFF('NANOSECOND', DATE '0001-01-01', DATE '9999-01-01') => error 22008
      ! DATEDIFF('DAY', TIME '10:00:00', TIME '11:00:00') => error 22023
      ! DATEDIFF('DAY', TIME '10:00:00', DATE '2024-01-01') => error 42804
      ! DATEDIFF('DAY', TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP WITH TIME ZONE '2024-01-01 23:00:00+00:00') \
      => error 42804
      DATE_TRUNC('YEAR', DATE '2024-02-29') => DATE '2024-01-01'
      DATE_TRUNC('QUARTER', TIMESTAMP '2024-05-29 10:11:12') => TIMESTAMP '2024-04-01 00:00:00'
      DATE_TRUNC('MONTH', TIMESTAMP '2024-05-29 10:11:12') => TIMESTAMP '2024-05-01 00:00:00'
      ! DATE_TRUNC('WEEK', DATE '2024-02-29') => DATE '2024-02-26'
      DATE_TRUNC('DAY', TIMESTAMP '2024-05-29 10:11:12') => TIMESTAMP '2024-05-29 00:00:00'
      DATE_TRUNC('HOUR', TIME '10:11:12') => TIME '10:00:00'
      DATE_TRUNC('HOUR', DATE '2024-02-29') => DATE '2024-02-29'
      DATE_TRUNC('SECOND', TIMESTAMP '1969-05-29 10:11:12.9') => TIMESTAMP '1969-05-29 10:11:12'
      DATE_TRUNC('DAY', TIMESTAMP WITH TIME ZONE '2024-05-29 01:11:12+02:00') \
      => TIMESTAMP WITH TIME ZONE '2024-05-29 00:00:00+02:00'
      ! DATE_TRUNC('YEAR', TIME '10:11:12') => error 22023
      LAST_DAY(DATE '2024-02-01') => DATE '2024-02-29'
      LAST_DAY(TIMESTAMP '2023-02-01 10:00:00') => DATE '2023-02-28'
      ! CURRENT_DATE() => DATE '2024-02-29'
      ! CURDATE() => DATE '2024-02-29'
      ! CURRENT_TIME() => TIME '23:59:58.123456789'
      ! CURTIME(0) => TIME '23:59:58'
      ! LOCALTIME() => TIME '23:59:58.123456789'
      ! CURRENT_TIMESTAMP() => TIMESTAMP '2024-02-29 23:59:58.123456789'
      ! LOCALTIMESTAMP(3) => TIMESTAMP '2024-02-29 23:59:58.123'
      ! NOW() => TIMESTAMP '2024-02-29 23:59:58.123456789'
      ! NOW(10) => error 22023
      ! NOW(-1) => error 22023
      ! CURRENT_TIMESTAMP_WITH_TIME_ZONE(6) => TIMESTAMP WITH TIME ZONE '2024-02-29 23:59:58.123456+02:00'
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
  void thePresentIsThatOfTheStatement() {
    for (String name : List.of("CURRENT_DATE", "NOW", "LOCALTIME")) {
      Function present = Functions.find(name);
      assertThat(present.isDeterministic()).as(name).isFalse();
      assertThat(present.isVolatile()).as(name).isFalse();
    }
  }

  @Test
  void whatIsInternalIsNotListed() {
    assertThat(Functions.time())
        .contains("CURRENT_TIMESTAMP")
        .doesNotContain("CURRENT_TIMESTAMP_WITH_TIME_ZONE");
  }

  @Test
  void timesThatHaveNoTypeTakeThatOfTheOther() {
    ColumnType time = ColumnType.of(SqlType.TIME);
    assertThat(
            Functions.find("DATEDIFF")
                .argumentType(2, java.util.Arrays.asList(ColumnType.VARCHAR, time, null)))
        .isEqualTo(time);
  }
}
