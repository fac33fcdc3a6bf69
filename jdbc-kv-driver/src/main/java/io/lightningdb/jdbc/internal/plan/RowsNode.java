package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.ListRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.expression.Expression;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that stand in the statement, or were known when it was planned.
 *
 * @param rows what each column of each row is
 */
record RowsNode(List<List<Expression>> rows, ResultColumns columns) implements QueryNode {

  RowsNode {
    rows = List.copyOf(rows);
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    List<@Nullable Object[]> values = new ArrayList<>();
    for (List<Expression> row : rows) {
      @Nullable Object[] each = new @Nullable Object[row.size()];
      for (int i = 0; i < each.length; i++) {
        each[i] = execution.evaluate(row.get(i));
      }
      values.add(each);
    }
    return new ListRows(values);
  }

  @Override
  public List<String> explain() {
    return List.of("no table is read");
  }
}
