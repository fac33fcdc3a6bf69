package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.expression.Parameters;
import java.sql.SQLException;

/** A statement that creates or drops something. Runs outside of transactions, at once. */
public abstract sealed class DefinitionPlan implements Plan permits CreatePlan, DropPlan {

  private final Parameters parameters;

  DefinitionPlan(Parameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public final Parameters parameters() {
    return parameters;
  }

  @Override
  public final boolean isCurrent(Database database) {
    return true;
  }

  /** Finds out whether the statement can run now, and changes nothing. */
  public abstract void check(Database database) throws SQLException;

  /** Runs the statement. One at a time runs in a database. */
  public abstract void run(Database database) throws SQLException;
}
