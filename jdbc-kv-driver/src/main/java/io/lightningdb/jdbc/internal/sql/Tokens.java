package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.List;

/** The tokens of a statement, one after the other, and what a parser says about them. */
final class Tokens {

  /** How deep parentheses and the like may be nested: far more than anybody writes. */
  private static final int DEPTH_MAX = 200;

  private final String sql;
  private final List<Token> tokens;
  private int next;
  private int depth;
  private int parameters;

  Tokens(String sql) throws SQLException {
    this.sql = sql;
    this.tokens = Lexer.tokens(sql);
  }

  Token peek() {
    return tokens.get(next);
  }

  /** Returns the token {@code ahead} places behind the next one. */
  Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }

  int position() {
    return peek().position();
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  boolean isWord(String word) {
    return peek().isWord(word);
  }

  boolean isSign(String sign) {
    return peek().isSign(sign);
  }

  /** Takes the next words if they are {@code words}. */
  boolean accept(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!peek(i).isWord(words[i])) {
        return false;
      }
    }
    next += words.length;
    return true;
  }

  boolean acceptSign(String sign) {
    if (!isSign(sign)) {
      return false;
    }
    next++;
    return true;
  }

  void expect(String... words) throws SQLException {
    for (String word : words) {
      if (!accept(word)) {
        throw unexpected(word);
      }
    }
  }

  void expectSign(String sign) throws SQLException {
    if (!acceptSign(sign)) {
      throw unexpected("'" + sign + "'");
    }
  }

  /** Returns whether the next token can be a name. */
  boolean isName() {
    return isName(peek());
  }

  static boolean isName(Token token) {
    return token.kind() == Token.Kind.QUOTED_NAME
        || (token.kind() == Token.Kind.WORD && !Keywords.isReserved(token.text()));
  }

  /** Takes a name. */
  Name name(String what) throws SQLException {
    Token token = peek();
    if (isName(token)) {
      next++;
      return new Name(token.text(), token.position());
    }
    if (token.kind() == Token.Kind.WORD) {
      throw syntax(
          "'" + token.text() + "' is a keyword; put it in double quotes to use it as " + what);
    }
    throw unexpected(what);
  }

  /** Takes a whole number from {@code min} to {@code max}. */
  int number(String what, int min, int max) throws SQLException {
    Token token = peek();
    if (token.kind() != Token.Kind.EXACT_NUMBER || token.text().indexOf('.') >= 0) {
      throw unexpected(what);
    }
    if (token.text().length() > 10
        || Long.parseLong(token.text()) < min
        || Long.parseLong(token.text()) > max) {
      throw syntax(what + " must be from " + min + " to " + max + ", not " + token.text());
    }
    next++;
    return Integer.parseInt(token.text());
  }

  /** Takes a question mark and returns its number, counted from 0. */
  int parameter() {
    next++;
    return parameters++;
  }

  /** Returns the number of question marks taken. */
  int parameters() {
    return parameters;
  }

  /** Says that something nested begins; {@link #leave} says that it ends. */
  void enter() throws SQLException {
    if (++depth > DEPTH_MAX) {
      throw tooComplex("the statement is nested more than " + DEPTH_MAX + " levels deep");
    }
  }

  void leave() {
    depth--;
  }

  SQLException unexpected(String expected) {
    return syntax(expected + " expected, but found " + peek().show());
  }

  SQLException syntax(String message) {
    return syntax(message, position());
  }

  SQLException syntax(String message, int position) {
    return SqlErrors.syntax(Position.at(message, sql, position));
  }

  SQLException tooComplex(String message) {
    return SqlErrors.tooComplex(Position.at(message, sql, position()));
  }

  SQLException notSupported(String what) {
    return notSupported(what, position());
  }

  SQLException notSupported(String what, int position) {
    return SqlErrors.notSupported(Position.at(what, sql, position));
  }

  /** Says of whichever of {@code words} comes next that it is not supported. */
  void refuse(String... words) throws SQLException {
    for (String word : words) {
      if (isWord(word)) {
        throw notSupported(word + " is not supported yet");
      }
    }
  }

  SQLException noSuchSchema(String schema, int position) {
    return SqlErrors.noSuchSchema(
        Position.at(
            "there is no schema '" + schema + "': tables are named without one", sql, position));
  }
}
