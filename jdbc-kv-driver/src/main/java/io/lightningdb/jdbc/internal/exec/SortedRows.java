package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.sort.RowOrder;
import io.lightningdb.jdbc.internal.sort.RowSorter;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query in a certain order. All are read before the first comes. */
public final class SortedRows implements Rows {

  private final Execution execution;
  private final Rows rows;
  private final int columns;
  private final RowSorter sorter;
  private final ArrayRow row = new ArrayRow();
  private boolean sorted;

  /**
   * @param columns how many columns the rows have, those among them that are only sorted by
   * @param limit how many rows are asked for at most
   */
  public SortedRows(Execution execution, Rows rows, int columns, RowOrder order, long limit) {
    this.execution = execution;
    this.rows = rows;
    this.columns = columns;
    this.sorter = new RowSorter(order, limit, execution.spill());
  }

  @Override
  public boolean next() throws SQLException {
    if (!sorted) {
      sorted = true;
      sort();
    }
    @Nullable Object[] values = sorter.next();
    if (values == null) {
      return false;
    }
    row.set(values);
    return true;
  }

  private void sort() throws SQLException {
    while (rows.next()) {
      execution.cancellation().check();
      sorter.add(values(rows, columns));
    }
    rows.close();
    sorter.finish();
  }

  /** Returns the values of the row that {@code rows} is on. */
  static @Nullable Object[] values(Rows rows, int columns) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = rows.value(i);
    }
    return values;
  }

  @Override
  public @Nullable Object value(int column) {
    return row.get(column);
  }

  @Override
  public void close() {
    rows.close();
    sorter.close();
  }
}
