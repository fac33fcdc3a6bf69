package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(Seeds.class)
class AggregatesTest {

  private static final List<String> NAMES =
      List.of(
          "COUNT",
          "SUM",
          "AVG",
          "MIN",
          "MAX",
          "EVERY",
          "BOOL_AND",
          "ANY",
          "BOOL_OR",
          "VAR_POP",
          "VAR_SAMP",
          "STDDEV_POP",
          "STDDEV_SAMP",
          "LISTAGG",
          "STRING_AGG");

  /** As in {@link Answers}, but with the values of one column. */
  private static final String ANSWERS =
      """
      COUNT(1, NULL, 3) => 2
      COUNT(NULL) => 0
      SUM(1, NULL, 3) => 4
      ! SUM(NULL) => NULL
      SUM(9223372036854775807, 9223372036854775807, -1) => 18446744073709551613
      SUM(9223372036854775807, 1, -9223372036854775808) => 0
      SUM(-9223372036854775808, -9223372036854775808) => -18446744073709551616
      SUM(1.5, 2.25) => 3.75
      SUM(1.5E0, -2E0) => -0.5E0
      ! SUM(1E308, 1E308) => error 22003
      ! AVG(1, 2, 2) => 1.66666666666666666667
      ! AVG(1, NULL, 2) => 1.5
      ! AVG(9223372036854775807, 9223372036854775807) => 9223372036854775807
      AVG(1.5, 2.5) => 2
      AVG(1.5E0, 2E0) => 1.75E0
      MIN(3, 1, NULL, 2) => 1
      MAX(3, 1, NULL, 2) => 3
      MIN('b', 'a', 'c') => 'a'
      MAX(DATE '2024-01-01', DATE '2023-01-01') => DATE '2024-01-01'
      MAX(X'7F', X'80') => X'80'
      MAX(FALSE, TRUE) => TRUE
      EVERY(TRUE, NULL, TRUE) => TRUE
      EVERY(TRUE, FALSE) => FALSE
      ! BOOL_AND(TRUE, FALSE) => FALSE
      ANY(TRUE, FALSE) => TRUE
      ! BOOL_OR(FALSE, FALSE) => FALSE
      VAR_POP(1, 3) => 1E0
      VAR_SAMP(1, 3) => 2E0
      STDDEV_POP(1, 3, NULL, 5) => 1.632993161855452E0
      STDDEV_SAMP(1, 3) => 1.4142135623730951E0
      VAR_SAMP(1.5) => NULL
      VAR_POP(1.5) => 0E0
      VAR_SAMP(1000000001E0, 1000000002E0, 1000000003E0) => 1E0
      ! VAR_POP(1E308, -1E308) => error 22003
      LISTAGG('a', NULL, 'b') => 'a,b'
      LISTAGG(1, 2) => '1,2'
      ! STRING_AGG('', 'b') => ',b'
      """;

  static Stream<String> answers() {
    return Answers.lines(ANSWERS);
  }

  private static Aggregate.Bound bound(String name, ColumnType... types) throws SQLException {
    return Functions.findAggregate(name).bind(Arrays.asList(types));
  }

  private static Object result(Aggregate.Bound bound, List<?> values) throws SQLException {
    Aggregate.Accumulator accumulator = bound.begin();
    Object[] row = new Object[1];
    for (Object value : values) {
      row[0] = value;
      accumulator.add(row);
    }
    return accumulator.result();
  }

  private static Object result(String name, String values) throws SQLException {
    ColumnType type =
        SqlCall.types(values).stream()
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(ColumnType.INTEGER);
    Aggregate.Bound bound = bound(name, type);
    Object result = result(bound, SqlCall.literals(values));
    if (result == null) {
      assertThat(bound.isNullable()).isTrue();
    } else {
      assertThat(result).isInstanceOf(JavaClasses.of(bound.type()));
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource
  void answers(String line) throws SQLException {
    boolean onlyHere = line.startsWith("!");
    String[] parts = line.substring(onlyHere ? 1 : 0).split("=>", 2);
    String call = parts[0].strip();
    String name = call.substring(0, call.indexOf('('));
    String values = call.substring(name.length() + 1, call.length() - 1);
    String answer = parts[1].strip();
    if (answer.startsWith("error ")) {
      assertFails(answer.substring("error ".length()), () -> result(name, values));
      return;
    }
    Object expected = SqlCall.literals(answer).get(0);
    Answers.assertSame(result(name, values), expected);
    if (!onlyHere) {
      Answers.assertSame(h2(name, values, expected), expected);
    }
  }

  private static void assertFails(
      String state, org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  private static Object h2(String name, String values, Object expected) throws SQLException {
    String rows =
        Arrays.stream(values.split(",")).map(v -> "(" + v + ")").collect(Collectors.joining(","));
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT " + name + "(x) FROM (VALUES " + rows + ") AS t(x)")) {
      assertThat(result.next()).isTrue();
      if (expected == null) {
        return result.getObject(1);
      }
      Class<?> wanted = expected instanceof Number ? BigDecimal.class : expected.getClass();
      return result.getObject(1, wanted);
    }
  }

  @Test
  void rowsAreCountedWithoutAnArgument() throws SQLException {
    Aggregate.Accumulator count = bound("count").begin();
    count.add(new Object[0]);
    count.add(new Object[0]);
    assertThat(count.result()).isEqualTo(2L);
    assertThat(bound("COUNT").isNullable()).isFalse();
  }

  @Test
  void sumsOfSmallIntegersAreBigints() throws SQLException {
    assertThat(bound("SUM", ColumnType.SMALLINT).type()).isEqualTo(ColumnType.BIGINT);
    assertThat(bound("SUM", ColumnType.INTEGER).type()).isEqualTo(ColumnType.BIGINT);
    assertThat(bound("SUM", ColumnType.BIGINT).type()).isEqualTo(ColumnType.DECIMAL);
    assertThat(bound("SUM", ColumnType.of(SqlType.REAL)).type()).isEqualTo(ColumnType.DOUBLE);
    assertThat(result(bound("SUM", ColumnType.INTEGER), List.of(3L, 4L))).isEqualTo(7L);
    assertFails(
        "22003", () -> result(bound("SUM", ColumnType.INTEGER), List.of(Long.MAX_VALUE, 1L)));
  }

  /** A running total that has no room in a BIGINT is carried over, at whatever moment. */
  @RepeatedTest(5)
  void sumsOfBigintsAreExact(Seed seed) throws SQLException {
    List<Long> values = Stream.generate(seed::nextLong).limit(seed.between(1, 100)).toList();
    BigDecimal sum =
        values.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat((BigDecimal) result(bound("SUM", ColumnType.BIGINT), values))
        .isEqualByComparingTo(sum);
  }

  /** What is asked for in between does not count twice. */
  @Test
  void resultsCanBeAskedForAgain() throws SQLException {
    Aggregate.Accumulator sum = bound("SUM", ColumnType.BIGINT).begin();
    sum.add(new Object[] {5L});
    assertThat(sum.result()).isEqualTo(new BigDecimal("5"));
    assertThat(sum.result()).isEqualTo(new BigDecimal("5"));
    sum.add(new Object[] {6L});
    assertThat(sum.result()).isEqualTo(new BigDecimal("11"));
  }

  @Test
  void separatorsStandBetweenTexts() throws SQLException {
    Aggregate.Accumulator list =
        bound("STRING_AGG", ColumnType.INTEGER, ColumnType.VARCHAR).begin();
    for (Object[] row :
        List.of(
            new Object[] {1L, "; "},
            new Object[] {null, "; "},
            new Object[] {2L, "; "},
            new Object[] {3L, null})) {
      list.add(row);
    }
    assertThat(list.result()).isEqualTo("1; 23");
  }

  @Test
  void textsDoNotGrowForEver() throws SQLException {
    Aggregate.Accumulator list = bound("LISTAGG", ColumnType.VARCHAR).begin();
    Object[] row = {"x".repeat(1 << 24)};
    for (int i = 0; i < 3; i++) {
      list.add(row);
    }
    assertFails("54000", () -> list.add(row));
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    assertFails("42804", () -> bound("SUM", ColumnType.VARCHAR));
    assertFails("42804", () -> bound("SUM"));
    assertFails("42804", () -> bound("SUM", ColumnType.BIGINT, ColumnType.BIGINT));
    assertFails("42804", () -> bound("COUNT", ColumnType.BIGINT, ColumnType.BIGINT));
    assertFails("42804", () -> bound("EVERY", ColumnType.BIGINT));
    assertFails("42804", () -> bound("LISTAGG", ColumnType.VARBINARY));
    assertFails("42804", () -> bound("LISTAGG", ColumnType.VARCHAR, ColumnType.INTEGER));
  }

  @Test
  void everyAggregateStandsEveryArgument(Seed seed) throws SQLException {
    for (String name : NAMES) {
      Aggregate aggregate = Functions.findAggregate(name);
      assertThat(aggregate.name()).isEqualTo(name);
      for (ColumnType type : SampleValues.types()) {
        Aggregate.Bound bound;
        try {
          bound = aggregate.bind(List.of(type));
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isEqualTo("42804");
          continue;
        }
        assertThat(result(bound, List.of())).isEqualTo(name.equals("COUNT") ? 0L : null);
        Aggregate.Accumulator accumulator = bound.begin();
        try {
          for (int i = 0; i < 5; i++) {
            accumulator.add(new Object[] {SampleValues.pick(seed, type)});
            Object result = accumulator.result();
            if (result != null) {
              assertThat(result).isInstanceOf(JavaClasses.of(bound.type()));
            }
          }
        } catch (SQLException e) {
          assertThat(e.getSQLState()).as("%s of %s", name, type).startsWith("22");
        }
      }
    }
    assertThat(Functions.findAggregate("ABS")).isNull();
  }
}
