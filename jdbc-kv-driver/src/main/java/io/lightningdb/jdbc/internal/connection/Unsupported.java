package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Struct;
import org.jspecify.annotations.Nullable;

/** What connections do not offer. */
abstract class Unsupported implements Connection {

  private static SQLException noProcedures() {
    return SqlErrors.notSupported("procedures cannot be called: there are none");
  }

  private static SQLException noSavepoints() {
    return SqlErrors.notSupported("savepoints are not supported yet");
  }

  @Override
  public final CallableStatement prepareCall(String sql) throws SQLException {
    throw noProcedures();
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency)
      throws SQLException {
    throw noProcedures();
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    throw noProcedures();
  }

  @Override
  public final Savepoint setSavepoint() throws SQLException {
    throw noSavepoints();
  }

  @Override
  public final Savepoint setSavepoint(String name) throws SQLException {
    throw noSavepoints();
  }

  @Override
  public final void rollback(Savepoint savepoint) throws SQLException {
    throw noSavepoints();
  }

  @Override
  public final void releaseSavepoint(Savepoint savepoint) throws SQLException {
    throw noSavepoints();
  }

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
}
