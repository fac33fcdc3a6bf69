package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Divides a statement into tokens. */
final class Lexer {

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Lexer(String sql) {
    this.sql = sql;
  }

  /** Returns the tokens of {@code sql}; the last one is the end. */
  static List<Token> tokens(String sql) throws SQLException {
    Lexer lexer = new Lexer(sql);
    lexer.skipBlanks();
    while (lexer.position < sql.length()) {
      lexer.read();
      lexer.skipBlanks();
    }
    lexer.add(Token.Kind.END, "", sql.length());
    return lexer.tokens;
  }

  private void add(Token.Kind kind, String text, int start) {
    tokens.add(new Token(kind, text, start));
  }

  private SQLException error(String message, int start) {
    return SqlErrors.syntax(Position.at(message, sql, start));
  }

  private char charAt(int index) {
    return index < sql.length() ? sql.charAt(index) : '\0';
  }

  private void read() throws SQLException {
    char c = sql.charAt(position);
    if (c == '\'') {
      int start = position;
      add(Token.Kind.STRING, quoted("string"), start);
    } else if (c == '"') {
      int start = position;
      add(Token.Kind.QUOTED_NAME, name(quoted("name"), start), start);
    } else if ((c == 'x' || c == 'X') && charAt(position + 1) == '\'') {
      int start = position++;
      add(Token.Kind.BINARY_STRING, quoted("string"), start);
    } else if (isDigit(c) || (c == '.' && isDigit(charAt(position + 1)))) {
      number();
    } else if (isNameStart(sql.codePointAt(position))) {
      word();
    } else {
      sign(c);
    }
  }

  private String name(String name, int start) throws SQLException {
    if (name.isEmpty()) {
      throw error("a name must not be empty", start);
    }
    return name;
  }

  /** Reads to the closing quote; a doubled one stands for itself. */
  private String quoted(String what) throws SQLException {
    int start = position;
    char quote = sql.charAt(start);
    int end = sql.indexOf(quote, start + 1);
    if (end >= 0 && charAt(end + 1) != quote) {
      position = end + 1;
      return sql.substring(start + 1, end);
    }
    StringBuilder text = new StringBuilder();
    int from = start + 1;
    while (end >= 0) {
      text.append(sql, from, end);
      if (charAt(end + 1) != quote) {
        position = end + 1;
        return text.toString();
      }
      text.append(quote);
      from = end + 2;
      end = sql.indexOf(quote, from);
    }
    throw error("the " + what + " that begins here does not end", start);
  }

  private void number() throws SQLException {
    int start = position;
    skipDigits();
    if (charAt(position) == '.') {
      position++;
      skipDigits();
    }
    Token.Kind kind = Token.Kind.EXACT_NUMBER;
    if (charAt(position) == 'e' || charAt(position) == 'E') {
      kind = Token.Kind.APPROXIMATE_NUMBER;
      position++;
      if (charAt(position) == '+' || charAt(position) == '-') {
        position++;
      }
      if (!isDigit(charAt(position))) {
        throw error("the exponent of a number has no digits", start);
      }
      skipDigits();
    }
    if (position < sql.length() && isNamePart(sql.codePointAt(position))) {
      throw error("a number runs into a word; put a blank between them", start);
    }
    add(kind, sql.substring(start, position), start);
  }

  private void skipDigits() {
    while (isDigit(charAt(position))) {
      position++;
    }
  }

  private void word() {
    int start = position;
    while (position < sql.length() && isNamePart(sql.codePointAt(position))) {
      position += Character.charCount(sql.codePointAt(position));
    }
    add(Token.Kind.WORD, sql.substring(start, position), start);
  }

  private void sign(char c) throws SQLException {
    int start = position;
    String two = c + String.valueOf(charAt(start + 1));
    String sign =
        switch (two) {
          case "<=", ">=", "<>", "!=", "||", "::" -> two;
          default -> String.valueOf(c);
        };
    if (sign.length() == 1 && "=<>+-*/%(),.;?{}[]:|&^~".indexOf(c) < 0) {
      String shown = Character.toString(sql.codePointAt(start));
      throw error("'" + shown + "' is no part of SQL", start);
    }
    position += sign.length();
    add(Token.Kind.SIGN, sign, start);
  }

  /** Skips blanks and comments. */
  private void skipBlanks() throws SQLException {
    while (position < sql.length()) {
      int c = sql.codePointAt(position);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        position += Character.charCount(c);
      } else if (c == '-' && charAt(position + 1) == '-') {
        int end = sql.indexOf('\n', position);
        position = end < 0 ? sql.length() : end + 1;
      } else if (c == '/' && charAt(position + 1) == '*') {
        skipComment();
      } else {
        return;
      }
    }
  }

  /** Skips a comment, in which others may be. */
  private void skipComment() throws SQLException {
    int start = position;
    int depth = 1;
    position += 2;
    while (depth > 0) {
      if (position >= sql.length()) {
        throw error("the comment that begins here does not end", start);
      }
      if (charAt(position) == '*' && charAt(position + 1) == '/') {
        depth--;
        position += 2;
      } else if (charAt(position) == '/' && charAt(position + 1) == '*') {
        depth++;
        position += 2;
      } else {
        position++;
      }
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(int c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isNamePart(int c) {
    return c == '_'
        || c == '$'
        || Character.isLetterOrDigit(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }
}
