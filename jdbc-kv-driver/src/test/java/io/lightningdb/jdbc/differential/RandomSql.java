package io.lightningdb.jdbc.differential;

import io.lightningdb.internal.testing.Seed;
import java.util.ArrayList;
import java.util.List;

/*
 * Values are few and small, so that rows meet and nothing overflows. Every query is sorted by all of its
 * columns: then its rows come in one order only, whichever way they were found.
 */
/** Makes random statements over three tables that mean the same to several databases. */
final class RandomSql {

  /** The tables: with a key of one column, with one of two, and without. */
  static final List<String> TABLES =
      List.of(
          "CREATE TABLE t0 (k INTEGER NOT NULL, a INTEGER, b INTEGER, s VARCHAR(200),"
              + " PRIMARY KEY (k))",
          "CREATE TABLE t1 (k INTEGER NOT NULL, b INTEGER NOT NULL, a INTEGER, s VARCHAR(200),"
              + " PRIMARY KEY (k, b))",
          "CREATE TABLE t2 (k INTEGER, a INTEGER, b INTEGER, s VARCHAR(200))");

  private static final List<String> NUMBERS = List.of("k", "a", "b");
  private static final List<String> TEXTS =
      List.of("''", "'a'", "'ab'", "'b'", "'B'", "'abc'", "'x'");
  private static final List<String> PATTERNS =
      List.of("'%'", "'a%'", "'_b%'", "'%c'", "'ab'", "''");
  private static final List<String> COMPARATORS = List.of("=", "<>", "<", "<=", ">", ">=");

  private final Seed seed;

  /** The tables of the query at hand, by the names that its columns are qualified with. */
  private List<String> names = List.of("");

  private boolean exact;

  RandomSql(Seed seed) {
    this.seed = seed;
  }

  /**
   * A statement.
   *
   * @param exact whether SQLite means the same by it
   */
  record Made(String sql, boolean query, boolean exact) {}

  /** Returns indexes for the tables. */
  List<String> indexes() {
    List<String> indexes = new ArrayList<>();
    for (int i = seed.between(0, 4); i > 0; i--) {
      String second = seed.oneIn(2) ? ", s" + direction() : "";
      indexes.add(
          "CREATE INDEX i"
              + i
              + " ON t"
              + seed.between(0, 2)
              + " ("
              + seed.pick(List.of("a", "b"))
              + direction()
              + second
              + ")");
    }
    return indexes;
  }

  private String direction() {
    return seed.oneIn(3) ? " DESC" : "";
  }

  /** Returns the next statement. */
  Made next() {
    exact = true;
    names = List.of("");
    String sql =
        switch (seed.between(0, 13)) {
          case 0, 1, 2 -> insert();
          case 3 -> update();
          case 4 -> delete();
          case 5 -> merge();
          default -> null;
        };
    return sql != null ? new Made(sql, false, exact) : new Made(query(), true, exact);
  }

  // ---- Changes

  private String insert() {
    int table = seed.between(0, 2);
    if (seed.oneIn(6)) {
      names = List.of("");
      return "INSERT INTO t2 (k, a, b, s) SELECT k, a, b, s FROM t"
          + table
          + " WHERE "
          + condition(1);
    }
    List<String> rows = new ArrayList<>();
    for (int i = seed.between(1, 4); i > 0; i--) {
      rows.add(
          "("
              + seed.between(0, 30)
              + ", "
              + seed.between(0, 5)
              + ", "
              + literal()
              + ", "
              + text()
              + ")");
    }
    String columns = table == 0 || table == 2 ? "k, a, b, s" : "k, b, a, s";
    return "INSERT INTO t" + table + " (" + columns + ") VALUES " + String.join(", ", rows);
  }

  private String literal() {
    return seed.oneIn(6) ? "NULL" : "" + seed.between(-3, 6);
  }

  private String text() {
    return seed.oneIn(8) ? "NULL" : seed.pick(TEXTS);
  }

  private String update() {
    String set = seed.oneIn(2) ? "a = " + number(2) : "s = SUBSTRING(" + string(2) + ", 1, 4)";
    return "UPDATE t" + seed.between(0, 2) + " SET " + set + " WHERE " + condition(2);
  }

  private String delete() {
    return "DELETE FROM t" + seed.between(0, 2) + " WHERE " + condition(1) + " AND " + condition(1);
  }

  private String merge() {
    return "MERGE INTO t0 (k, a, b, s) VALUES ("
        + seed.between(0, 30)
        + ", "
        + literal()
        + ", "
        + literal()
        + ", "
        + text()
        + ")";
  }

  // ---- Queries

  private String query() {
    int numbers = seed.between(1, 3);
    int texts = seed.between(0, 2);
    StringBuilder sql = new StringBuilder(select(numbers, texts));
    int branches = seed.oneIn(6) ? seed.between(1, 2) : 0;
    for (int i = 0; i < branches; i++) {
      sql.append(seed.oneIn(2) ? " UNION ALL " : " UNION ").append(select(numbers, texts));
    }
    sql.append(" ORDER BY ");
    for (int i = 1; i <= numbers + texts; i++) {
      sql.append(i == 1 ? "" : ", ").append(i).append(direction());
      if (seed.oneIn(4)) {
        sql.append(seed.oneIn(2) ? " NULLS FIRST" : " NULLS LAST");
      }
    }
    if (seed.oneIn(3)) {
      sql.append(" LIMIT ").append(seed.between(0, 6));
      if (seed.oneIn(2)) {
        sql.append(" OFFSET ").append(seed.between(0, 4));
      }
    }
    return sql.toString();
  }

  private String select(int numbers, int texts) {
    String from = from();
    String where = seed.oneIn(4) ? "" : " WHERE " + condition(2);
    List<String> items = new ArrayList<>();
    if (seed.oneIn(3)) {
      return grouped(numbers, texts, from + where);
    }
    for (int i = 0; i < numbers; i++) {
      items.add(number(2));
    }
    for (int i = 0; i < texts; i++) {
      items.add(string(2));
    }
    return "SELECT " + (seed.oneIn(5) ? "DISTINCT " : "") + String.join(", ", items) + from + where;
  }

  private String grouped(int numbers, int texts, String rest) {
    String numberKey = seed.oneIn(2) ? column() : "ABS(" + column() + ")";
    String textKey = seed.oneIn(2) ? textColumn() : "UPPER(" + textColumn() + ")";
    boolean byNumber = seed.oneIn(2);
    boolean byText = seed.oneIn(2);
    List<String> items = new ArrayList<>();
    for (int i = 0; i < numbers; i++) {
      items.add(byNumber && seed.oneIn(2) ? numberKey : aggregate());
    }
    for (int i = 0; i < texts; i++) {
      items.add(
          byText && seed.oneIn(2) ? textKey : (seed.oneIn(2) ? "MIN(" : "MAX(") + string(1) + ")");
    }
    List<String> keys = new ArrayList<>();
    if (byNumber) {
      keys.add(numberKey);
    }
    if (byText) {
      keys.add(textKey);
    }
    String having =
        seed.oneIn(3) ? " HAVING " + aggregate() + " " + seed.pick(COMPARATORS) + " 1" : "";
    return "SELECT "
        + String.join(", ", items)
        + rest
        + (keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys))
        + having;
  }

  private String aggregate() {
    return switch (seed.between(0, 5)) {
      case 0 -> "COUNT(*)";
      case 1 -> "COUNT(" + number(1) + ")";
      case 2 -> "COUNT(DISTINCT " + column() + ")";
      case 3 -> "SUM(" + number(1) + ")";
      case 4 -> "MIN(" + number(1) + ")";
      default -> "MAX(" + number(1) + ")";
    };
  }

  private String from() {
    String first = source();
    switch (seed.between(0, 5)) {
      case 0 -> {
        names = List.of("x", "y");
        String on = condition(1);
        return " FROM "
            + first
            + " x JOIN "
            + source()
            + " y ON "
            + join()
            + (seed.oneIn(2) ? "" : " AND " + on);
      }
      case 1 -> {
        names = List.of("x", "y");
        String on = condition(1);
        return " FROM "
            + first
            + " x LEFT JOIN "
            + source()
            + " y ON "
            + join()
            + (seed.oneIn(2) ? "" : " AND " + on);
      }
      case 2 -> {
        names = List.of("x", "y", "z");
        return " FROM "
            + first
            + " x JOIN "
            + source()
            + " y ON "
            + join()
            + (seed.oneIn(2) ? " LEFT JOIN t0 z ON z.k = y.a" : " JOIN t1 z ON z.k = x.b");
      }
      default -> {
        names = List.of("x");
        return " FROM " + first + " x";
      }
    }
  }

  private String join() {
    return "x." + seed.pick(NUMBERS) + " = y." + seed.pick(NUMBERS);
  }

  private String source() {
    String table = "t" + seed.between(0, 2);
    if (!seed.oneIn(6)) {
      return table;
    }
    names = List.of("");
    return "(SELECT k, a + 1 AS a, b, s FROM " + table + " WHERE " + condition(1) + ")";
  }

  // ---- Expressions

  private String qualifier() {
    String name = seed.pick(names);
    return name.isEmpty() ? "" : name + ".";
  }

  private String column() {
    return qualifier() + seed.pick(NUMBERS);
  }

  private String textColumn() {
    return qualifier() + "s";
  }

  private String number(int depth) {
    if (depth == 0) {
      return seed.oneIn(3) ? "" + seed.between(0, 5) : column();
    }
    if (depth > 1 && seed.oneIn(8)) {
      return scalar();
    }
    return switch (seed.between(0, 9)) {
      case 0 -> "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
      case 1 -> "(" + number(depth - 1) + " - " + number(depth - 1) + ")";
      case 2 -> "(" + number(depth - 1) + " * " + seed.between(0, 3) + ")";
      case 3 ->
          "CASE WHEN "
              + condition(depth - 1)
              + " THEN "
              + number(depth - 1)
              + " ELSE "
              + number(depth - 1)
              + " END";
      case 4 -> "COALESCE(" + number(depth - 1) + ", " + number(depth - 1) + ")";
      case 5 -> "ABS(" + number(depth - 1) + ")";
      case 6 -> "LENGTH(" + string(depth - 1) + ")";
      case 7 -> "NULLIF(" + number(depth - 1) + ", " + number(depth - 1) + ")";
      default -> column();
    };
  }

  /** A number that a query gives, which may use columns of what is around it. */
  private String scalar() {
    List<String> around = names;
    boolean named = !around.contains("");
    String operand = number(0);
    String name = "s" + seed.between(0, 9);
    List<String> inside = new ArrayList<>(named ? around : List.of());
    inside.add(name);
    inside.add(name);
    names = inside;
    String where = " WHERE " + condition(1) + (named ? " AND " + name + ".b <= " + operand : "");
    names = List.of(name);
    String aggregate = seed.pick(List.of("MIN(", "MAX(", "COUNT(")) + number(1) + ")";
    names = around;
    return "(SELECT " + aggregate + " FROM t" + seed.between(0, 2) + " " + name + where + ")";
  }

  private String string(int depth) {
    if (depth == 0) {
      return seed.oneIn(4) ? seed.pick(TEXTS) : textColumn();
    }
    return switch (seed.between(0, 6)) {
      case 0 -> "(" + string(depth - 1) + " || " + string(depth - 1) + ")";
      case 1 -> "UPPER(" + string(depth - 1) + ")";
      case 2 ->
          "SUBSTRING("
              + string(depth - 1)
              + ", "
              + seed.between(1, 3)
              + ", "
              + seed.between(0, 3)
              + ")";
      case 3 -> "COALESCE(" + string(depth - 1) + ", " + seed.pick(TEXTS) + ")";
      case 4 -> "CASE WHEN " + condition(depth - 1) + " THEN " + string(depth - 1) + " END";
      default -> textColumn();
    };
  }

  /** A condition with a query in it, which may use columns of what is around it. */
  private String queried(int depth) {
    List<String> around = names;
    String operand = column();
    String other = column();
    String not = seed.oneIn(3) ? "NOT " : "";
    // Without a name of its own a table is called by its name, which the query may use too.
    boolean named = !around.contains("");
    String name = "q" + depth + seed.between(0, 9);
    List<String> inside = new ArrayList<>(named ? around : List.of());
    inside.add(name);
    inside.add(name);
    names = inside;
    String from = " FROM t" + seed.between(0, 2) + " " + name + " WHERE " + condition(depth);
    String correlated = named && seed.oneIn(2) ? " AND " + name + ".k = " + operand : "";
    names = List.of(name);
    String made =
        switch (seed.between(0, 4)) {
          case 0 -> not + "EXISTS (SELECT 1" + from + correlated + ")";
          case 1 -> operand + " " + not + "IN (SELECT " + column() + from + correlated + ")";
          // For H2 a null in a row makes it unknown whether another row, which differs in what is
          // not null, is equal.
          case 2 ->
              "("
                  + present(operand)
                  + ", "
                  + present(other)
                  + ") "
                  + not
                  + "IN (SELECT "
                  + present(column())
                  + ", "
                  + present(column())
                  + from
                  + ")";
          case 3 -> operand + " = (SELECT MAX(" + column() + ")" + from + correlated + ")";
          default ->
              "COALESCE((SELECT COUNT(*)" + from + correlated + "), 0) < " + seed.between(0, 4);
        };
    names = around;
    return made;
  }

  private static String present(String expression) {
    return "COALESCE(" + expression + ", 7)";
  }

  private String condition(int depth) {
    if (depth > 0 && seed.oneIn(2)) {
      return switch (seed.between(0, 2)) {
        case 0 -> "(" + condition(depth - 1) + " AND " + condition(depth - 1) + ")";
        case 1 -> "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
        default -> "NOT (" + condition(depth - 1) + ")";
      };
    }
    if (depth > 0 && seed.oneIn(5)) {
      return queried(depth - 1);
    }
    String not = seed.oneIn(3) ? " NOT" : "";
    return switch (seed.between(0, 9)) {
      case 0 -> column() + " IS" + not + " NULL";
      case 1 -> column() + not + " IN (" + literal() + ", " + number(0) + ", 3)";
      case 2 -> number(0) + not + " BETWEEN " + number(0) + " AND " + number(0);
      case 3 -> textColumn() + not + " LIKE " + seed.pick(PATTERNS);
      case 4 -> string(1) + " " + seed.pick(COMPARATORS) + " " + string(0);
      case 5 ->
          "("
              + column()
              + ", "
              + column()
              + ") "
              + seed.pick(COMPARATORS)
              + " ("
              + seed.between(0, 9)
              + ", "
              + number(0)
              + ")";
      case 6 -> textColumn() + not + " IN ('a', " + string(0) + ")";
      case 7 -> column() + " " + seed.pick(COMPARATORS) + " " + seed.between(0, 20);
      default -> number(1) + " " + seed.pick(COMPARATORS) + " " + number(1);
    };
  }
}
