package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.ListRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.plan.ResultColumns;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that are read as they are asked for. Serves one thread at a time. */
public final class LightningResultSet extends Getters {

  private enum Place {
    BEFORE_FIRST,
    /** Before the first row, which has been read already to see whether there is one. */
    LOOKED_AHEAD,
    ON_ROW,
    /** On a row that is kept, because the next one has been read already. */
    ON_KEPT_ROW,
    AFTER_LAST
  }

  private final ResultColumns columns;
  private final Rows rows;
  private final ResultOwner owner;
  private final long rowsMax;
  private Place place = Place.BEFORE_FIRST;
  private long row;

  /** The values of the current row, where the next one has been read. */
  private @Nullable Object[] keptRow = {};

  /** Whether there is a next row, where it has been looked for. */
  private boolean hasNext;

  private boolean wasNull;
  private volatile boolean closed;

  /**
   * @param rowsMax how many rows are shown at most
   */
  public LightningResultSet(ResultColumns columns, Rows rows, ResultOwner owner, long rowsMax) {
    this.columns = columns;
    this.rows = rows;
    this.owner = owner;
    this.rowsMax = rowsMax;
  }

  /** Returns a result set of rows that are there already. */
  public static LightningResultSet of(ResultColumns columns, List<@Nullable Object[]> rows) {
    return of(columns, rows, ResultOwner.NONE);
  }

  /** Returns a result set of rows that are there already, which ends with its owner. */
  public static LightningResultSet of(
      ResultColumns columns, List<@Nullable Object[]> rows, ResultOwner owner) {
    return new LightningResultSet(columns, new ListRows(rows), owner, Long.MAX_VALUE);
  }

  @Override
  void checkOpen() throws SQLException {
    if (isClosed()) {
      throw SqlErrors.noRow("the result set is closed");
    }
  }

  @Override
  public boolean isClosed() {
    return closed || owner.isClosed();
  }

  @Override
  public boolean next() throws SQLException {
    checkOpen();
    if (place == Place.AFTER_LAST) {
      return false;
    }
    boolean there =
        switch (place) {
          case LOOKED_AHEAD -> true;
          case ON_KEPT_ROW -> hasNext;
          default -> advance();
        };
    place = there ? Place.ON_ROW : Place.AFTER_LAST;
    if (there) {
      row++;
    }
    return there;
  }

  /** Goes to the next of the rows; what they need is given back behind the last one. */
  private boolean advance() throws SQLException {
    owner.begin();
    try {
      if (closed) {
        throw SqlErrors.noRow("the result set is closed");
      }
      boolean there = row < rowsMax && rows.next();
      if (!there) {
        rows.close();
      }
      return there;
    } catch (RuntimeException e) {
      throw owner.failure(e);
    } finally {
      owner.end();
    }
  }

  @Override
  @Nullable Object value(int columnIndex) throws SQLException {
    checkOpen();
    if (!isOnRow()) {
      throw SqlErrors.noRow(
          place == Place.AFTER_LAST
              ? "there is no current row: the last one has been read"
              : "there is no current row: call next() first");
    }
    if (columnIndex < 1 || columnIndex > columns.size()) {
      throw SqlErrors.badIndex(
          "there is no column " + columnIndex + ": the result has " + columns.size());
    }
    try {
      Object value =
          place == Place.ON_KEPT_ROW ? keptRow[columnIndex - 1] : rows.value(columnIndex - 1);
      wasNull = value == null;
      return value;
    } catch (RuntimeException e) {
      throw owner.failure(e);
    }
  }

  private boolean isOnRow() {
    return place == Place.ON_ROW || place == Place.ON_KEPT_ROW;
  }

  @Override
  ColumnType type(int columnIndex) {
    return columns.get(columnIndex - 1).type();
  }

  @Override
  public boolean wasNull() throws SQLException {
    checkOpen();
    return wasNull;
  }

  @Override
  public int findColumn(String columnLabel) throws SQLException {
    checkOpen();
    int index = columnLabel == null ? -1 : columns.find(columnLabel);
    if (index < 0) {
      throw SqlErrors.noSuchColumn("the result has no column " + columnLabel);
    }
    return index + 1;
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new LightningResultSetMetaData(columns);
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    checkOpen();
    if (place == Place.BEFORE_FIRST) {
      // False, says the specification, if there are no rows at all.
      place = advance() ? Place.LOOKED_AHEAD : Place.AFTER_LAST;
    }
    return place == Place.LOOKED_AHEAD;
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return place == Place.AFTER_LAST && row > 0;
  }

  @Override
  public boolean isFirst() throws SQLException {
    checkOpen();
    return isOnRow() && row == 1;
  }

  /** Reads the next row to see whether there is one; the current one is kept meanwhile. */
  @Override
  public boolean isLast() throws SQLException {
    checkOpen();
    if (place == Place.ON_ROW) {
      @Nullable Object[] values = new @Nullable Object[columns.size()];
      try {
        for (int i = 0; i < values.length; i++) {
          values[i] = rows.value(i);
        }
      } catch (RuntimeException e) {
        throw owner.failure(e);
      }
      hasNext = advance();
      keptRow = values;
      place = Place.ON_KEPT_ROW;
    }
    return place == Place.ON_KEPT_ROW && !hasNext;
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return isOnRow() ? (int) Math.min(Integer.MAX_VALUE, row) : 0;
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    checkOpen();
    return owner.statement();
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
  }

  @Override
  public void close() throws SQLException {
    if (isClosed()) {
      return;
    }
    owner.begin();
    try {
      release();
    } finally {
      owner.end();
    }
  }

  /** Closes the result set. For who has begun already. */
  public void release() {
    if (!closed) {
      closed = true;
      rows.close();
      owner.closed(this);
    }
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
