package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.sql.SQLException;
import java.util.Locale;

/** Parses the types of columns. */
final class TypeParser {

  private static final int REAL_BITS_MAX = 24;
  private static final int DOUBLE_BITS_MAX = 53;

  private final Tokens tokens;

  TypeParser(Tokens tokens) {
    this.tokens = tokens;
  }

  ColumnType type() throws SQLException {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.WORD) {
      throw tokens.unexpected("a type");
    }
    tokens.take();
    ColumnType type =
        switch (token.text().toUpperCase(Locale.ROOT)) {
          case "BOOLEAN", "BOOL" -> ColumnType.BOOLEAN;
          case "SMALLINT", "TINYINT", "INT2" -> ColumnType.SMALLINT;
          case "INTEGER", "INT", "INT4", "SERIAL", "MEDIUMINT" -> ColumnType.INTEGER;
          case "BIGINT", "INT8", "BIGSERIAL" -> ColumnType.BIGINT;
          case "REAL", "FLOAT4" -> ColumnType.of(SqlType.REAL);
          case "FLOAT" -> floating();
          case "FLOAT8" -> ColumnType.DOUBLE;
          case "DOUBLE" -> {
            tokens.accept("PRECISION");
            yield ColumnType.DOUBLE;
          }
          case "DECIMAL", "NUMERIC", "DEC" -> decimal();
          case "CHAR", "CHARACTER", "NCHAR" -> characters();
          case "VARCHAR", "NVARCHAR" -> variable(SqlType.VARCHAR);
          case "TEXT", "LONGVARCHAR", "JSON" -> ColumnType.VARCHAR;
          case "CLOB", "NCLOB" -> variable(SqlType.CLOB);
          case "BINARY" -> binary();
          case "VARBINARY" -> variable(SqlType.VARBINARY);
          case "BYTEA", "LONGVARBINARY" -> ColumnType.VARBINARY;
          case "BLOB" -> variable(SqlType.BLOB);
          case "DATE" -> ColumnType.of(SqlType.DATE);
          case "TIME" -> time();
          case "TIMESTAMP" -> timestamp();
          case "TIMESTAMPTZ" -> ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE);
          case "DATETIME" -> ColumnType.temporal(SqlType.TIMESTAMP, fraction());
          case "UUID" -> ColumnType.of(SqlType.UUID);
          default -> throw unknown(token);
        };
    if (tokens.isWord("ARRAY")) {
      throw tokens.notSupported("arrays are not supported");
    }
    return type;
  }

  private SQLException unknown(Token token) {
    String there =
        "; there are BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, CHAR, VARCHAR,"
            + " CLOB, BINARY, VARBINARY, BLOB, DATE, TIME, TIMESTAMP, TIMESTAMP WITH TIME ZONE,"
            + " UUID and JSON";
    return switch (token.text().toUpperCase(Locale.ROOT)) {
      case "IDENTITY",
          "NATIONAL",
          "JSONB",
          "XML",
          "INTERVAL",
          "ENUM",
          "ARRAY",
          "ROW",
          "GEOMETRY",
          "BIT",
          "DECFLOAT",
          "MONEY" ->
          tokens.notSupported(
              "the type " + token.text() + " is not supported" + there, token.position());
      default -> tokens.syntax("there is no type '" + token.text() + "'" + there, token.position());
    };
  }

  private ColumnType floating() throws SQLException {
    if (!tokens.acceptSign("(")) {
      return ColumnType.DOUBLE;
    }
    int bits = tokens.number("the precision of FLOAT", 1, DOUBLE_BITS_MAX);
    tokens.expectSign(")");
    return bits <= REAL_BITS_MAX ? ColumnType.of(SqlType.REAL) : ColumnType.DOUBLE;
  }

  private ColumnType decimal() throws SQLException {
    if (!tokens.acceptSign("(")) {
      return ColumnType.DECIMAL;
    }
    int precision = tokens.number("the precision of DECIMAL", 1, ColumnType.DECIMAL_DIGITS_MAX);
    int scale = tokens.acceptSign(",") ? tokens.number("the scale of DECIMAL", 0, precision) : 0;
    tokens.expectSign(")");
    return ColumnType.decimal(precision, scale);
  }

  private ColumnType characters() throws SQLException {
    if (tokens.accept("VARYING")) {
      return variable(SqlType.VARCHAR);
    }
    if (tokens.accept("LARGE", "OBJECT")) {
      return variable(SqlType.CLOB);
    }
    return ColumnType.sized(SqlType.CHAR, tokens.isSign("(") ? length() : 1);
  }

  private ColumnType binary() throws SQLException {
    if (tokens.accept("VARYING")) {
      return variable(SqlType.VARBINARY);
    }
    if (tokens.accept("LARGE", "OBJECT")) {
      return variable(SqlType.BLOB);
    }
    return ColumnType.sized(SqlType.BINARY, tokens.isSign("(") ? length() : 1);
  }

  private ColumnType variable(SqlType type) throws SQLException {
    return ColumnType.sized(type, tokens.isSign("(") ? length() : 0);
  }

  private int length() throws SQLException {
    tokens.expectSign("(");
    int length = tokens.number("the length", 1, ColumnType.LENGTH_MAX);
    tokens.expectSign(")");
    return length;
  }

  private ColumnType time() throws SQLException {
    int digits = fraction();
    if (tokens.isWord("WITH")) {
      throw tokens.notSupported("TIME WITH TIME ZONE is not supported");
    }
    tokens.accept("WITHOUT", "TIME", "ZONE");
    return ColumnType.temporal(SqlType.TIME, digits);
  }

  private ColumnType timestamp() throws SQLException {
    int digits = fraction();
    if (tokens.accept("WITH", "TIME", "ZONE")) {
      return ColumnType.temporal(SqlType.TIMESTAMP_WITH_TIME_ZONE, digits);
    }
    tokens.accept("WITHOUT", "TIME", "ZONE");
    return ColumnType.temporal(SqlType.TIMESTAMP, digits);
  }

  private int fraction() throws SQLException {
    if (!tokens.acceptSign("(")) {
      return ColumnType.FRACTION_DIGITS_MAX;
    }
    int digits =
        tokens.number("the number of fractional digits", 0, ColumnType.FRACTION_DIGITS_MAX);
    tokens.expectSign(")");
    return digits;
  }
}
