package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds of every function. */
@ExtendWith(Seeds.class)
class FunctionsTest {

  private static final Pattern STATE = Pattern.compile("22...|54000");

  /** How many calls each function gets with arguments of each combination of types. */
  private static final int CALLS = 3;

  private static List<String> names() {
    return Stream.of(
            Functions.numeric(),
            Functions.text(),
            Functions.time(),
            Functions.system(),
            List.of("CURRENT_TIMESTAMP_WITH_TIME_ZONE"))
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void eachListedNameIsThatOfAFunction() {
    for (String name : names()) {
      Function function = Functions.find(name.toLowerCase(Locale.ROOT));
      assertThat(function).as(name).isNotNull();
      assertThat(function.name()).isEqualTo(name).matches("[A-Z0-9_]+");
      assertThat(function.argumentsMin())
          .as(name)
          .isBetween(0, Math.min(4, function.argumentsMax()));
    }
    assertThat(names()).doesNotHaveDuplicates();
    assertThat(Functions.find("NO_SUCH_FUNCTION")).isNull();
    assertThat(Functions.find("SUM")).isNull();
  }

  @Test
  void theListsAreInOrder() {
    for (List<String> list :
        List.of(Functions.numeric(), Functions.text(), Functions.time(), Functions.system())) {
      assertThat(list).isNotEmpty().isSorted();
    }
  }

  /** Those that JDBC's escapes name, except CONVERT, DIFFERENCE, SOUNDEX and IFNULL. */
  @Test
  void theFunctionsOfJdbcAreThere() {
    assertThat(Functions.numeric())
        .contains(
            "ABS",
            "ACOS",
            "ASIN",
            "ATAN",
            "ATAN2",
            "CEILING",
            "COS",
            "COT",
            "DEGREES",
            "EXP",
            "FLOOR",
            "LOG",
            "LOG10",
            "MOD",
            "PI",
            "POWER",
            "RADIANS",
            "RAND",
            "ROUND",
            "SIGN",
            "SIN",
            "SQRT",
            "TAN",
            "TRUNCATE");
    assertThat(Functions.text())
        .contains(
            "ASCII",
            "CHAR",
            "CHAR_LENGTH",
            "CHARACTER_LENGTH",
            "CONCAT",
            "INSERT",
            "LCASE",
            "LEFT",
            "LENGTH",
            "LOCATE",
            "LTRIM",
            "OCTET_LENGTH",
            "POSITION",
            "REPEAT",
            "REPLACE",
            "RIGHT",
            "RTRIM",
            "SPACE",
            "SUBSTRING",
            "UCASE");
    assertThat(Functions.time())
        .contains(
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "CURDATE",
            "CURTIME",
            "DAYNAME",
            "DAYOFMONTH",
            "DAYOFWEEK",
            "DAYOFYEAR",
            "EXTRACT",
            "HOUR",
            "MINUTE",
            "MONTH",
            "MONTHNAME",
            "NOW",
            "QUARTER",
            "SECOND",
            "TIMESTAMPADD",
            "TIMESTAMPDIFF",
            "WEEK",
            "YEAR");
    assertThat(Functions.system()).contains("DATABASE", "USER");
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    assertMismatch("LEFT", List.of(ColumnType.VARCHAR, ColumnType.of(SqlType.DATE)))
        .isEqualTo("LEFT takes a whole number as argument 2, not DATE");
    assertMismatch("LPAD", List.of(ColumnType.VARCHAR))
        .isEqualTo("LPAD takes 2 to 3 arguments, not 1");
    assertMismatch("PI", List.of(ColumnType.VARCHAR)).isEqualTo("PI takes 0 arguments, not 1");
    assertMismatch("CONCAT", List.of()).isEqualTo("CONCAT takes 1 or more arguments, not 0");
    assertMismatch("ABS", List.of()).isEqualTo("ABS takes 1 argument, not 0");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertMismatch(
      String name, List<ColumnType> types) {
    try {
      Functions.find(name).bind(types);
      return fail(name + " takes " + types);
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("42804");
      return assertThat(e.getMessage());
    }
  }

  /** Whatever is asked of a function, it answers with its type or fails like SQL. */
  @Test
  void everyFunctionStandsEveryArgument(Seed seed) throws SQLException {
    int calls = 0;
    for (String name : names()) {
      Function function = Functions.find(name);
      for (List<ColumnType> types : combinations(function)) {
        Function.Bound bound = bound(function, types);
        for (int i = 0; bound != null && i < CALLS; i++) {
          call(name, bound, arguments(seed, types));
          calls++;
        }
      }
    }
    assertThat(calls).isGreaterThan(2_000);
  }

  /** Returns the types of all arguments, with all combinations where the number is up to two. */
  private static List<List<ColumnType>> combinations(Function function) {
    List<List<ColumnType>> all = new ArrayList<>();
    List<ColumnType> types = SampleValues.types();
    all.add(List.of());
    for (ColumnType first : types) {
      all.add(List.of(first));
      for (ColumnType second : types) {
        all.add(List.of(first, second));
        all.add(completed(function, List.of(first, second), Math.max(3, function.argumentsMin())));
      }
      for (int place = 2; place < function.argumentsMin(); place++) {
        List<ColumnType> usual =
            new ArrayList<>(completed(function, List.of(), function.argumentsMin()));
        usual.set(place, first);
        all.add(usual);
      }
    }
    // A unit of time comes first where most functions have their value.
    for (ColumnType second : types) {
      for (ColumnType third : types) {
        all.add(List.of(ColumnType.VARCHAR, second, third));
      }
    }
    return all;
  }

  /** Adds the types that the function wants for arguments without one. */
  private static List<ColumnType> completed(Function function, List<ColumnType> first, int count) {
    List<ColumnType> types = new ArrayList<>(first);
    if (function.argumentsMax() == 0) {
      return types;
    }
    List<ColumnType> known = new ArrayList<>(first);
    known.addAll(Collections.nCopies(Math.max(0, count - first.size()), null));
    for (int i = types.size(); i < count; i++) {
      types.add(function.argumentType(i, known));
    }
    return types;
  }

  private static Function.Bound bound(Function function, List<ColumnType> types) {
    boolean count =
        types.size() >= function.argumentsMin() && types.size() <= function.argumentsMax();
    try {
      Function.Bound bound = function.bind(types);
      assertThat(count).as("%s%s", function.name(), types).isTrue();
      return bound;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s%s", function.name(), types).isEqualTo("42804");
      assertThat(e.getMessage()).startsWith(function.name() + " takes ");
      return null;
    }
  }

  private static Object[] arguments(Seed seed, List<ColumnType> types) {
    Object[] arguments = new Object[types.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = seed.oneIn(10) ? null : SampleValues.pick(seed, types.get(i));
    }
    return arguments;
  }

  private static void call(String name, Function.Bound bound, Object[] arguments) {
    String shown = name + Arrays.deepToString(arguments);
    Object[] given = arguments.clone();
    try {
      Object result = bound.apply(arguments, SqlCall.CONTEXT);
      if (result == null) {
        boolean anyNull = Arrays.asList(arguments).contains(null);
        assertThat(bound.isNullable(anyNull)).as(shown).isTrue();
      } else {
        assertThat(result).as(shown).isInstanceOf(JavaClasses.of(bound.type()));
      }
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s: %s", shown, e).matches(STATE);
      assertThat(e.getMessage()).as(shown).contains(name);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(shown, e);
    }
    assertThat(arguments).as(shown).containsExactly(given);
  }

  @Test
  void nullMakesNullExceptWhereItIsLeftOut() throws SQLException {
    for (String name : names()) {
      Function function = Functions.find(name);
      int count = Math.max(function.argumentsMin(), Math.min(2, function.argumentsMax()));
      if (count > 0) {
        Function.Bound bound = function.bind(completed(function, List.of(), count));
        Object result = bound.apply(new Object[count], SqlCall.CONTEXT);
        assertThat(result).as(name).isEqualTo(name.equals("CONCAT") ? "" : null);
        assertThat(bound.isNullable(true)).as(name).isEqualTo(!name.equals("CONCAT"));
        assertThat(bound.isNullable(false)).as(name).isFalse();
      }
    }
  }
}
