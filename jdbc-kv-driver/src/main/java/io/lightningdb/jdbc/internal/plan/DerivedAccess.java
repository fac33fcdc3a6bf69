package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Relation;
import io.lightningdb.jdbc.internal.exec.ResultSource;
import io.lightningdb.jdbc.internal.exec.RowSource;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query in the place of a table.
 *
 * @param filter conditions on its rows
 */
record DerivedAccess(QueryNode query, List<Condition> filter) implements Relation {

  DerivedAccess {
    filter = List.copyOf(filter);
  }

  @Override
  public RowSource open(Execution execution, @Nullable Row outer) throws SQLException {
    return new ResultSource(
        execution, query.open(execution), query.columns().size(), outer, filter);
  }
}
