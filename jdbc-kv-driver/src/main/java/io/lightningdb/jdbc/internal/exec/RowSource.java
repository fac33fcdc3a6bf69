package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;

/** Rows on their way through a query, one after the other. For one thread at a time. */
public interface RowSource extends AutoCloseable {

  /** Goes to the next row and returns whether there is one. */
  boolean next() throws SQLException;

  /** Returns the row it is on: always the same object, which changes with {@link #next}. */
  Row row();

  /** Passes over rows; returns how many there were, at most {@code count}. */
  default long skip(long count) throws SQLException {
    long skipped = 0;
    while (skipped < count && next()) {
      skipped++;
    }
    return skipped;
  }

  @Override
  void close();
}
