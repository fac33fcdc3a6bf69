package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;

/** The methods that move to anywhere but the next row: there are none in a forward-only result. */
abstract class ForwardOnly extends NoUpdates {

  private int fetchSize;

  /** Goes on if the result set is open. */
  abstract void checkOpen() throws SQLException;

  private SQLException refusal() throws SQLException {
    checkOpen();
    return SqlErrors.forwardOnly();
  }

  @Override
  public final void beforeFirst() throws SQLException {
    throw refusal();
  }

  @Override
  public final void afterLast() throws SQLException {
    throw refusal();
  }

  @Override
  public final boolean first() throws SQLException {
    throw refusal();
  }

  @Override
  public final boolean last() throws SQLException {
    throw refusal();
  }

  @Override
  public final boolean absolute(int row) throws SQLException {
    throw refusal();
  }

  @Override
  public final boolean relative(int rows) throws SQLException {
    throw refusal();
  }

  @Override
  public final boolean previous() throws SQLException {
    throw refusal();
  }

  @Override
  public final void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != FETCH_FORWARD) {
      throw refusal();
    }
  }

  @Override
  public final int getFetchDirection() throws SQLException {
    checkOpen();
    return FETCH_FORWARD;
  }

  /** A hint, which changes nothing: rows are read one by one as they are asked for. */
  @Override
  public final void setFetchSize(int rows) throws SQLException {
    checkOpen();
    if (rows < 0) {
      throw SqlErrors.badArgument("the fetch size must not be negative, but is " + rows);
    }
    fetchSize = rows;
  }

  @Override
  public final int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public final int getType() throws SQLException {
    checkOpen();
    return TYPE_FORWARD_ONLY;
  }

  @Override
  public final int getConcurrency() throws SQLException {
    checkOpen();
    return CONCUR_READ_ONLY;
  }

  @Override
  public final int getHoldability() throws SQLException {
    checkOpen();
    return CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public final boolean rowUpdated() throws SQLException {
    checkOpen();
    return false;
  }

  @Override
  public final boolean rowInserted() throws SQLException {
    checkOpen();
    return false;
  }

  @Override
  public final boolean rowDeleted() throws SQLException {
    checkOpen();
    return false;
  }

  @Override
  public final String getCursorName() throws SQLException {
    throw SqlErrors.notSupported("cursors have no names: there are no positioned updates");
  }
}
