package io.lightningdb.jdbc;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one Lightning database, for pools and containers that set up data sources as beans.
 *
 * <p>It has no pool of its own. Set it up before it is used by several threads.
 */
public final class LightningDataSource extends DataSourceSettings implements DataSource {

  private static final long serialVersionUID = 1;

  /** Makes a data source whose URL is yet to be set. */
  public LightningDataSource() {}

  /** Makes a data source for the database at {@code url}. */
  public LightningDataSource(String url) {
    setUrl(url);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connect(getUser(), getPassword());
  }

  @Override
  public Connection getConnection(@Nullable String userName, @Nullable String userPassword)
      throws SQLException {
    return connect(userName, userPassword);
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
