package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Options;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a JDBC URL and its properties say.
 *
 * @param place the database's URL, as the engine has it
 * @param options how the database is opened
 * @param closeOnLast whether it is closed with the last connection
 * @param user the user's name, which nothing depends on
 */
public record ConnectionUrl(String place, Options options, boolean closeOnLast, String user) {

  /** What the URLs of this driver begin with. */
  public static final String PREFIX = "jdbc:lightning:";

  /** The option that says whether a database is closed with its last connection. */
  public static final String CLOSE_ON_LAST = "closeOnLast";

  private static final String USER = "user";
  private static final String PASSWORD = "password";
  private static final String JDBC = "jdbc:";
  private static final String MEMORY = PREFIX + "mem:";

  /** Returns whether {@code url} is one of this driver's. */
  public static boolean isAccepted(String url) {
    return url.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /** Returns the names of all options, those of the engine first. */
  public static List<String> optionNames() {
    List<String> names = new ArrayList<>(Options.Builder.names());
    names.add(CLOSE_ON_LAST);
    return names;
  }

  /**
   * Reads a URL and properties.
   *
   * @throws SQLException if an option is unknown or has an impossible value, or is given twice with
   *     different values
   */
  public static ConnectionUrl parse(String url, Properties properties) throws SQLException {
    String[] parts = url.split(";", -1);
    String place = PREFIX + parts[0].substring(PREFIX.length());
    if (place.equals(PREFIX) || place.equals(MEMORY)) {
      throw SqlErrors.cannotOpen(
          "the URL '"
              + url
              + "' names no database; use "
              + PREFIX
              + "/path/to/directory or "
              + MEMORY
              + "name");
    }
    Map<String, String> given = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      if (!parts[i].isBlank()) {
        addOption(parts[i], given);
      }
    }
    addProperties(properties, given);
    String user = given.getOrDefault(USER, "");
    given.remove(USER);
    given.remove(PASSWORD);
    String closeOnLast = given.remove(CLOSE_ON_LAST);
    return new ConnectionUrl(
        place.substring(JDBC.length()),
        options(given),
        closeOnLast == null ? !place.startsWith(MEMORY) : parseBoolean(closeOnLast),
        user);
  }

  private static void addOption(String part, Map<String, String> given) throws SQLException {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw SqlErrors.cannotOpen(
          "'" + part + "' is no option: options are name=value, with semicolons between them");
    }
    add(part.substring(0, equals).strip(), part.substring(equals + 1).strip(), given);
  }

  private static void add(String name, String value, Map<String, String> given)
      throws SQLException {
    String before = given.put(name, value);
    if (before != null && !before.equals(value)) {
      throw SqlErrors.cannotOpen(
          "the option " + name + " is given twice: as '" + before + "' and as '" + value + "'");
    }
  }

  private static void addProperties(Properties properties, Map<String, String> given)
      throws SQLException {
    for (String name : properties.stringPropertyNames()) {
      add(name, properties.getProperty(name), given);
    }
  }

  private static Options options(Map<String, String> given) throws SQLException {
    Options.Builder options = Options.builder();
    for (Map.Entry<String, String> option : given.entrySet()) {
      if (!Options.Builder.names().contains(option.getKey())) {
        throw SqlErrors.cannotOpen(
            "there is no option '"
                + option.getKey()
                + "'; the options are "
                + String.join(", ", optionNames()));
      }
      try {
        options.set(option.getKey(), option.getValue());
      } catch (IllegalArgumentException e) {
        throw SqlErrors.cannotOpen(
            "the option "
                + option.getKey()
                + " cannot be '"
                + option.getValue()
                + "': "
                + SqlErrors.message(e),
            e);
      }
    }
    return options.build();
  }

  private static boolean parseBoolean(String text) throws SQLException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw SqlErrors.cannotOpen(
              "the option " + CLOSE_ON_LAST + " is true or false, not '" + text + "'");
    };
  }
}
