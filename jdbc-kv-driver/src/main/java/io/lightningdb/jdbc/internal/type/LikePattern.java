package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/*
 * Matching goes back at most to the last %: what an earlier one took can stay as short as it was.
 * So the time is bounded by the product of both lengths, whatever the pattern.
 */
/** A pattern of LIKE: % stands for any characters, _ for one. Immutable. */
public final class LikePattern {

  /** No escape character, which is how SQL has it where none is given. */
  public static final int NO_ESCAPE = -1;

  private static final int MANY = -1;
  private static final int ONE = -2;

  /** Characters, or {@link #MANY} or {@link #ONE}. */
  private final int[] elements;

  private final int length;

  private LikePattern(int[] elements, int length) {
    this.elements = elements;
    this.length = length;
  }

  /**
   * Reads a pattern.
   *
   * @param escape the character after which % and _ stand for themselves, or {@link #NO_ESCAPE}
   */
  public static LikePattern of(String pattern, int escape) throws SQLException {
    int[] elements = new int[pattern.length()];
    int length = 0;
    int i = 0;
    while (i < pattern.length()) {
      int c = pattern.codePointAt(i);
      i += Character.charCount(c);
      if (c == escape) {
        if (i == pattern.length()) {
          throw badEscape(pattern);
        }
        c = pattern.codePointAt(i);
        i += Character.charCount(c);
        if (c != '%' && c != '_' && c != escape) {
          throw badEscape(pattern);
        }
        elements[length++] = c;
      } else if (c == '%') {
        if (length == 0 || elements[length - 1] != MANY) {
          elements[length++] = MANY;
        }
      } else {
        elements[length++] = c == '_' ? ONE : c;
      }
    }
    return new LikePattern(elements, length);
  }

  private static SQLException badEscape(String pattern) {
    return SqlErrors.badEscape(
        "in the pattern '"
            + Texts.shorten(pattern)
            + "' the escape character stands before"
            + " something else than %, _ or itself");
  }

  /** Returns the pattern for bytes, each of which counts as a character. */
  public static LikePattern ofBytes(byte[] pattern, int escape) throws SQLException {
    return of(asText(pattern), escape);
  }

  private static String asText(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Returns whether {@code text} matches. */
  public boolean matches(String text) {
    int at = 0;
    int element = 0;
    int retryElement = -1;
    int retryAt = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (element < length && elements[element] == MANY) {
        retryElement = ++element;
        retryAt = at;
      } else if (element < length && (elements[element] == ONE || elements[element] == c)) {
        element++;
        at += Character.charCount(c);
      } else if (retryElement >= 0) {
        retryAt += Character.charCount(text.codePointAt(retryAt));
        at = retryAt;
        element = retryElement;
      } else {
        return false;
      }
    }
    return element == length || (element == length - 1 && elements[element] == MANY);
  }

  /** Returns whether {@code bytes} match. */
  public boolean matches(byte[] bytes) {
    return matches(asText(bytes));
  }

  /** Returns what everything that matches begins with; empty if nothing is known. */
  public String prefix() {
    return new String(elements, 0, prefixLength());
  }

  /** Returns what every match begins with, of a pattern for bytes. */
  public byte[] prefixBytes() {
    return prefix().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns whether everything matches that begins with {@link #prefix()}. */
  public boolean isPrefixOnly() {
    return length > 0 && prefixLength() == length - 1 && elements[length - 1] == MANY;
  }

  private int prefixLength() {
    int end = 0;
    while (end < length && elements[end] >= 0) {
      end++;
    }
    return end;
  }

  /** Returns the code point that an ESCAPE clause gives. */
  public static int escapeCharacter(@Nullable String escape) throws SQLException {
    if (escape == null || escape.isEmpty()) {
      return NO_ESCAPE;
    }
    if (escape.codePointCount(0, escape.length()) != 1) {
      throw SqlErrors.badEscape("ESCAPE takes one character, not '" + Texts.shorten(escape) + "'");
    }
    return escape.codePointAt(0);
  }
}
