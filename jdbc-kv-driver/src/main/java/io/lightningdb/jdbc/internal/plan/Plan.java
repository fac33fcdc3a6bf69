package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.expression.Parameters;

/** How a statement runs. Immutable; any number of connections to one database may share it. */
public sealed interface Plan permits QueryPlan, WritePlan, DefinitionPlan, ShutdownPlan {

  Parameters parameters();

  /** Returns whether the tables are still those that the plan was made for. */
  boolean isCurrent(Database database);
}
