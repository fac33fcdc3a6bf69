package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.TableScan;
import io.lightningdb.jdbc.internal.exec.TableWriter;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** DELETE. */
final class DeletePlan extends WritePlan {

  private final TableAccess access;

  /**
   * @param tables the table, and behind it those that are read
   */
  DeletePlan(List<BoundTable> tables, TableAccess access, Parameters parameters) {
    super(tables, parameters);
    this.access = access;
  }

  @Override
  public long collect(Execution execution, Writes writes) throws SQLException {
    TableWriter writer = new TableWriter(execution, table(), access.reader().format(), writes);
    long count = 0;
    try (TableScan scan = access.open(execution, null)) {
      while (scan.next()) {
        writer.delete(scan.key(), scan.row());
        count++;
      }
    }
    return count;
  }

  @Override
  List<String> explain() {
    List<String> lines = new ArrayList<>(AccessText.of(access));
    lines.add("each of them is removed");
    return lines;
  }
}
