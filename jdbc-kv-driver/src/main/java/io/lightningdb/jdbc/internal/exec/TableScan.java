package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.RowView;
import java.sql.SQLException;
import java.util.List;

/** The rows of a table that a statement asks for, one after the other. */
public final class TableScan implements AutoCloseable {

  private final Execution execution;
  private final Entries entries;
  private final RowView row;
  private final List<? extends Expression> filter;

  /**
   * @param row what reads the rows
   * @param filter conditions that all have to be true
   */
  public TableScan(
      Execution execution,
      KeySet keys,
      boolean backwards,
      RowView row,
      List<? extends Expression> filter) {
    this.execution = execution;
    this.entries = keys.open(execution.reads(), execution.keyspace(), backwards);
    this.row = row;
    this.filter = filter;
  }

  /** Goes to the next row. */
  public boolean next() throws SQLException {
    while (entries.next()) {
      execution.cancellation().check();
      row.load(entries.key(), entries.value());
      if (matches()) {
        return true;
      }
    }
    return false;
  }

  private boolean matches() throws SQLException {
    for (Expression condition : filter) {
      if (!Boolean.TRUE.equals(execution.evaluate(condition, row))) {
        return false;
      }
    }
    return true;
  }

  /** Passes over rows; returns how many there were, at most {@code count}. */
  public long skip(long count) throws SQLException {
    long skipped = 0;
    // Without a filter nothing of the rows has to be read.
    while (skipped < count && (filter.isEmpty() ? nextEntry() : next())) {
      skipped++;
    }
    return skipped;
  }

  private boolean nextEntry() throws SQLException {
    execution.cancellation().check();
    return entries.next();
  }

  /** Returns the row it is on. */
  public RowView row() {
    return row;
  }

  /** Returns the key of the row it is on. */
  public byte[] key() {
    return entries.key();
  }

  @Override
  public void close() {
    entries.close();
  }
}
