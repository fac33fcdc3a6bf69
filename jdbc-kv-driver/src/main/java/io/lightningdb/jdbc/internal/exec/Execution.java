package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Capabilities;
import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One execution of a statement: what it reads, with which parameters, and what may stop it. */
public final class Execution {

  private final @Nullable Keyspace keyspace;
  private final Capabilities limits;
  private final @Nullable Object[] parameters;
  private final Reads reads;
  private final Cancellation cancellation;

  /**
   * @param keyspace the keyspace of the statement's table; null if it has none
   * @param limits what the store can take
   * @param parameters the parameters' values, converted
   */
  public Execution(
      @Nullable Keyspace keyspace,
      Capabilities limits,
      @Nullable Object[] parameters,
      Reads reads,
      Cancellation cancellation) {
    this.keyspace = keyspace;
    this.limits = limits;
    this.parameters = parameters;
    this.reads = reads;
    this.cancellation = cancellation;
  }

  public Keyspace keyspace() {
    return Objects.requireNonNull(keyspace, "the statement has no table");
  }

  public Capabilities limits() {
    return limits;
  }

  public @Nullable Object[] parameters() {
    return parameters;
  }

  Reads reads() {
    return reads;
  }

  /** Returns a view all of whose reads see the same moment; the caller releases it. */
  public Reads.Source source() {
    return reads.sameMoment(keyspace());
  }

  public Cancellation cancellation() {
    return cancellation;
  }

  /** Evaluates an expression on a row. */
  public @Nullable Object evaluate(Expression expression, Row row) throws SQLException {
    return expression.evaluate(row, parameters);
  }

  /** Evaluates an expression that is the same for all rows. */
  public @Nullable Object evaluate(Expression expression) throws SQLException {
    return expression.evaluate(Row.EMPTY, parameters);
  }
}
