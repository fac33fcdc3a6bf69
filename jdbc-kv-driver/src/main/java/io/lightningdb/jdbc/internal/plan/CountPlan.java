package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.exec.TableScan;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A query for the number of rows. */
record CountPlan(
    BoundTable table,
    RowFormat format,
    KeyAccess access,
    RowLimits limits,
    ResultColumns columns,
    Parameters parameters)
    implements QueryPlan {

  @Override
  public boolean isCurrent(Database database) {
    return table.keyspace(database) != null;
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    boolean wanted = limits.offset(execution) == 0 && limits.limit(execution) > 0;
    try (TableScan scan =
        new TableScan(execution, access.keys(execution), false, format.view(), access.filter())) {
      return new CountedRows(wanted ? scan.skip(Long.MAX_VALUE) : -1);
    }
  }

  /** One row, all of whose columns are the number; or none, if the number is negative. */
  private static final class CountedRows implements Rows {

    private final long count;
    private boolean done;

    CountedRows(long count) {
      this.count = count;
      this.done = count < 0;
    }

    @Override
    public boolean next() {
      boolean first = !done;
      done = true;
      return first;
    }

    @Override
    public Object value(int column) {
      return count;
    }

    @Override
    public void close() {}
  }

  List<String> explain() {
    List<String> lines = new ArrayList<>(AccessText.of(access, false));
    lines.add("the rows are counted");
    return lines;
  }
}
