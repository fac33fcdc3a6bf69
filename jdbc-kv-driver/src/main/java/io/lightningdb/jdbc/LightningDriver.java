package io.lightningdb.jdbc;

import io.lightningdb.Durability;
import io.lightningdb.Options;
import io.lightningdb.jdbc.internal.connection.LightningConnection;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.metadata.DriverVersion;
import io.lightningdb.jdbc.internal.session.ConnectionUrl;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connects to Lightning databases: {@code jdbc:lightning:/path/to/directory} for one in a
 * directory, {@code jdbc:lightning:mem:name} for one in memory, with options behind semicolons. All
 * connections of a process to the same place share one open database, with JCache and the engine's
 * own API.
 *
 * <p>{@link DriverManager} finds this class by itself. Any number of threads may use it.
 */
public final class LightningDriver implements Driver {

  /** The logger whose settings all of Lightning's loggers inherit. */
  static final Logger PARENT_LOGGER = Logger.getLogger("io.lightningdb");

  static {
    try {
      DriverManager.registerDriver(new LightningDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Makes a driver; all are equal. */
  public LightningDriver() {}

  /**
   * Connects to the database at {@code url}, opening it if it is not open yet, and creating it if
   * need be.
   *
   * @return the connection, or null if the URL is none of this driver's
   */
  @Override
  public @Nullable Connection connect(String url, @Nullable Properties properties)
      throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Properties given = properties == null ? new Properties() : properties;
    return LightningConnection.open(url, ConnectionUrl.parse(url, given));
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    if (url == null) {
      throw SqlErrors.cannotOpen("the URL is null");
    }
    return ConnectionUrl.isAccepted(url);
  }

  /** Returns all options, with the values that {@code url} and {@code properties} give them. */
  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties)
      throws SQLException {
    ConnectionUrl parsed =
        acceptsURL(url)
            ? ConnectionUrl.parse(url, properties == null ? new Properties() : properties)
            : null;
    Options options = parsed == null ? Options.defaults() : parsed.options();
    List<DriverPropertyInfo> all = new ArrayList<>();
    for (String name : Options.Builder.names()) {
      all.add(info(name, options.get(name)));
    }
    boolean closeOnLast = parsed == null || parsed.closeOnLast();
    DriverPropertyInfo closing = info(ConnectionUrl.CLOSE_ON_LAST, Boolean.toString(closeOnLast));
    closing.description =
        "whether the database is closed with its last connection; by default true for one in a"
            + " directory, and false for one in memory, which would be gone";
    all.add(closing);
    return all.toArray(new DriverPropertyInfo[0]);
  }

  private static DriverPropertyInfo info(String name, String value) {
    DriverPropertyInfo info = new DriverPropertyInfo(name, value);
    info.required = false;
    info.description = "how the database is opened: setting " + name + " of the engine";
    if (name.equals("durability")) {
      info.choices = Stream.of(Durability.values()).map(Durability::name).toArray(String[]::new);
    } else if (isBoolean(value)) {
      info.choices = new String[] {"true", "false"};
    }
    return info;
  }

  private static boolean isBoolean(String value) {
    String word = value.toLowerCase(Locale.ROOT);
    return word.equals("true") || word.equals("false");
  }

  @Override
  public int getMajorVersion() {
    return DriverVersion.major();
  }

  @Override
  public int getMinorVersion() {
    return DriverVersion.minor();
  }

  /** Returns false: there are parts of SQL-92's entry level that are missing. */
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  /** Returns the logger whose settings all of Lightning's loggers inherit. */
  @Override
  public Logger getParentLogger() {
    return PARENT_LOGGER;
  }
}
