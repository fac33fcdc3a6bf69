package io.lightningdb.jdbc.internal.session;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query, with which its execution ends. */
final class OwningRows implements Rows {

  private final Rows rows;
  private final Execution execution;

  OwningRows(Rows rows, Execution execution) {
    this.rows = rows;
    this.execution = execution;
  }

  @Override
  public boolean next() throws SQLException {
    return rows.next();
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    return rows.value(column);
  }

  @Override
  public void close() {
    try (execution) {
      rows.close();
    }
  }
}
