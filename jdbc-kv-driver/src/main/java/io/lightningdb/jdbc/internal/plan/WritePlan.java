package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.List;

/** A statement that changes rows. */
public abstract sealed class WritePlan implements Plan permits InsertPlan, UpdatePlan, DeletePlan {

  private final BoundTable table;
  private final Parameters parameters;

  WritePlan(BoundTable table, Parameters parameters) {
    this.table = table;
    this.parameters = parameters;
  }

  public final BoundTable table() {
    return table;
  }

  @Override
  public final Parameters parameters() {
    return parameters;
  }

  @Override
  public final boolean isCurrent(Database database) {
    return table.keyspace(database) != null;
  }

  /**
   * Finds out what the statement writes.
   *
   * @param writes takes the writes
   * @return how many rows it changes
   */
  public abstract long collect(Execution execution, Writes writes) throws SQLException;

  /** Returns what EXPLAIN says. */
  abstract List<String> explain();
}
