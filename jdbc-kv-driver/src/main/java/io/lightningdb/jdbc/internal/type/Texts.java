package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values as text, and what text has to obey. */
public final class Texts {

  private static final int SHOWN_MAX = 40;

  private Texts() {}

  /** Returns a value as text. Bytes that are not UTF-8 become a literal, {@code X'...'}. */
  public static String toText(Object value, SqlType type) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Double number) {
      return type == SqlType.REAL ? Float.toString(number.floatValue()) : number.toString();
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      String text = decode(bytes);
      return text == null ? hexLiteral(bytes) : text;
    }
    if (value instanceof LocalTime time) {
      return Temporals.format(time);
    }
    if (value instanceof LocalDateTime timestamp) {
      return Temporals.format(timestamp);
    }
    if (value instanceof OffsetDateTime timestamp) {
      return Temporals.format(timestamp);
    }
    if (value instanceof LegacyTimestamp timestamp) {
      return Temporals.format(timestamp.local());
    }
    return value.toString();
  }

  static String hexLiteral(byte[] bytes) {
    return "X'" + HexFormat.of().withUpperCase().formatHex(bytes) + "'";
  }

  /** Returns the text whose UTF-8 is {@code bytes}, or null if there is none. */
  static @Nullable String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** Returns the text whose UTF-8 is some of {@code bytes}, or null if there is none. */
  public static @Nullable String decode(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    // Either the character itself, or what Java puts in the place of damage.
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Returns the UTF-8 of {@code text}, which has no lone surrogates. */
  public static byte[] encode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns {@code text} if it is Unicode: if each surrogate in it has its partner. */
  public static String checkUnicode(String text) throws SQLException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          throw SqlErrors.notUnicode(
              "the text has a lone surrogate at position " + (i + 1) + ": not valid Unicode");
        }
      }
    }
    return text;
  }

  /** Returns {@code text} with blanks behind it, so that it has {@code length} characters. */
  static String pad(String text, int length) {
    int missing = length - text.codePointCount(0, text.length());
    return missing <= 0 ? text : text + " ".repeat(missing);
  }

  /**
   * Returns {@code text} as a {@code CHAR(length)} has it, with as many blanks at its end as make
   * it that long. Text that is longer by more than blanks stays as it is.
   */
  static String fit(String text, int length) {
    if (text.length() <= length) {
      return pad(text, length);
    }
    String shortest = withoutBlanks(text);
    return shortest.codePointCount(0, shortest.length()) > length ? text : pad(shortest, length);
  }

  /** Returns {@code text} without the blanks at its end. */
  public static String withoutBlanks(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  /** Returns {@code text} as a message can show it. */
  public static String shorten(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
  }

  /**
   * Compares by code points, as the bytes of UTF-8 do; {@link String#compareTo} differs from it
   * where characters beyond U+FFFF are, whose surrogates it puts before U+E000.
   */
  public static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // A surrogate is half of a character beyond all others.
        boolean surrogate = Character.isSurrogate(x);
        return surrogate == Character.isSurrogate(y) ? x - y : (surrogate ? 1 : -1);
      }
    }
    return a.length() - b.length();
  }
}
