package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.ShardingKey;
import java.sql.Struct;
import org.jspecify.annotations.Nullable;

/** What connections do not offer. */
abstract class Unsupported implements Connection {

  @Override
  public final Array createArrayOf(String typeName, @Nullable Object[] elements)
      throws SQLException {
    throw SqlErrors.notSupported("there are no arrays");
  }

  @Override
  public final Struct createStruct(String typeName, @Nullable Object[] attributes)
      throws SQLException {
    throw SqlErrors.notSupported("there are no structured types");
  }

  @Override
  public final SQLXML createSQLXML() throws SQLException {
    throw SqlErrors.notSupported("there is no XML type");
  }

  @Override
  public final void setShardingKey(@Nullable ShardingKey key) throws SQLException {
    throw noShards();
  }

  @Override
  public final void setShardingKey(@Nullable ShardingKey key, @Nullable ShardingKey superKey)
      throws SQLException {
    throw noShards();
  }

  @Override
  public final boolean setShardingKeyIfValid(@Nullable ShardingKey key, int timeout)
      throws SQLException {
    throw noShards();
  }

  @Override
  public final boolean setShardingKeyIfValid(
      @Nullable ShardingKey key, @Nullable ShardingKey superKey, int timeout) throws SQLException {
    throw noShards();
  }

  private static SQLException noShards() {
    return SqlErrors.notSupported("a database is in one piece: there are no sharding keys");
  }
}
