package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.List;

/** A statement that changes rows. */
public abstract sealed class WritePlan implements Plan
    permits InsertPlan, UpdatePlan, DeletePlan, TruncatePlan {

  private final List<BoundTable> tables;
  private final Parameters parameters;

  /**
   * @param tables the table that is written, and behind it those that are read
   */
  WritePlan(List<BoundTable> tables, Parameters parameters) {
    this.tables = List.copyOf(tables);
    this.parameters = parameters;
  }

  /** Returns the table that is written. */
  public final BoundTable table() {
    return tables.get(0);
  }

  @Override
  public final List<BoundTable> tables() {
    return tables;
  }

  @Override
  public final Parameters parameters() {
    return parameters;
  }

  @Override
  public final boolean isCurrent(Database database) {
    for (BoundTable table : tables) {
      if (table.keyspace(database) == null) {
        return false;
      }
    }
    return true;
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
