package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.util.List;

/** How a statement runs. Immutable; any number of connections to one database may share it. */
public sealed interface Plan
    permits QueryPlan, WritePlan, DefinitionPlan, CommandPlan, ShutdownPlan {

  Parameters parameters();

  /** Returns the tables that are read or written; one that is written is the first. */
  default List<BoundTable> tables() {
    return List.of();
  }

  /** Returns whether the tables are still those that the plan was made for. */
  boolean isCurrent(Database database);
}
