package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.session.IsolationLevels;
import io.lightningdb.jdbc.internal.session.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the database says of itself; its base classes have the answers that are always the same. */
public final class LightningDatabaseMetaData extends EmptyResults {

  private final Connection connection;
  private final Session session;
  private final String url;
  private final String user;

  public LightningDatabaseMetaData(
      Connection connection, Session session, String url, String user) {
    this.connection = connection;
    this.session = session;
    this.url = url;
    this.user = user;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public String getURL() {
    return url;
  }

  @Override
  public String getUserName() {
    return user;
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    session.checkOpen();
    return session.isReadOnly();
  }

  @Override
  public int getDefaultTransactionIsolation() {
    return IsolationLevels.toJdbc(IsolationLevels.DEFAULT);
  }

  @Override
  public boolean supportsTransactionIsolationLevel(int level) throws SQLException {
    session.checkOpen();
    return IsolationLevels.isSupported(level, session.database().capabilities());
  }

  @Override
  public boolean supportsSavepoints() throws SQLException {
    session.checkOpen();
    return session.database().capabilities().savepoints();
  }

  /** Asks the database. */
  private interface Question {

    ResultSet ask() throws SQLException;
  }

  private ResultSet answer(Question question) throws SQLException {
    session.checkOpen();
    try {
      return question.ask();
    } catch (RuntimeException e) {
      throw session.failure(e);
    }
  }

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String names,
      String @Nullable [] types)
      throws SQLException {
    return answer(() -> GetTables.of(session.database(), catalog, schema, names, types));
  }

  @Override
  public ResultSet getTableTypes() {
    return GetTables.types();
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String tables,
      @Nullable String columns)
      throws SQLException {
    return answer(() -> GetColumns.of(session.database(), catalog, schema, tables, columns));
  }

  @Override
  public ResultSet getPseudoColumns(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String tables,
      @Nullable String columns)
      throws SQLException {
    return answer(() -> GetPseudoColumns.of(session.database(), catalog, schema, tables, columns));
  }

  @Override
  public ResultSet getPrimaryKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return answer(() -> GetPrimaryKeys.of(session.database(), catalog, schema, table));
  }

  @Override
  public ResultSet getIndexInfo(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      boolean unique,
      boolean approximate)
      throws SQLException {
    return answer(() -> GetIndexInfo.of(session.database(), catalog, schema, table, unique));
  }

  @Override
  public ResultSet getBestRowIdentifier(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      int scope,
      boolean nullable)
      throws SQLException {
    return answer(() -> GetBestRowIdentifier.of(session.database(), catalog, schema, table));
  }

  @Override
  public ResultSet getTypeInfo() {
    return GetTypeInfo.of();
  }

  @Override
  public ResultSet getClientInfoProperties() {
    return GetClientInfoProperties.of();
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
