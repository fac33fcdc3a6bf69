package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Index;
import java.util.List;

/** TRUNCATE TABLE: one small write, however many rows there are. They are not counted. */
final class TruncatePlan extends WritePlan {

  TruncatePlan(BoundTable table, Parameters parameters) {
    super(List.of(table), parameters);
  }

  @Override
  public long collect(Execution execution, Writes writes) {
    writes.of(execution.keyspace(table())).clear();
    for (Index index : table().table().indexes()) {
      writes.of(execution.keyspace(index)).clear();
    }
    return 0;
  }

  @Override
  List<String> explain() {
    return List.of(table().table().name() + ": all rows are removed at once");
  }
}
