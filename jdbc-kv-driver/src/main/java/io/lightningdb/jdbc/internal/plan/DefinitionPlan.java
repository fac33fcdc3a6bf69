package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.expression.Parameters;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A statement that creates, changes or drops something. Runs outside of transactions, at once. */
public abstract sealed class DefinitionPlan implements Plan
    permits CreatePlan, DropPlan, AlterPlan {

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

  /**
   * Returns the name of the table that nobody may write to while the statement runs, nor have
   * written to in a transaction that is open; null if there is none.
   */
  public @Nullable String alteredTable(Database database) throws SQLException {
    return null;
  }

  /**
   * Runs the statement. One at a time runs in a database.
   *
   * @param cancellation stops it; then nothing has happened
   */
  public abstract void run(Database database, Cancellation cancellation) throws SQLException;
}
