package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.ConcatenatedRows;
import io.lightningdb.jdbc.internal.exec.DistinctResult;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * UNION: the rows of one query behind those of another.
 *
 * @param all whether rows that are equal are kept
 */
record UnionNode(QueryNode left, QueryNode right, boolean all, ResultColumns columns)
    implements QueryNode {

  @Override
  public Rows open(Execution execution) throws SQLException {
    Rows both =
        new ConcatenatedRows(
            List.of(() -> left.open(execution), () -> right.open(execution)), columns.types());
    return all ? both : new DistinctResult(execution, both, columns.size());
  }

  @Override
  public List<String> explain() {
    List<String> lines = new ArrayList<>(left.explain());
    lines.add("and behind that:");
    lines.addAll(right.explain());
    if (!all) {
      lines.add("rows that are equal are left out, but for one");
    }
    return lines;
  }
}
