package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.jdbc.internal.type.LikePattern;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A pattern of names, in capitals or not. Null means all names. */
final class NamePattern {

  /** What stands before % and _ where they stand for themselves. */
  static final String ESCAPE = "\\";

  private final @Nullable LikePattern pattern;

  NamePattern(@Nullable String pattern) throws SQLException {
    this.pattern =
        pattern == null ? null : LikePattern.of(lenient(pattern.toLowerCase(Locale.ROOT)), '\\');
  }

  /** Doubles backslashes that escape nothing: they are parts of names. */
  private static String lenient(String pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      char next = i + 1 < pattern.length() ? pattern.charAt(i + 1) : ' ';
      text.append(c);
      if (c == '\\') {
        if (next == '%' || next == '_' || next == '\\') {
          text.append(next);
          i++;
        } else {
          text.append('\\');
        }
      }
    }
    return text.toString();
  }

  boolean matches(String name) {
    return pattern == null || pattern.matches(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns whether tables can be in a catalog or schema, of which there are none.
   *
   * @param name null for any, empty for none; % is taken for any, too
   */
  static boolean isNoPlace(@Nullable String name) {
    return name != null && !name.isEmpty() && !name.equals("%");
  }
}
