package io.lightningdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the same random statements on Lightning and on H2 and compares what they answer. Values are
 * few, so that keys meet and ranges have ends that exist.
 */
@ExtendWith(Seeds.class)
@Timeout(300)
class H2DifferentialTest {

  private static final int STATEMENTS = 400;

  /** A type, how H2 calls it, and literals of it. */
  private record Kind(String type, List<String> literals, boolean text) {

    static Kind of(String type, String... literals) {
      // What LIKE makes of the blanks behind a CHAR, H2 decides case by case.
      boolean text = type.startsWith("VARCHAR");
      return new Kind(type, List.of(literals), text);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          Kind.of("BOOLEAN", "TRUE", "FALSE"),
          Kind.of("SMALLINT", "-32768", "-1", "0", "1", "2", "3", "32767"),
          Kind.of("INTEGER", "-2147483648", "-5", "-1", "0", "1", "2", "3", "4", "5", "2147483647"),
          Kind.of("BIGINT", "-9223372036854775808", "-1", "0", "1", "9223372036854775807"),
          Kind.of("REAL", "-1.5E0", "-0.5E0", "0E0", "0.25E0", "1E10"),
          Kind.of("DOUBLE PRECISION", "-1.5E0", "-0.5E0", "0E0", "0.25E0", "1E10", "1E300"),
          Kind.of("DECIMAL(8, 2)", "-999999.99", "-1.50", "-1.5", "0", "0.01", "1", "1.5", "100"),
          Kind.of("DECIMAL(5)", "-12345", "-1", "0", "1", "99999"),
          // At full length: H2 forgets the blanks in IN.
          Kind.of("CHAR(3)", "'   '", "'a  '", "'ab '", "'abc'", "'b  '", "'é  '"),
          Kind.of(
              "VARCHAR(4)", "''", "'a'", "'ab'", "'abc'", "'abcd'", "'b'", "'éa'", "'%'", "'a '"),
          Kind.of(
              "VARCHAR", "''", "'a'", "'ab'", "'abc'", "'b'", "'long text'", "'x_y'", "'\u20AC'"),
          Kind.of("VARBINARY(4)", "X''", "X'00'", "X'0000'", "X'00FF'", "X'61'", "X'FFFFFFFF'"),
          Kind.of("DATE", "DATE '1999-12-31'", "DATE '2000-01-01'", "DATE '2000-02-29'"),
          Kind.of("TIME(9)", "TIME '00:00:00'", "TIME '12:30:00.5'", "TIME '23:59:59.999999999'"),
          Kind.of(
              "TIMESTAMP(9)",
              "TIMESTAMP '1999-12-31 23:59:59'",
              "TIMESTAMP '2000-01-01 00:00:00'",
              "TIMESTAMP '2000-01-01 12:00:00.000000001'"),
          Kind.of(
              "UUID",
              "UUID '00000000-0000-0000-0000-000000000000'",
              "UUID '80000000-0000-0000-0000-000000000001'",
              "UUID 'ffffffff-ffff-ffff-ffff-ffffffffffff'"));

  private record Table(List<Kind> columns, int keySize) {

    String name(int column) {
      return "c" + column;
    }

    String create() {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        parts.add(name(i) + " " + columns.get(i).type + (i < keySize ? " NOT NULL" : ""));
      }
      parts.add("PRIMARY KEY (" + key("") + ")");
      return "CREATE TABLE t (" + String.join(", ", parts) + ")";
    }

    String key(String suffix) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < keySize; i++) {
        names.add(name(i) + suffix);
      }
      return String.join(", ", names);
    }

    String columnNames() {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        names.add(name(i));
      }
      return String.join(", ", names);
    }
  }

  private Seed seed;
  private Table table;

  private Table randomTable() {
    int columns = seed.between(2, 6);
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      kinds.add(seed.pick(KINDS));
    }
    return new Table(kinds, seed.between(1, Math.min(3, columns)));
  }

  @RepeatedTest(30)
  void bothAnswerTheSame(Seed given) throws SQLException {
    seed = given;
    table = randomTable();
    try (TestDatabase db = new TestDatabase(table.create());
        Connection h2 = DriverManager.getConnection("jdbc:h2:mem:")) {
      TestDatabase.execute(h2, table.create());
      Connection ours = db.connection();
      for (int i = 0; i < STATEMENTS; i++) {
        step(ours, h2);
      }
      assertThat(answer(ours, "SELECT * FROM t ORDER BY " + table.key(""), List.of()))
          .isEqualTo(answer(h2, "SELECT * FROM t ORDER BY " + table.key(""), List.of()));
    }
  }

  /** Neither indexes nor the storage engine change what statements answer. */
  @RepeatedTest(15)
  void indexesChangeNoAnswer(Seed given) throws SQLException {
    seed = given;
    table = randomTable();
    try (TestDatabase plain = new TestDatabase(table.create());
        TestDatabase indexed = new TestDatabase(table.create() + " WITH (engine = 'lsm')")) {
      for (int i = 1; i <= 3; i++) {
        indexed.execute(index(i));
      }
      for (int i = 0; i < STATEMENTS; i++) {
        step(plain.connection(), indexed.connection());
      }
    }
  }

  /** Returns an index of one column or two, each of which may descend. */
  private String index(int number) {
    int first = seed.between(0, table.columns.size() - 1);
    int second = (first + 1) % table.columns.size();
    String columns = table.name(first) + (seed.oneIn(2) ? " DESC" : "");
    if (seed.oneIn(2)) {
      columns += ", " + table.name(second) + (seed.oneIn(2) ? " DESC" : "");
    }
    return "CREATE INDEX i" + number + " ON t (" + columns + ")";
  }

  private void step(Connection ours, Connection h2) throws SQLException {
    switch (seed.between(0, 11)) {
      case 0 -> {
        boolean autoCommit = seed.oneIn(2);
        ours.setAutoCommit(autoCommit);
        h2.setAutoCommit(autoCommit);
      }
      case 1 -> {
        if (!ours.getAutoCommit()) {
          if (seed.oneIn(2)) {
            ours.commit();
            h2.commit();
          } else {
            ours.rollback();
            h2.rollback();
          }
        }
      }
      default -> {
        List<String> literals = new ArrayList<>();
        String sql = statement(literals);
        List<Object> parameters = new ArrayList<>();
        String bound = bind(sql, literals, parameters);
        assertThat(answer(ours, bound, parameters))
            .as("%s with %s, in %s", bound, literals, table.create())
            .isEqualTo(answer(h2, bound, parameters));
      }
    }
  }

  /** Returns the rows, the count, or the SQLSTATE's class. */
  private static String answer(Connection connection, String sql, List<Object> parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      TestDatabase.set(statement, parameters.toArray());
      if (!statement.execute()) {
        return statement.getUpdateCount() + " rows";
      }
      try (ResultSet result = statement.getResultSet()) {
        return rows(result);
      }
    } catch (SQLException e) {
      // Which kind of data exception it is may differ; that it is one may not.
      return "error " + e.getSQLState().substring(0, 2);
    }
  }

  private static String rows(ResultSet result) throws SQLException {
    StringBuilder rows = new StringBuilder();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      for (int i = 1; i <= columns; i++) {
        Object value = result.getObject(i);
        rows.append(show(value)).append(i < columns ? ", " : "\n");
      }
    }
    return rows.toString();
  }

  private static String show(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Double number && number == 0) {
      return "0.0";
    }
    return String.valueOf(value);
  }

  // ---- Statements. A question mark in braces stands for the next literal.

  private String statement(List<String> literals) {
    return switch (seed.between(0, 9)) {
      case 0, 1, 2 -> insert(literals);
      case 3 -> merge(literals);
      case 4 -> update(literals);
      case 5 -> seed.oneIn(3) ? "DELETE FROM t WHERE " + where(literals, 2) : select(literals);
      default -> select(literals);
    };
  }

  private String literal(int column, List<String> literals) {
    String literal =
        seed.oneIn(12) && column >= table.keySize
            ? "NULL"
            : seed.pick(table.columns.get(column).literals);
    literals.add(literal);
    return "{?}";
  }

  private String rowValues(List<String> literals) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < table.columns.size(); i++) {
      values.add(literal(i, literals));
    }
    return "(" + String.join(", ", values) + ")";
  }

  private String insert(List<String> literals) {
    List<String> rows = new ArrayList<>();
    for (int i = seed.between(1, 3); i > 0; i--) {
      rows.add(rowValues(literals));
    }
    return "INSERT INTO t VALUES " + String.join(", ", rows);
  }

  private String merge(List<String> literals) {
    return "MERGE INTO t (" + table.columnNames() + ") VALUES " + rowValues(literals);
  }

  private String update(List<String> literals) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < table.columns.size(); i++) {
      columns.add(i);
    }
    List<String> sets = new ArrayList<>();
    for (int i = seed.between(1, 2); i > 0 && !columns.isEmpty(); i--) {
      int column = columns.remove(seed.between(0, columns.size() - 1));
      String type = table.columns.get(column).type;
      boolean number = type.equals("SMALLINT") || type.startsWith("DECIMAL");
      sets.add(
          table.name(column)
              + " = "
              + (number && seed.oneIn(2)
                  ? table.name(column) + seed.pick(List.of(" + 1", " - 1", " * 2", " + 0.4"))
                  : literal(column, literals)));
    }
    return "UPDATE t SET " + String.join(", ", sets) + " WHERE " + where(literals, 2);
  }

  private String select(List<String> literals) {
    boolean count = seed.oneIn(5);
    String columns = seed.oneIn(2) ? "*" : table.columnNames() + ", " + table.name(0) + " AS x";
    String sql = "SELECT " + (count ? "COUNT(*)" : columns) + " FROM t";
    if (!seed.oneIn(6)) {
      sql += " WHERE " + where(literals, 3);
    }
    if (count) {
      return sql;
    }
    sql += " ORDER BY " + table.key(seed.oneIn(2) ? " DESC" : "");
    if (seed.oneIn(3)) {
      sql += " LIMIT " + seed.between(0, 5);
    }
    if (seed.oneIn(4)) {
      sql += " OFFSET " + seed.between(0, 3);
    }
    return sql;
  }

  private String where(List<String> literals, int depth) {
    if (depth > 0 && !seed.oneIn(3)) {
      return switch (seed.between(0, 5)) {
        case 0 -> "NOT (" + where(literals, depth - 1) + ")";
        case 1, 2 -> "(" + where(literals, depth - 1) + " OR " + where(literals, depth - 1) + ")";
        default -> where(literals, depth - 1) + " AND " + where(literals, depth - 1);
      };
    }
    int column = seed.oneIn(2) ? seed.between(0, table.keySize - 1) : anyColumn();
    return condition(column, literals);
  }

  private int anyColumn() {
    return seed.between(0, table.columns.size() - 1);
  }

  private String condition(int column, List<String> literals) {
    String name = table.name(column);
    return switch (seed.between(0, 9)) {
      case 0 -> name + (seed.oneIn(2) ? " IS NULL" : " IS NOT NULL");
      case 1 -> {
        List<String> list = new ArrayList<>();
        for (int i = seed.between(1, 4); i > 0; i--) {
          list.add(literal(column, literals));
        }
        yield name + (seed.oneIn(4) ? " NOT" : "") + " IN (" + String.join(", ", list) + ")";
      }
      case 2 ->
          name
              + (seed.oneIn(4) ? " NOT" : "")
              + " BETWEEN "
              + literal(column, literals)
              + " AND "
              + literal(column, literals);
      case 3 -> {
        if (!table.columns.get(column).text) {
          yield comparison(name, column, literals);
        }
        literals.add(seed.pick(List.of("'a%'", "'%'", "'a_'", "'%b%'", "'ab'", "'_%c'", "''")));
        yield name + (seed.oneIn(4) ? " NOT" : "") + " LIKE {?}";
      }
      case 4 -> {
        int other = anyColumn();
        yield table.columns.get(other).equals(table.columns.get(column))
            ? name + " <= " + table.name(other)
            : comparison(name, column, literals);
      }
      default -> comparison(name, column, literals);
    };
  }

  private String comparison(String name, int column, List<String> literals) {
    String operator = seed.pick(List.of("=", "=", "<>", "<", "<=", ">", ">="));
    String type = table.columns.get(column).type;
    String literal;
    if (type.endsWith("INT") || type.equals("INTEGER")) {
      // What is no value of the type, or lies outside of it, has to compare all the same; for
      // equality with the latter H2 has an error now and then.
      boolean equality = operator.equals("=") || operator.equals("<>");
      literals.add(
          equality
              ? seed.pick(List.of("0.5", "-1.5", "2", "0", "1"))
              : seed.pick(List.of("0.5", "-1.5", "2", "3000000000", "-3000000000", "40000")));
      literal = "{?}";
    } else {
      literal = literal(column, literals);
    }
    return seed.oneIn(5)
        ? literal + " " + operator + " " + name
        : name + " " + operator + " " + literal;
  }

  /** Puts in the literals: some as they are, some as parameters. */
  private String bind(String sql, List<String> literals, List<Object> parameters)
      throws SQLException {
    StringBuilder bound = new StringBuilder();
    int from = 0;
    for (String literal : literals) {
      int at = sql.indexOf("{?}", from);
      bound.append(sql, from, at);
      if (seed.oneIn(2)) {
        bound.append('?');
        parameters.add(value(literal));
      } else {
        bound.append(literal);
      }
      from = at + 3;
    }
    return bound.append(sql.substring(from)).toString();
  }

  private static Object value(String literal) {
    if (literal.equals("NULL")) {
      return null;
    }
    if (literal.equals("TRUE") || literal.equals("FALSE")) {
      return Boolean.valueOf(literal);
    }
    int quote = literal.indexOf('\'');
    if (quote < 0) {
      return literal.contains("E") ? (Object) Double.valueOf(literal) : number(literal);
    }
    String text = literal.substring(quote + 1, literal.length() - 1);
    return switch (literal.substring(0, quote).strip()) {
      case "" -> text;
      case "X" -> HexFormat.of().parseHex(text);
      case "DATE" -> LocalDate.parse(text);
      case "TIME" -> LocalTime.parse(text);
      case "TIMESTAMP" -> LocalDateTime.parse(text.replace(' ', 'T'));
      default -> UUID.fromString(text);
    };
  }

  private static Object number(String literal) {
    BigDecimal number = new BigDecimal(literal);
    return number.scale() > 0 ? number : (Object) number.longValueExact();
  }
}
