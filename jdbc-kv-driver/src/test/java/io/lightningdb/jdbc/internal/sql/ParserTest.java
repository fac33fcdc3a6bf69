package io.lightningdb.jdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLSyntaxErrorException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {

  private static Statement parse(String sql) throws SQLException {
    return Parser.parse(sql).statement();
  }

  private static Expr expression(String sql) throws SQLException {
    return select("SELECT " + sql).items().get(0).expression();
  }

  private static Query query(String sql) throws SQLException {
    return (Query) parse(sql);
  }

  private static Query.Select select(String sql) throws SQLException {
    return (Query.Select) query(sql).body();
  }

  private static Object literal(String sql) throws SQLException {
    return ((Expr.Literal) expression(sql)).value();
  }

  @Test
  void literalsHaveTheValuesThatTheyShow() throws SQLException {
    assertThat(literal("'it''s'")).isEqualTo("it's");
    assertThat(literal("''")).isEqualTo("");
    assertThat(literal("12")).isEqualTo(12L);
    assertThat(literal("-12")).isEqualTo(-12L);
    assertThat(literal("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(literal("9223372036854775808")).isEqualTo(new BigDecimal("9223372036854775808"));
    assertThat(literal("1.50")).isEqualTo(new BigDecimal("1.50"));
    assertThat(literal(".5")).isEqualTo(new BigDecimal("0.5"));
    assertThat(literal("1e3")).isEqualTo(1000.0);
    assertThat((byte[]) literal("X'00 fF'")).containsExactly(0, 255);
    assertThat(literal("TRUE")).isEqualTo(true);
    assertThat(literal("null")).isNull();
    assertThat(literal("DATE '2024-02-29'")).isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(literal("{d '2024-02-29'}")).isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(literal("{ts '2024-02-29 12:00:00'}"))
        .isEqualTo(LocalDate.of(2024, 2, 29).atTime(12, 0));
    assertThat(literal("{t '12:00:00'}")).hasToString("12:00");
    assertThat(literal("TIMESTAMP WITH TIME ZONE '2024-02-29 12:00:00+02:00'"))
        .hasToString("2024-02-29T12:00+02:00");
    assertThat(literal("UUID '00000000-0000-0000-0000-00000000000a'"))
        .hasToString("00000000-0000-0000-0000-00000000000a");
  }

  @Test
  void operatorsBindAsTheyDoEverywhere() throws SQLException {
    assertThat(shape("1 + 2 * 3")).isEqualTo("(1 + (2 * 3))");
    assertThat(shape("1 - 2 - 3")).isEqualTo("((1 - 2) - 3)");
    assertThat(shape("(1 + 2) * 3")).isEqualTo("((1 + 2) * 3)");
    assertThat(shape("a = 1 OR b = 2 AND NOT c = 3")).isEqualTo("or[a = 1, and[b = 2, not c = 3]]");
    assertThat(shape("a < b + 1")).isEqualTo("a < (b + 1)");
    assertThat(shape("- - 1")).isEqualTo("-(-1)");
    assertThat(shape("3-1")).isEqualTo("(3 - 1)");
  }

  private static String shape(String sql) throws SQLException {
    return shape(expression(sql));
  }

  private static String shape(Expr expr) {
    if (expr instanceof Expr.Literal literal) {
      return String.valueOf(literal.value());
    }
    if (expr instanceof Expr.ColumnName name) {
      return name.name();
    }
    if (expr instanceof Expr.Arithmetic a) {
      return "(" + shape(a.left()) + " " + a.operator().sign() + " " + shape(a.right()) + ")";
    }
    if (expr instanceof Expr.Compare c) {
      return shape(c.left()) + " " + c.comparator().sign() + " " + shape(c.right());
    }
    if (expr instanceof Expr.Or or) {
      return "or" + or.operands().stream().map(ParserTest::shape).toList();
    }
    if (expr instanceof Expr.And and) {
      return "and" + and.operands().stream().map(ParserTest::shape).toList();
    }
    if (expr instanceof Expr.Not not) {
      return "not " + shape(not.operand());
    }
    if (expr instanceof Expr.Minus minus) {
      return "-(" + shape(minus.operand()) + ")";
    }
    return expr.toString();
  }

  @Test
  void commentsAndLineFeedsMayBeAnywhere() throws SQLException {
    assertThat(parse("SELECT -- all\n * /* of /* nested */ */ FROM\r\n\t t -- the end"))
        .isInstanceOf(Query.class);
    assertThat(literal("'-- no comment'")).isEqualTo("-- no comment");
    assertThat(shape("1--1\n+2")).isEqualTo("(1 + 2)");
  }

  @Test
  void namesKeepTheirCapitalsAndQuotesAllowAnything() throws SQLException {
    Query.Select select = select("SELECT a AS \"x \"\"y\" FROM \"Wéird näme\" T");
    assertThat(select.items().get(0).alias().text()).isEqualTo("x \"y");
    Query.From.TableName from = (Query.From.TableName) select.from();
    assertThat(from.name().text()).isEqualTo("Wéird näme");
    assertThat(from.alias().text()).isEqualTo("T");
  }

  @Test
  void keyAndValueAreNames() throws SQLException {
    Query.Select select = select("SELECT key, value FROM t WHERE key = ?");
    assertThat(select.items()).hasSize(2);
    parse("CREATE TABLE t (key VARBINARY PRIMARY KEY, value VARBINARY, date DATE, text TEXT)");
  }

  @Test
  void parametersAreCounted() throws SQLException {
    assertThat(
            Parser.parse("SELECT * FROM t WHERE a = ? AND b IN (?, ?) LIMIT ? OFFSET ?")
                .parameters())
        .isEqualTo(5);
    assertThat(Parser.parse("INSERT INTO t VALUES ('?', ?) -- ?").parameters()).isEqualTo(1);
  }

  @Test
  void limitsAreWrittenInSeveralWays() throws SQLException {
    for (String sql :
        new String[] {
          "SELECT * FROM t LIMIT 3 OFFSET 2",
          "SELECT * FROM t OFFSET 2 LIMIT 3",
          "SELECT * FROM t OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY",
          "SELECT * FROM t OFFSET 2 ROW FETCH FIRST 3 ROW ONLY"
        }) {
      Query select = query(sql);
      assertThat(((Expr.Literal) select.limit()).value()).as(sql).isEqualTo(3L);
      assertThat(((Expr.Literal) select.offset()).value()).as(sql).isEqualTo(2L);
    }
    Query one = query("SELECT * FROM t FETCH FIRST ROW ONLY");
    assertThat(((Expr.Literal) one.limit()).value()).isEqualTo(1L);
    assertThat(query("SELECT * FROM t LIMIT ALL").limit()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BOOLEAN                      | BOOLEAN
          INT                          | INTEGER
          FLOAT                        | DOUBLE
          FLOAT(24)                    | REAL
          DOUBLE PRECISION             | DOUBLE
          NUMERIC(10, 2)               | DECIMAL(10, 2)
          NUMERIC(10)                  | DECIMAL(10, 0)
          DEC                          | DECIMAL
          CHARACTER(3)                 | CHAR(3)
          CHAR                         | CHAR(1)
          CHARACTER VARYING(9)         | VARCHAR(9)
          TEXT                         | VARCHAR
          CHARACTER LARGE OBJECT       | CLOB
          BINARY VARYING(5)            | VARBINARY(5)
          BINARY LARGE OBJECT          | BLOB
          TIME                         | TIME
          TIME(3) WITHOUT TIME ZONE    | TIME(3)
          TIMESTAMP(6)                 | TIMESTAMP(6)
          TIMESTAMP WITH TIME ZONE     | TIMESTAMP WITH TIME ZONE
          TIMESTAMP(0) WITH TIME ZONE  | TIMESTAMP(0) WITH TIME ZONE
          UUID                         | UUID
          """)
  void typesHaveTheirOtherNamesAndPrintInOneForm(String written, String type) throws SQLException {
    ColumnType parsed = Parser.columns("c " + written).get(0).type();
    assertThat(parsed).hasToString(type);
    assertThat(Parser.columns("c " + parsed).get(0).type()).isEqualTo(parsed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                           | line 1, column 1
          SELECT                            | line 1, column 7
          SELECT * FORM t                   | line 1, column 10
          SELECT * FROM                     | line 1, column 14
          SELECT a b c FROM t               | line 1, column 12
          SELECT * FROM t WHERE             | line 1, column 22
          SELECT * FROM t WHERE a =         | line 1, column 26
          SELECT * FROM t WHERE a = = 1     | line 1, column 27
          SELECT * FROM t WHERE (a = 1      | line 1, column 29
          SELECT * FROM t WHERE a IN ()     | line 1, column 29
          SELECT * FROM t WHERE a IS 1      | line 1, column 28
          SELECT * FROM t WHERE a NOT 1     | line 1, column 29
          SELECT * FROM t WHERE a BETWEEN 1 | line 1, column 34
          SELECT * FROM t ORDER a           | line 1, column 23
          SELECT * FROM t LIMIT x           | line 1, column 23
          SELECT * FROM select              | line 1, column 15
          SELECT 'abc                       | line 1, column 8
          SELECT "abc                       | line 1, column 8
          SELECT ""                         | line 1, column 8
          SELECT /* abc                     | line 1, column 8
          SELECT 1e                         | line 1, column 8
          SELECT 12abc                      | line 1, column 8
          SELECT X'1'                       | line 1, column 8
          SELECT #                          | line 1, column 8
          SELECT $1                         | line 1, column 8
          INSERT INTO t (a) VALUES          | line 1, column 25
          INSERT INTO t VALUES (1           | line 1, column 24
          INSERT INTO t VALUES (DEFAULT+1)  | line 1, column 30
          UPDATE t SET                      | line 1, column 13
          UPDATE t SET a                    | line 1, column 15
          DELETE t                          | line 1, column 8
          CREATE TABLE t                    | line 1, column 15
          CREATE TABLE t (a)                | line 1, column 18
          CREATE TABLE t (a BLURB)          | line 1, column 19
          CREATE TABLE t (a CHAR(0))        | line 1, column 24
          CREATE TABLE t (a INTEGER,)       | line 1, column 27
          DROP                              | line 1, column 5
          """)
  void whatIsNoSqlIsRefusedWithItsPlace(String sql, String place) {
    assertThatThrownBy(() -> parse(sql))
        .isInstanceOf(SQLSyntaxErrorException.class)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"))
        .hasMessageContaining(place);
  }

  @Test
  void placesAreCountedInLinesAndCharacters() {
    assertThatThrownBy(() -> parse("SELECT '😀',\n  'é' =="))
        .hasMessageContaining("(line 2, column 8)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT DISTINCT ON (a) a FROM t",
        "SELECT a FROM t RIGHT JOIN u ON a = b",
        "SELECT a FROM t FULL JOIN u ON a = b",
        "SELECT a FROM t NATURAL JOIN u",
        "SELECT a FROM t JOIN u USING (a)",
        "SELECT a FROM t GROUP BY ROLLUP (a)",
        "SELECT a FROM t INTERSECT SELECT b FROM u",
        "SELECT a FROM t EXCEPT SELECT b FROM u",
        "SELECT a FROM t FOR SHARE",
        "SELECT a FROM t FOR UPDATE OF t",
        "SELECT SUM(a) OVER () FROM t",
        "SELECT SUM(a) FILTER (WHERE a > 1) FROM t",
        "SELECT a FROM t WHERE a > ALL (SELECT 1)",
        "SELECT a FROM t WHERE a IN (WITH u AS (SELECT 1) SELECT * FROM u)",
        "SELECT a FROM t WHERE a ILIKE 'x'",
        "SELECT a FROM t WHERE a = ANY (1)",
        "SELECT a FROM t WHERE a & 1 = 1",
        "SELECT a FROM t LIMIT 1, 2",
        "SELECT a FROM unnest(1)",
        "INSERT INTO t VALUES (1) RETURNING a",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1",
        "INSERT OR REPLACE INTO t VALUES (1)",
        "MERGE INTO t USING u ON a = b",
        "UPDATE t SET (a, b) = (1, 2)",
        "UPDATE t SET a = 1 FROM u",
        "DELETE FROM t USING u",
        "TRUNCATE TABLE t CASCADE",
        "ALTER TABLE t DROP COLUMN a",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
        "ALTER VIEW v RENAME TO w",
        "CREATE INDEX i ON t (LOWER(a))",
        "CREATE INDEX i ON t (a) WHERE a > 0",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TEMPORARY TABLE t (a INTEGER PRIMARY KEY)",
        "CREATE TABLE t AS SELECT 1",
        "CREATE TABLE t (a INTEGER PRIMARY KEY CHECK (a > 0))",
        "CREATE TABLE t (a INTEGER REFERENCES u)",
        "CREATE TABLE t (a INTEGER GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE t (a INTEGER GENERATED ALWAYS AS (1))",
        "CREATE TABLE t (a INTEGER DEFAULT ABS(1))",
        "CREATE TABLE t (a JSONB)",
        "CREATE TABLE t (a TIME WITH TIME ZONE)",
        "CREATE TABLE t (a INTEGER ARRAY)",
        "DROP VIEW v",
        "DROP TABLE a, b",
        "GRANT SELECT ON t TO u",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "COMMIT AND CHAIN",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "{call p()}",
        "SELECT 1; SELECT 2",
        "EXPLAIN ANALYZE SELECT 1"
      })
  void sqlThatIsNotThereYetIsRefusedWithItsPlace(String sql) {
    assertThatThrownBy(() -> parse(sql))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
        .hasMessageMatching("(?s).*\\(line 1, column \\d+\\)");
  }

  @Test
  void aNameWithASchemaIsNotFound() {
    assertThatThrownBy(() -> parse("SELECT * FROM s.t"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("3F000"));
  }

  @Test
  void nestingAndLengthOfExpressionsAreBounded() throws SQLException {
    parse("SELECT " + "(".repeat(150) + "1" + ")".repeat(150));
    parse("SELECT 1" + " + 1".repeat(900));
    parse("SELECT * FROM t WHERE a = 1" + " OR a = 1".repeat(50_000));
    parse("SELECT * FROM t WHERE a IN (1" + ", 1".repeat(50_000) + ")");
    for (String sql :
        new String[] {
          "SELECT " + "(".repeat(100_000) + "1",
          "SELECT " + "NOT ".repeat(100_000) + "a FROM t",
          "SELECT " + "- ".repeat(100_000) + "a FROM t",
          "SELECT 1" + " + 1".repeat(100_000),
          "SELECT " + "(1 + ".repeat(300) + "1"
        }) {
      assertThatThrownBy(() -> parse(sql))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("54001"));
    }
  }
}
