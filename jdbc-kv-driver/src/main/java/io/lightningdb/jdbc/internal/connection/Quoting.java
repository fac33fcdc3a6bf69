package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.sql.Keywords;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Puts texts and names into statements. */
final class Quoting {

  /** A name that needs no quotes, unless it is a keyword. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");

  private static final Pattern SIMPLE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");
  private static final Pattern CALL =
      Pattern.compile("(\\{\\s*(\\?\\s*=\\s*)?)?call\\b.*", Pattern.DOTALL);

  private Quoting() {}

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Returns whether a name is one that JDBC calls simple: of plain letters, and no keyword. */
  static boolean isSimple(String name) {
    return SIMPLE.matcher(name).matches() && !Keywords.isReserved(name);
  }

  /**
   * Returns a name as it stands in a statement.
   *
   * @param name as it is, or in quotes already
   * @param always whether it is put in quotes even if it needs none
   */
  static String name(String name, boolean always) throws SQLException {
    boolean quoted = name.length() > 2 && name.startsWith("\"") && name.endsWith("\"");
    String bare = quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    if (bare.isEmpty() || bare.indexOf('\0') >= 0) {
      throw SqlErrors.badArgument("'" + name + "' cannot be a name");
    }
    boolean plain = PLAIN.matcher(bare).matches() && !Keywords.isReserved(bare);
    return plain && !always && !quoted ? bare : "\"" + bare.replace("\"", "\"\"") + "\"";
  }

  /** Returns whether a text is the call of a procedure or function in JDBC's escape syntax. */
  static boolean isCall(String sql) {
    String text = sql.strip().toLowerCase(Locale.ROOT);
    return CALL.matcher(text).matches();
  }
}
