package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.TableScan;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** DELETE. */
final class DeletePlan extends WritePlan {

  private final RowFormat format;
  private final KeyAccess access;

  DeletePlan(BoundTable table, RowFormat format, KeyAccess access, Parameters parameters) {
    super(table, parameters);
    this.format = format;
    this.access = access;
  }

  @Override
  public long collect(Execution execution, Writes writes) throws SQLException {
    long count = 0;
    try (TableScan scan =
        new TableScan(execution, access.keys(execution), false, format.view(), access.filter())) {
      while (scan.next()) {
        writes.delete(scan.key());
        count++;
      }
    }
    return count;
  }

  @Override
  List<String> explain() {
    List<String> lines = new ArrayList<>(AccessText.of(access, false));
    lines.add("each of them is removed");
    return lines;
  }
}
