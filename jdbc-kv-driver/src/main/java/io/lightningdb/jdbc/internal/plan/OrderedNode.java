package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.LimitedRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.exec.SortedRows;
import io.lightningdb.jdbc.internal.sort.RowOrder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of another query sorted by their columns, or some of them. */
record OrderedNode(QueryNode node, RowOrder order, RowLimits limits) implements QueryNode {

  @Override
  public ResultColumns columns() {
    return node.columns();
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    long limit = limits.limit(execution);
    long offset = limits.offset(execution);
    Rows rows = node.open(execution);
    if (!order.items().isEmpty()) {
      rows = new SortedRows(execution, rows, columns().size(), order, RowLimits.sum(offset, limit));
    }
    return new LimitedRows(rows, offset, limit);
  }

  @Override
  public List<String> explain() {
    List<String> lines = new ArrayList<>(node.explain());
    if (!order.items().isEmpty()) {
      lines.add("the rows are sorted");
    }
    lines.addAll(limits.explain());
    return lines;
  }
}
