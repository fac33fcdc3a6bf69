package io.lightningdb.jdbc;

import io.lightningdb.jdbc.internal.connection.LightningConnection;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.session.ConnectionUrl;
import java.io.PrintWriter;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.CommonDataSource;
import org.jspecify.annotations.Nullable;

/**
 * What data sources can be told. They are to be set up before they are used by several threads. To
 * be serialized they need nothing that is open; the log writer is left behind.
 */
abstract class DataSourceSettings implements CommonDataSource, Serializable {

  private static final long serialVersionUID = 1;

  private volatile @Nullable String url;
  private volatile @Nullable String user;
  private volatile @Nullable String password;
  private volatile int loginTimeout;
  private transient volatile @Nullable PrintWriter logWriter;

  /** Returns the URL, or null if it has not been set. */
  public @Nullable String getUrl() {
    return url;
  }

  /** Sets the URL, which begins with {@code jdbc:lightning:}. */
  public void setUrl(@Nullable String newUrl) {
    url = newUrl;
  }

  /** Returns the user's name, or null if it has not been set. */
  public @Nullable String getUser() {
    return user;
  }

  /** Sets the name that metadata tell; there are no users, so nothing else depends on it. */
  public void setUser(@Nullable String newUser) {
    user = newUser;
  }

  /** Returns the password, or null if it has not been set. */
  public @Nullable String getPassword() {
    return password;
  }

  /** Sets a password, which is ignored. */
  public void setPassword(@Nullable String newPassword) {
    password = newPassword;
  }

  /** Connects as {@code userName}. */
  final LightningConnection connect(@Nullable String userName, @Nullable String userPassword)
      throws SQLException {
    String target = url;
    if (target == null) {
      throw SqlErrors.cannotOpen("the data source has no URL: call setUrl first");
    }
    if (!ConnectionUrl.isAccepted(target)) {
      throw SqlErrors.cannotOpen("the URL '" + target + "' is not one of Lightning's");
    }
    Properties properties = new Properties();
    if (userName != null) {
      properties.setProperty("user", userName);
    }
    if (userPassword != null) {
      properties.setProperty("password", userPassword);
    }
    return LightningConnection.open(target, ConnectionUrl.parse(target, properties));
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  /** Keeps a writer that nothing is written to. */
  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  /** Keeps a number that nothing depends on: there is no network to wait for. */
  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    if (seconds < 0) {
      throw SqlErrors.badArgument("the time-out must not be negative, but is " + seconds);
    }
    loginTimeout = seconds;
  }

  /** Returns the logger whose settings all of Lightning's loggers inherit. */
  @Override
  public Logger getParentLogger() {
    return LightningDriver.PARENT_LOGGER;
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + " of " + url;
  }
}
