package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.Assignment;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Numbers;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Parses literals, JDBC's escapes for dates and times among them. */
final class LiteralParser {

  private final Tokens tokens;

  LiteralParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Parses a number, with its sign, if one is next; otherwise takes nothing and returns null. */
  Expr.@Nullable Literal number() throws SQLException {
    boolean minus = tokens.isSign("-");
    Token digits = tokens.peek(minus ? 1 : 0);
    if (digits.kind() != Token.Kind.EXACT_NUMBER
        && digits.kind() != Token.Kind.APPROXIMATE_NUMBER) {
      return null;
    }
    int position = tokens.position();
    if (minus) {
      tokens.take();
    }
    tokens.take();
    String text = minus ? "-" + digits.text() : digits.text();
    if (digits.kind() == Token.Kind.APPROXIMATE_NUMBER) {
      double value = Double.parseDouble(text);
      if (Double.isInfinite(value)) {
        throw SqlErrors.outOfRange(text + " is out of range for DOUBLE");
      }
      return new Expr.Literal(value, ColumnType.DOUBLE, position);
    }
    BigDecimal value = Numbers.parse(text);
    if (text.indexOf('.') >= 0 || value.precision() > 19) {
      return new Expr.Literal(value, ColumnType.DECIMAL, position);
    }
    return whole(value, position);
  }

  private static Expr.Literal whole(BigDecimal value, int position) {
    long number = value.longValue();
    if (BigDecimal.valueOf(number).compareTo(value) != 0) {
      return new Expr.Literal(value, ColumnType.DECIMAL, position);
    }
    boolean isInt = number == (int) number;
    return new Expr.Literal(number, isInt ? ColumnType.INTEGER : ColumnType.BIGINT, position);
  }

  /** Parses a literal that is no number if one is next; otherwise takes nothing. */
  Expr.@Nullable Literal literal() throws SQLException {
    Token token = tokens.peek();
    int position = token.position();
    return switch (token.kind()) {
      case STRING -> {
        tokens.take();
        yield new Expr.Literal(token.text(), null, position);
      }
      case BINARY_STRING -> {
        tokens.take();
        yield new Expr.Literal(bytes(token), ColumnType.VARBINARY, position);
      }
      case WORD -> word(position);
      case SIGN -> token.isSign("{") ? escape(position) : null;
      default -> null;
    };
  }

  private byte[] bytes(Token token) throws SQLException {
    try {
      return HexFormat.of().parseHex(token.text().replace(" ", ""));
    } catch (IllegalArgumentException e) {
      throw tokens.syntax(token.show() + " is not pairs of hexadecimal digits", token.position());
    }
  }

  private Expr.@Nullable Literal word(int position) throws SQLException {
    if (tokens.accept("NULL")) {
      return new Expr.Literal(null, null, position);
    }
    if (tokens.accept("TRUE")) {
      return new Expr.Literal(true, ColumnType.BOOLEAN, position);
    }
    if (tokens.accept("FALSE")) {
      return new Expr.Literal(false, ColumnType.BOOLEAN, position);
    }
    SqlType type = typeWord();
    return type == null ? null : typed(type, position);
  }

  /** Takes the type before a string, as in DATE '2000-02-29', if there is one. */
  private @Nullable SqlType typeWord() {
    if (tokens.peek(1).kind() == Token.Kind.STRING) {
      for (SqlType type :
          new SqlType[] {SqlType.DATE, SqlType.TIME, SqlType.TIMESTAMP, SqlType.UUID}) {
        if (tokens.accept(type.sqlName())) {
          return type;
        }
      }
    }
    if (tokens.peek(4).kind() == Token.Kind.STRING
        && tokens.accept("TIMESTAMP", "WITH", "TIME", "ZONE")) {
      return SqlType.TIMESTAMP_WITH_TIME_ZONE;
    }
    return null;
  }

  private Expr.Literal typed(SqlType sqlType, int position) throws SQLException {
    ColumnType type = ColumnType.of(sqlType);
    Token text = tokens.take();
    return new Expr.Literal(Assignment.assign(text.text(), type, "of the literal"), type, position);
  }

  /** Parses {d '...'}, {t '...'} and {ts '...'}. */
  private Expr.Literal escape(int position) throws SQLException {
    tokens.take();
    SqlType type;
    if (tokens.accept("d")) {
      type = SqlType.DATE;
    } else if (tokens.accept("t")) {
      type = SqlType.TIME;
    } else if (tokens.accept("ts")) {
      type = SqlType.TIMESTAMP;
    } else {
      throw tokens.notSupported(
          "of JDBC's escapes there are {d '...'}, {t '...'}, {ts '...'} and {escape '...'}");
    }
    if (tokens.peek().kind() != Token.Kind.STRING) {
      throw tokens.unexpected("a string");
    }
    Expr.Literal literal = typed(type, position);
    tokens.expectSign("}");
    return literal;
  }
}
