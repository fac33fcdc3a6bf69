package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.List;

/** The rows for which conditions are true. */
public final class FilteredSource implements RowSource {

  private final Execution execution;
  private final RowSource source;
  private final List<? extends Expression> conditions;

  public FilteredSource(
      Execution execution, RowSource source, List<? extends Expression> conditions) {
    this.execution = execution;
    this.source = source;
    this.conditions = conditions;
  }

  @Override
  public boolean next() throws SQLException {
    while (source.next()) {
      if (execution.matches(conditions, source.row())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Row row() {
    return source.row();
  }

  @Override
  public void close() {
    source.close();
  }
}
