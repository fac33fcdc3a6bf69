package io.lightningdb.jdbc;

import io.lightningdb.jdbc.internal.connection.LightningPooledConnection;
import java.sql.SQLException;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one Lightning database for pools of application servers, which ask for {@link
 * PooledConnection}s; other pools take {@link LightningDataSource} or a URL.
 *
 * <p>Set it up before it is used by several threads.
 */
public final class LightningConnectionPoolDataSource extends DataSourceSettings
    implements ConnectionPoolDataSource {

  private static final long serialVersionUID = 1;

  /** Makes a data source whose URL is yet to be set. */
  public LightningConnectionPoolDataSource() {}

  /** Makes a data source for the database at {@code url}. */
  public LightningConnectionPoolDataSource(String url) {
    setUrl(url);
  }

  @Override
  public PooledConnection getPooledConnection() throws SQLException {
    return getPooledConnection(getUser(), getPassword());
  }

  @Override
  public PooledConnection getPooledConnection(
      @Nullable String userName, @Nullable String userPassword) throws SQLException {
    return new LightningPooledConnection(connect(userName, userPassword));
  }
}
