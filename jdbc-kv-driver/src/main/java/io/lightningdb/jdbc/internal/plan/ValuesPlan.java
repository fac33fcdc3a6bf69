package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.ListRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SELECT without FROM: one row of values.
 *
 * @param row what each column is
 * @param where a condition, if there is one
 */
record ValuesPlan(
    List<Expression> row,
    @Nullable Condition where,
    RowLimits limits,
    ResultColumns columns,
    Parameters parameters)
    implements QueryPlan {

  ValuesPlan {
    row = List.copyOf(row);
  }

  @Override
  public @Nullable BoundTable table() {
    return null;
  }

  @Override
  public boolean isCurrent(Database database) {
    return true;
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    boolean wanted = limits.offset(execution) == 0 && limits.limit(execution) > 0;
    if (!wanted || (where != null && !Boolean.TRUE.equals(execution.evaluate(where)))) {
      return new ListRows(List.of());
    }
    @Nullable Object[] values = new @Nullable Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = execution.evaluate(row.get(i));
    }
    return new ListRows(Collections.singletonList(values));
  }
}
