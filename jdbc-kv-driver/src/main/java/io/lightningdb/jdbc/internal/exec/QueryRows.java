package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a query, whose columns are calculated when somebody asks for them. */
public final class QueryRows implements Rows {

  private final Execution execution;
  private final RowSource source;
  private final List<Expression> columns;
  private long offset;
  private long left;

  /**
   * @param columns what each column of the result is
   * @param offset how many rows are passed over first
   * @param limit how many rows there are at most
   */
  public QueryRows(
      Execution execution, RowSource source, List<Expression> columns, long offset, long limit) {
    this.execution = execution;
    this.source = source;
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
      source.skip(offset);
      offset = 0;
    }
    if (!source.next()) {
      left = 0;
      return false;
    }
    left--;
    return true;
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    return columns.get(column).evaluate(source.row(), execution.bindings());
  }

  @Override
  public void close() {
    source.close();
  }
}
