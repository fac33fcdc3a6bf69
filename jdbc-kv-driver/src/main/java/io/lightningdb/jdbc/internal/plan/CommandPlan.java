package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.sql.Statement;

/** A statement that concerns the connection: its transaction, or one of its options. */
public final class CommandPlan implements Plan {

  private final Statement statement;
  private final Parameters parameters;

  CommandPlan(Statement statement, Parameters parameters) {
    this.statement = statement;
    this.parameters = parameters;
  }

  /** Returns what is to be done: a {@code Transaction} or a {@code SetOption}. */
  public Statement statement() {
    return statement;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public boolean isCurrent(Database database) {
    return true;
  }
}
