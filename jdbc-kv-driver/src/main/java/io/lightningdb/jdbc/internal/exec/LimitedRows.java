package io.lightningdb.jdbc.internal.exec;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Some of the rows of a query. */
public final class LimitedRows implements Rows {

  private final Rows rows;
  private long offset;
  private long left;

  /**
   * @param offset how many rows are passed over first
   * @param limit how many rows there are at most
   */
  public LimitedRows(Rows rows, long offset, long limit) {
    this.rows = rows;
    this.offset = offset;
    this.left = limit;
  }

  @Override
  public boolean next() throws SQLException {
    if (left == 0) {
      return false;
    }
    while (offset > 0) {
      if (!rows.next()) {
        left = 0;
        return false;
      }
      offset--;
    }
    left--;
    return rows.next();
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    return rows.value(column);
  }

  @Override
  public void close() {
    rows.close();
  }
}
