package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Temporals;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A function with literals as its arguments, such as {@code LPAD('a', 3)}. */
final class SqlCall {

  static final OffsetDateTime NOW =
      OffsetDateTime.of(2024, 2, 29, 23, 59, 58, 123_456_789, ZoneOffset.ofHours(2));

  static final FunctionContext CONTEXT =
      new FunctionContext() {
        @Override
        public OffsetDateTime now() {
          return NOW;
        }

        @Override
        public String user() {
          return "anna";
        }

        @Override
        public String database() {
          return "stock";
        }
      };

  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\)");
  private static final Pattern LITERAL =
      Pattern.compile(
          "\\s*(?:(?<word>[A-Z ]*?)\\s*'(?<quoted>(?:[^']|'')*)'|(?<plain>[^,']+))\\s*(?:,|$)");

  private final String name;
  private final List<Object> values = new ArrayList<>();
  private final List<ColumnType> types = new ArrayList<>();

  private SqlCall(String name) {
    this.name = name;
  }

  static SqlCall parse(String text) throws SQLException {
    Matcher call = CALL.matcher(text);
    assertThat(call.matches()).as(text).isTrue();
    SqlCall parsed = new SqlCall(call.group(1));
    parsed.addAll(call.group(2));
    return parsed;
  }

  /** Reads literals that stand behind each other with commas in between. */
  static List<Object> literals(String text) throws SQLException {
    SqlCall parsed = new SqlCall("");
    parsed.addAll(text);
    return parsed.values;
  }

  /** Returns the types of literals; null for NULL, which has none. */
  static List<ColumnType> types(String text) throws SQLException {
    SqlCall parsed = new SqlCall("");
    parsed.addAll(text);
    return parsed.types;
  }

  private void addAll(String text) throws SQLException {
    Matcher literal = LITERAL.matcher(text);
    int end = 0;
    while (end < text.length() && literal.find(end)) {
      assertThat(literal.start()).as(text).isEqualTo(end);
      if (literal.group("plain") == null) {
        addQuoted(literal.group("word").strip(), literal.group("quoted").replace("''", "'"));
      } else {
        addPlain(literal.group("plain").strip());
      }
      end = literal.end();
    }
  }

  private void add(Object value, ColumnType type) {
    values.add(value);
    types.add(type);
  }

  private void addPlain(String text) {
    switch (text) {
      case "NULL" -> add(null, null);
      case "TRUE" -> add(true, ColumnType.BOOLEAN);
      case "FALSE" -> add(false, ColumnType.BOOLEAN);
      default -> addNumber(text);
    }
  }

  private void addNumber(String text) {
    if (text.contains("E")) {
      add(Double.valueOf(text), ColumnType.DOUBLE);
    } else if (text.contains(".") || new BigDecimal(text).toBigInteger().bitLength() > 63) {
      add(new BigDecimal(text), ColumnType.DECIMAL);
    } else {
      add(Long.valueOf(text), ColumnType.BIGINT);
    }
  }

  private void addQuoted(String word, String text) throws SQLException {
    switch (word) {
      case "" -> add(text, ColumnType.VARCHAR);
      case "X" -> add(HexFormat.of().parseHex(text), ColumnType.VARBINARY);
      case "UUID" -> add(UUID.fromString(text), ColumnType.of(SqlType.UUID));
      case "DATE" -> add(Temporals.toDate(text), ColumnType.of(SqlType.DATE));
      case "TIME" -> add(Temporals.toTime(text), ColumnType.of(SqlType.TIME));
      case "TIMESTAMP" -> add(Temporals.toTimestamp(text), ColumnType.of(SqlType.TIMESTAMP));
      case "TIMESTAMP WITH TIME ZONE" ->
          add(
              Temporals.toTimestampWithTimeZone(text),
              ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE));
      default -> throw new IllegalArgumentException(word + " '" + text + "'");
    }
  }

  Function.Bound bound() throws SQLException {
    Function function = Functions.find(name);
    assertThat(function).as(name).isNotNull();
    assertThat(types.size()).isBetween(function.argumentsMin(), function.argumentsMax());
    List<ColumnType> all = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      all.add(types.get(i) == null ? function.argumentType(i, types) : types.get(i));
    }
    return function.bind(all);
  }

  /** Calls the function, whose result has to be of the type that it says. */
  Object result() throws SQLException {
    Function.Bound bound = bound();
    Object result = bound.apply(values.toArray(), CONTEXT);
    if (result == null) {
      assertThat(bound.isNullable(values.contains(null))).as("%s is nullable", this).isTrue();
    } else {
      assertThat(result).isInstanceOf(JavaClasses.of(bound.type()));
    }
    return result;
  }

  static Object result(String text) throws SQLException {
    return parse(text).result();
  }

  @Override
  public String toString() {
    return name + values;
  }
}
