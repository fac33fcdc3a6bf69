package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.sort.DistinctRows;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query, but of those that are equal only one. */
public final class DistinctResult implements Rows {

  private final Execution execution;
  private final Rows rows;
  private final int columns;
  private final DistinctRows distinct;
  private final ArrayRow row = new ArrayRow();
  private boolean finished;

  public DistinctResult(Execution execution, Rows rows, int columns) {
    this.execution = execution;
    this.rows = rows;
    this.columns = columns;
    this.distinct = new DistinctRows(execution.spill());
  }

  @Override
  public boolean next() throws SQLException {
    while (!finished) {
      execution.cancellation().check();
      if (!rows.next()) {
        finished = true;
        distinct.finish();
        break;
      }
      @Nullable Object[] values = SortedRows.values(rows, columns);
      if (distinct.add(values)) {
        row.set(values);
        return true;
      }
    }
    @Nullable Object[] late = distinct.next();
    if (late == null) {
      return false;
    }
    row.set(late);
    return true;
  }

  @Override
  public @Nullable Object value(int column) {
    return row.get(column);
  }

  @Override
  public void close() {
    rows.close();
    distinct.close();
  }
}
