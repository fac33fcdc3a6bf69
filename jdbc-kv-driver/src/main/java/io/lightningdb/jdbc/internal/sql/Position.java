package io.lightningdb.jdbc.internal.sql;

/** Says where in a statement something stands. */
public final class Position {

  private Position() {}

  /** Returns {@code message} with the line and column of {@code position}, counted from 1. */
  public static String at(String message, String sql, int position) {
    int line = 1;
    int lineStart = 0;
    int end = Math.min(position, sql.length());
    for (int i = 0; i < end; i++) {
      if (sql.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = 1 + sql.codePointCount(lineStart, end);
    return message + " (line " + line + ", column " + column + ")";
  }
}
