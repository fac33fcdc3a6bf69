package io.lightningdb.jdbc.internal.type;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.UUID;

/** Conversions to the remaining kinds of values, and how values look in messages. */
public final class Values {

  private static final int UUID_BYTES = 16;

  private Values() {}

  /** Returns a value as a boolean: true and false as texts, and the numbers 1 and 0, will do. */
  public static boolean toBoolean(Object value) throws SQLException {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof Number number) {
      if (Numbers.compare(number, 1L) == 0) {
        return true;
      }
      if (Numbers.compare(number, 0L) == 0) {
        return false;
      }
    }
    if (value instanceof String text) {
      String word = text.strip();
      if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("t") || word.equals("1")) {
        return true;
      }
      if (word.equalsIgnoreCase("false") || word.equalsIgnoreCase("f") || word.equals("0")) {
        return false;
      }
    }
    throw cannotConvert(value, "a BOOLEAN");
  }

  /** Returns a value as bytes: of text its UTF-8. The array may be the value itself. */
  public static byte[] toBytes(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof String text) {
      return Texts.encode(Texts.checkUnicode(text));
    }
    if (value instanceof UUID uuid) {
      return ByteBuffer.allocate(UUID_BYTES)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    }
    throw cannotConvert(value, "bytes");
  }

  /** Returns a value as a UUID: its text and its 16 bytes will do. */
  public static UUID toUuid(Object value) throws SQLException {
    if (value instanceof UUID uuid) {
      return uuid;
    }
    if (value instanceof byte[] bytes && bytes.length == UUID_BYTES) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new UUID(buffer.getLong(), buffer.getLong());
    }
    if (value instanceof String text) {
      String digits = text.strip();
      try {
        // The JDK takes groups that are too short; those are mistakes here.
        if (digits.length() == 36) {
          return UUID.fromString(digits);
        }
      } catch (IllegalArgumentException e) {
        throw SqlErrors.badConversion("'" + Texts.shorten(text) + "' is no UUID", e);
      }
    }
    throw cannotConvert(value, "a UUID");
  }

  static SQLException cannotConvert(Object value, String target) {
    return SqlErrors.badConversion(show(value) + " cannot be converted to " + target);
  }

  /** Returns a value as a message can show it. */
  static String show(Object value) {
    if (value instanceof String text) {
      return "'" + Texts.shorten(text) + "'";
    }
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes";
    }
    if (value instanceof Number number) {
      return Texts.shorten(number.toString());
    }
    return Texts.toText(value, SqlType.VARCHAR);
  }
}
