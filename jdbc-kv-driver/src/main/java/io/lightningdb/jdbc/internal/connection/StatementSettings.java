package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.session.Warnings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The settings of a statement. */
abstract class StatementSettings implements Statement {

  private long maxRows;
  private int queryTimeout;
  private int fetchSize;
  private int fetchDirection = ResultSet.FETCH_FORWARD;
  private boolean poolable;
  private final Warnings warnings = new Warnings();

  /**
   * @param poolable whether a pool may keep the statement, unless it is told otherwise
   */
  StatementSettings(boolean poolable) {
    this.poolable = poolable;
  }

  /** Goes on if the statement is open. */
  abstract void checkOpen() throws SQLException;

  private static SQLException negative(String what, long value) {
    return SqlErrors.badArgument(what + " must not be negative, but is " + value);
  }

  @Override
  public final int getMaxFieldSize() throws SQLException {
    checkOpen();
    return 0;
  }

  /** Values are never cut, and whoever wants to have them cut gets a warning. */
  @Override
  public final void setMaxFieldSize(int max) throws SQLException {
    checkOpen();
    if (max < 0) {
      throw negative("the field size", max);
    }
    if (max > 0) {
      warnings.add(ResultKinds.changed("values are never cut: the field size stays 0"));
    }
  }

  @Override
  public final int getMaxRows() throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, getLargeMaxRows());
  }

  @Override
  public final void setMaxRows(int max) throws SQLException {
    setLargeMaxRows(max);
  }

  @Override
  public final long getLargeMaxRows() throws SQLException {
    checkOpen();
    return maxRows;
  }

  @Override
  public final void setLargeMaxRows(long max) throws SQLException {
    checkOpen();
    if (max < 0) {
      throw negative("the number of rows", max);
    }
    maxRows = max;
  }

  /** Returns how many rows a result shows at most. */
  final long rowsMax() {
    return maxRows == 0 ? Long.MAX_VALUE : maxRows;
  }

  /** Escapes are part of the grammar, and are always read. */
  @Override
  public final void setEscapeProcessing(boolean enable) throws SQLException {
    checkOpen();
  }

  @Override
  public final int getQueryTimeout() throws SQLException {
    checkOpen();
    return queryTimeout;
  }

  @Override
  public final void setQueryTimeout(int seconds) throws SQLException {
    checkOpen();
    if (seconds < 0) {
      throw negative("the time-out", seconds);
    }
    queryTimeout = seconds;
  }

  final int timeoutSeconds() {
    return queryTimeout;
  }

  /** There are no positioned updates that a cursor would need a name for. */
  @Override
  public final void setCursorName(String name) throws SQLException {
    checkOpen();
  }

  @Override
  public final void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != ResultSet.FETCH_FORWARD
        && direction != ResultSet.FETCH_REVERSE
        && direction != ResultSet.FETCH_UNKNOWN) {
      throw SqlErrors.badArgument("there is no fetch direction " + direction);
    }
    fetchDirection = direction;
  }

  @Override
  public final int getFetchDirection() throws SQLException {
    checkOpen();
    return fetchDirection;
  }

  /** A hint, which changes nothing: rows are read one by one as they are asked for. */
  @Override
  public final void setFetchSize(int rows) throws SQLException {
    checkOpen();
    if (rows < 0) {
      throw negative("the fetch size", rows);
    }
    fetchSize = rows;
  }

  @Override
  public final int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public final int getResultSetConcurrency() throws SQLException {
    checkOpen();
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public final int getResultSetType() throws SQLException {
    checkOpen();
    return ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public final int getResultSetHoldability() throws SQLException {
    checkOpen();
    return ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public final void setPoolable(boolean newPoolable) throws SQLException {
    checkOpen();
    poolable = newPoolable;
  }

  @Override
  public final boolean isPoolable() throws SQLException {
    checkOpen();
    return poolable;
  }

  @Override
  public final @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return warnings.first();
  }

  @Override
  public final void clearWarnings() throws SQLException {
    checkOpen();
    warnings.clear();
  }

  @Override
  public final String enquoteLiteral(String text) {
    return Quoting.literal(text);
  }

  /** Returns the text as {@link #enquoteLiteral} does: all texts are Unicode. */
  @Override
  public final String enquoteNCharLiteral(String text) {
    return Quoting.literal(text);
  }

  @Override
  public final String enquoteIdentifier(String name, boolean alwaysQuote) throws SQLException {
    return Quoting.name(name, alwaysQuote);
  }

  @Override
  public final boolean isSimpleIdentifier(String name) {
    return Quoting.isSimple(name);
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw SqlErrors.noWrapper(this, type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
