package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Isolation;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.SessionOptions;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The options of a connection as SHOW and SET know them. */
final class CurrentOptions implements SessionOptions {

  private static final String AUTOCOMMIT = "autocommit";
  private static final String ISOLATION = "isolation";
  private static final String READ_ONLY = "read_only";

  private final Session session;

  CurrentOptions(Session session) {
    this.session = session;
  }

  @Override
  public Map<String, String> all() {
    Map<String, String> options = new TreeMap<>();
    options.put(AUTOCOMMIT, String.valueOf(session.isAutoCommit()));
    options.put(ISOLATION, name(session.isolation()));
    options.put(READ_ONLY, String.valueOf(session.isReadOnly()));
    return options;
  }

  private static String name(Isolation isolation) {
    return switch (isolation) {
      case READ_COMMITTED -> "read committed";
      case SNAPSHOT -> "repeatable read";
      case SERIALIZABLE -> "serializable";
    };
  }

  /** Sets an option. */
  void set(String name, String value) throws SQLException {
    switch (name.toLowerCase(Locale.ROOT)) {
      case AUTOCOMMIT -> session.setAutoCommit(bool(name, value));
      case READ_ONLY -> session.setReadOnly(bool(name, value));
      case ISOLATION -> session.setIsolation(isolation(value));
      default ->
          throw SqlErrors.noSuchObject(
              "there is no option " + name + "; there are " + String.join(", ", all().keySet()));
    }
  }

  private static boolean bool(String name, String value) throws SQLException {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default ->
          throw SqlErrors.badArgument(
              "the option " + name + " is true or false, not '" + value + "'");
    };
  }

  private static Isolation isolation(String value) throws SQLException {
    for (Isolation isolation : Isolation.values()) {
      if (name(isolation).equalsIgnoreCase(value.replace('_', ' '))) {
        return isolation;
      }
    }
    throw SqlErrors.badArgument(
        "the isolation is 'read committed', 'repeatable read' or 'serializable', not '"
            + value
            + "'");
  }
}
