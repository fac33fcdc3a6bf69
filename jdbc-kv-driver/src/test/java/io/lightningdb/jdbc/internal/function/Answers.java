package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/**
 * Answers that functions have to give. Each line has a call, {@code =>}, and a literal or an
 * SQLSTATE. H2 has to give the same answer unless the line begins with an exclamation mark: there
 * it does not have the function, or another opinion.
 */
final class Answers {

  private Answers() {}

  static Stream<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty());
  }

  static void check(String line) throws SQLException {
    boolean onlyHere = line.startsWith("!");
    String[] parts = line.substring(onlyHere ? 1 : 0).split("=>", 2);
    String call = parts[0].strip();
    String answer = parts[1].strip();
    if (answer.startsWith("error ")) {
      checkFails(call, answer.substring("error ".length()));
      return;
    }
    Object expected = SqlCall.literals(answer).get(0);
    assertSame(SqlCall.result(call), expected);
    if (!onlyHere) {
      assertSame(h2(call, expected), expected);
    }
  }

  private static void checkFails(String call, String state) {
    Throwable thrown = catchThrowable(() -> SqlCall.result(call));
    assertThat(thrown).isInstanceOf(SQLException.class);
    assertThat(((SQLException) thrown).getSQLState()).as("%s", thrown).isEqualTo(state);
    assertThat(thrown).hasMessageContaining(call.substring(0, call.indexOf('(')));
  }

  static void assertSame(Object actual, Object expected) {
    if (expected instanceof Double number) {
      assertThat(((Number) actual).doubleValue())
          .isCloseTo(number, org.assertj.core.data.Percentage.withPercentage(1e-12));
    } else if (expected instanceof Number number) {
      assertThat(new BigDecimal(actual.toString()))
          .isEqualByComparingTo(new BigDecimal(number.toString()));
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static Object h2(String call, Object expected) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + call)) {
      assertThat(result.next()).isTrue();
      if (expected == null) {
        return result.getObject(1);
      }
      Class<?> wanted = expected instanceof Number ? BigDecimal.class : expected.getClass();
      return result.getObject(1, wanted);
    }
  }
}
