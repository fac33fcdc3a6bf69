package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a query over a table. */
public final class QueryRows implements Rows {

  private final Execution execution;
  private final TableScan scan;
  private final List<Expression> columns;
  private long offset;
  private long left;

  /**
   * @param columns what each column of the result is
   * @param offset how many rows are passed over first
   * @param limit how many rows there are at most
   */
  public QueryRows(
      Execution execution, TableScan scan, List<Expression> columns, long offset, long limit) {
    this.execution = execution;
    this.scan = scan;
    this.columns = columns;
    this.offset = offset;
    this.left = limit;
  }

  @Override
  public boolean next() throws SQLException {
    if (left == 0) {
      return false;
    }
    if (offset > 0) {
      scan.skip(offset);
      offset = 0;
    }
    if (!scan.next()) {
      left = 0;
      return false;
    }
    left--;
    return true;
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    return execution.evaluate(columns.get(column), scan.row());
  }

  @Override
  public void close() {
    scan.close();
  }
}
