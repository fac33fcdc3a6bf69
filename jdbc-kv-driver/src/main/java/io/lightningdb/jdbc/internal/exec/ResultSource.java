package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a query as what another query reads. */
public final class ResultSource implements RowSource {

  private final Execution execution;
  private final Rows rows;
  private final int columns;
  private final ArrayRow row = new ArrayRow();
  private final Row evaluated;
  private final List<? extends Expression> filter;

  /**
   * @param outer what conditions are evaluated on; null for the rows themselves
   * @param filter conditions that all have to be true
   */
  public ResultSource(
      Execution execution,
      Rows rows,
      int columns,
      @Nullable Row outer,
      List<? extends Expression> filter) {
    this.execution = execution;
    this.rows = rows;
    this.columns = columns;
    this.evaluated = outer == null ? row : outer;
    this.filter = filter;
  }

  @Override
  public boolean next() throws SQLException {
    while (rows.next()) {
      execution.cancellation().check();
      row.set(values());
      if (execution.matches(filter, evaluated)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Object[] values() throws SQLException {
    @Nullable Object[] values = new @Nullable Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = rows.value(i);
    }
    return values;
  }

  @Override
  public long skip(long count) throws SQLException {
    if (!filter.isEmpty()) {
      return RowSource.super.skip(count);
    }
    long skipped = 0;
    while (skipped < count && rows.next()) {
      execution.cancellation().check();
      skipped++;
    }
    return skipped;
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public void close() {
    rows.close();
  }
}
