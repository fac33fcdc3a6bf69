package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.expression.Parameters;

/** SHUTDOWN. */
public record ShutdownPlan(Parameters parameters) implements Plan {

  @Override
  public boolean isCurrent(Database database) {
    return true;
  }
}
