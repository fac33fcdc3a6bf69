package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;

/*
 * A statement of a few bytes can ask for more memory than there is: REPEAT('x', 2000000000). What makes
 * texts longer than its arguments puts them together here.
 */
/** A text that is put together, and refused before it gets too long. */
final class BoundedText {

  /** The longest text that a function makes, in Java's characters. */
  static final int LENGTH_MAX = 64 * 1024 * 1024;

  private final String function;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param function the function's name, for the message
   */
  BoundedText(String function) {
    this.function = function;
  }

  BoundedText append(String part) throws SQLException {
    return append(part, 0, part.length());
  }

  BoundedText append(String part, int start, int end) throws SQLException {
    check((long) text.length() + (end - start));
    text.append(part, start, end);
    return this;
  }

  /** Appends a text several times; a negative number of times is none. */
  BoundedText repeat(String part, long times) throws SQLException {
    if (times <= 0 || part.isEmpty()) {
      return this;
    }
    check(times > LENGTH_MAX ? times : text.length() + part.length() * times);
    text.append(part.repeat((int) times));
    return this;
  }

  private void check(long length) throws SQLException {
    if (length > LENGTH_MAX) {
      throw SqlErrors.limitExceeded(
          function + ": the result has more than " + LENGTH_MAX + " characters");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
