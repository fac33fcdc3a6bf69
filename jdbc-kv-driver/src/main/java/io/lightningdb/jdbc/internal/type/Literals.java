package io.lightningdb.jdbc.internal.type;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values as SQL writes them. */
public final class Literals {

  private Literals() {}

  /** Returns the literal that stands for a value. */
  public static String of(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Boolean bool) {
      return bool ? "TRUE" : "FALSE";
    }
    if (value instanceof byte[] bytes) {
      return Texts.hexLiteral(bytes);
    }
    if (value instanceof BigDecimal number) {
      return decimal(number);
    }
    if (value instanceof Double number) {
      return approximate(number);
    }
    if (value instanceof Number) {
      return value.toString();
    }
    return keyword(value) + quote(Texts.toText(value, SqlType.VARCHAR));
  }

  private static String decimal(BigDecimal number) {
    // A point is what tells it from a whole number.
    return number.scale() <= 0 ? number.toPlainString() + "." : number.toPlainString();
  }

  private static String approximate(double number) {
    if (Numbers.isSpecial(number)) {
      return quote(Double.toString(number));
    }
    // An exponent is what tells it from a DECIMAL.
    String text = Double.toString(number);
    return text.indexOf('E') < 0 ? text + "E0" : text;
  }

  private static String keyword(Object value) {
    if (value instanceof LocalDate) {
      return "DATE ";
    }
    if (value instanceof LocalTime) {
      return "TIME ";
    }
    if (value instanceof LocalDateTime) {
      return "TIMESTAMP ";
    }
    if (value instanceof OffsetDateTime) {
      return "TIMESTAMP WITH TIME ZONE ";
    }
    return value instanceof UUID ? "UUID " : "";
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Returns a name as SQL writes it where it may contain anything. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
