package io.lightningdb.jdbc;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one Lightning database, for pools and containers that set up data sources as beans.
 *
 * <p>It has no pool of its own. Set it up before it is used by several threads.
 */
public final class LightningDataSource implements DataSource {

  private final LightningDriver driver = new LightningDriver();
  private volatile @Nullable String url;
  private volatile @Nullable String user;
  private volatile @Nullable String password;
  private volatile @Nullable PrintWriter logWriter;
  private volatile int loginTimeout;

  /** Makes a data source whose URL is yet to be set. */
  public LightningDataSource() {}

  /** Makes a data source for the database at {@code url}. */
  public LightningDataSource(String url) {
    this.url = url;
  }

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

  /** Sets a password, which is ignored. */
  public void setPassword(@Nullable String newPassword) {
    password = newPassword;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connect(user, password);
  }

  @Override
  public Connection getConnection(@Nullable String userName, @Nullable String userPassword)
      throws SQLException {
    return connect(userName, userPassword);
  }

  private Connection connect(@Nullable String userName, @Nullable String userPassword)
      throws SQLException {
    String target = url;
    if (target == null) {
      throw SqlErrors.cannotOpen("the data source has no URL: call setUrl first");
    }
    Properties properties = new Properties();
    if (userName != null) {
      properties.setProperty("user", userName);
    }
    if (userPassword != null) {
      properties.setProperty("password", userPassword);
    }
    Connection connection = driver.connect(target, properties);
    if (connection == null) {
      throw SqlErrors.cannotOpen("the URL '" + target + "' is not one of Lightning's");
    }
    return connection;
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
  public void setLoginTimeout(int seconds) {
    loginTimeout = seconds;
  }

  /** Returns the logger whose settings all of Lightning's loggers inherit. */
  @Override
  public Logger getParentLogger() {
    return driver.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw SqlErrors.noWrapper(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
