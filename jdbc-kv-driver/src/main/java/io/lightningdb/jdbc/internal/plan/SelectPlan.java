package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.QueryRows;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.exec.TableScan;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query of one table.
 *
 * @param expressions what each column of the result is
 * @param backwards whether rows come from the last to the first
 */
record SelectPlan(
    BoundTable table,
    RowFormat format,
    KeyAccess access,
    boolean backwards,
    List<Expression> expressions,
    RowLimits limits,
    ResultColumns columns,
    Parameters parameters)
    implements QueryPlan {

  SelectPlan {
    expressions = List.copyOf(expressions);
  }

  @Override
  public boolean isCurrent(Database database) {
    return table.keyspace(database) != null;
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    long limit = limits.limit(execution);
    long offset = limits.offset(execution);
    TableScan scan =
        new TableScan(execution, access.keys(execution), backwards, format.view(), access.filter());
    return new QueryRows(execution, scan, expressions, offset, limit);
  }

  List<String> explain() {
    List<String> lines = new ArrayList<>(AccessText.of(access, backwards));
    lines.addAll(limits.explain());
    return lines;
  }
}
