package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.GeneratedRows;
import io.lightningdb.jdbc.internal.exec.Reads;
import io.lightningdb.jdbc.internal.exec.RowLocks;
import io.lightningdb.jdbc.internal.exec.Sequences;
import io.lightningdb.jdbc.internal.expression.Bindings;
import io.lightningdb.jdbc.internal.plan.Plan;
import io.lightningdb.jdbc.internal.sort.SpillSpace;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the executions of a session's statements. */
final class Executions {

  /** How much memory a statement takes for rows that it keeps, sorts or groups. */
  private static final long SPILL_BYTES = 32L << 20;

  private final Session session;
  private final String user;
  private final Sequences sequences;
  private final CurrentOptions options;

  /**
   * @param user the name of the connection's user
   */
  Executions(Session session, String user, CurrentOptions options) {
    this.session = session;
    this.user = user;
    this.sequences = new SessionSequences(session);
    this.options = options;
  }

  /**
   * Makes an execution of a plan.
   *
   * @param keyspaces those of the plan's tables
   * @param values the parameters' values
   * @param locks locks rows; null where nothing has to be locked
   * @param generated takes the rows that are inserted
   */
  Execution of(
      Plan plan,
      List<Keyspace> keyspaces,
      @Nullable Object[] values,
      Reads reads,
      Cancellation cancellation,
      @Nullable RowLocks locks,
      GeneratedRows generated)
      throws SQLException {
    @Nullable Object[] parameters = plan.parameters().convert(values);
    SpillSpace spill = new SpillSpace(SPILL_BYTES, null, cancellation::check);
    return new Execution(
        session.database(),
        plan.tables(),
        keyspaces,
        new Bindings(parameters, new StatementContext(session, user)),
        reads,
        cancellation,
        new Execution.Services(locks, sequences, generated, spill, options));
  }
}
