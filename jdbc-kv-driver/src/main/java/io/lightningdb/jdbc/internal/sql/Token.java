package io.lightningdb.jdbc.internal.sql;

/**
 * A word, number, string or sign of a statement.
 *
 * @param kind what it is
 * @param text a word as written, a name or string without its quotes, the digits of X'...', or the
 *     sign
 * @param position where it begins in the statement, counted from 0
 */
record Token(Kind kind, String text, int position) {

  enum Kind {
    /** A keyword or a name without quotes. */
    WORD,
    /** A name in quotes. */
    QUOTED_NAME,
    STRING,
    /** Digits, perhaps with a point. */
    EXACT_NUMBER,
    /** Digits with an exponent. */
    APPROXIMATE_NUMBER,
    /** X'...'. */
    BINARY_STRING,
    SIGN,
    /** What comes after the last one. */
    END
  }

  /** Returns whether this is the word {@code word}, in capitals or not. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** Returns this token as a message shows it. */
  String show() {
    return switch (kind) {
      case END -> "the end of the statement";
      case STRING -> "the string '" + shorten() + "'";
      case BINARY_STRING -> "X'" + shorten() + "'";
      case QUOTED_NAME -> '"' + shorten() + '"';
      default -> "'" + shorten() + "'";
    };
  }

  private String shorten() {
    return text.length() <= 30 ? text : text.substring(0, 30) + "...";
  }
}
