package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Capabilities;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.jdbc.internal.expression.Bindings;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.Subquery;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.sort.SpillSpace;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One execution of a statement: what it reads, with which parameters, and what may stop it. */
public final class Execution implements AutoCloseable {

  private final Database database;
  private final List<BoundTable> tables;
  private final List<Keyspace> keyspaces;
  private final SubqueryRunner subqueries;
  private final Bindings bindings;
  private final Reads reads;
  private final Cancellation cancellation;
  private final Services services;

  /**
   * What a session does for its statements.
   *
   * @param locks locks rows; null where nothing has to be locked
   * @param sequences gives the numbers of identity columns
   * @param generated takes the rows that are inserted
   * @param spill takes what does not fit into memory
   * @param options the options of the connection
   */
  public record Services(
      @Nullable RowLocks locks,
      Sequences sequences,
      GeneratedRows generated,
      SpillSpace spill,
      SessionOptions options) {}

  /**
   * @param tables the tables of the statement
   * @param keyspaces the keyspaces they are in, in the same order
   */
  public Execution(
      Database database,
      List<BoundTable> tables,
      List<Keyspace> keyspaces,
      Bindings bindings,
      Reads reads,
      Cancellation cancellation,
      Services services) {
    this.database = database;
    this.tables = tables;
    this.keyspaces = keyspaces;
    this.subqueries = new SubqueryRunner(this);
    this.bindings = bindings.with(subqueries);
    this.reads = reads;
    this.cancellation = cancellation;
    this.services = services;
  }

  private Execution(Execution around, @Nullable Object[] outer) {
    this.database = around.database;
    this.tables = around.tables;
    this.keyspaces = around.keyspaces;
    this.subqueries = around.subqueries.inside(this);
    this.bindings = around.bindings.inside(outer).with(subqueries);
    this.reads = around.reads;
    this.cancellation = around.cancellation;
    this.services = around.services;
  }

  /**
   * Returns the same execution inside of a query that is run for a row.
   *
   * @param outer what the query uses of the row
   */
  Execution inside(@Nullable Object[] outer) {
    return new Execution(this, outer);
  }

  /**
   * Returns the values of a query of one column that is the same for all rows, none twice and
   * without nulls; null if there are more than {@code max}, or memory does not reach for them.
   */
  public @Nullable List<Object> values(Subquery query, long max) throws SQLException {
    return subqueries.values(query, max);
  }

  /** Returns the keyspace of one of the statement's tables. */
  @SuppressWarnings("ReferenceEquality") // a table can be there twice
  public Keyspace keyspace(BoundTable table) {
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i) == table) {
        return keyspaces.get(i);
      }
    }
    throw new IllegalArgumentException("the statement has no table " + table.table().name());
  }

  /** Returns the keyspace of an index of one of the tables. */
  public Keyspace keyspace(Index index) {
    return database
        .findKeyspace(index.keyspace())
        .orElseThrow(() -> new IllegalStateException("index " + index.name() + " is gone"));
  }

  public Capabilities limits() {
    return database.capabilities();
  }

  public Bindings bindings() {
    return bindings;
  }

  /** Returns when the statement began, in milliseconds since 1970; the same for all of its rows. */
  long startMillis() {
    return bindings.now().toInstant().toEpochMilli();
  }

  /** Returns whether one call may be all that the execution reads. */
  boolean isOfOneTable() {
    return tables.size() == 1;
  }

  ReadView once(Keyspace keyspace) {
    return reads.once(keyspace);
  }

  /** Returns a view all of whose reads see the same moment. */
  public ReadView view(Keyspace keyspace) {
    return reads.view(keyspace);
  }

  /** Returns whether all reads see the same moment. */
  boolean isOneMoment() {
    return reads.isOneMoment();
  }

  public Cancellation cancellation() {
    return cancellation;
  }

  /** Returns what locks rows, or null if nothing has to be locked. */
  public @Nullable RowLocks locks() {
    return services.locks;
  }

  public Sequences sequences() {
    return services.sequences;
  }

  public GeneratedRows generated() {
    return services.generated;
  }

  public SessionOptions options() {
    return services.options;
  }

  public Database database() {
    return database;
  }

  public SpillSpace spill() {
    return services.spill;
  }

  /** Evaluates an expression on a row. */
  public @Nullable Object evaluate(Expression expression, Row row) throws SQLException {
    return expression.evaluate(row, bindings);
  }

  /** Evaluates an expression that is the same for all rows. */
  public @Nullable Object evaluate(Expression expression) throws SQLException {
    return expression.evaluate(Row.EMPTY, bindings);
  }

  /** Returns whether all of certain conditions are true of a row. */
  public boolean matches(List<? extends Expression> conditions, Row row) throws SQLException {
    for (Expression condition : conditions) {
      if (!Boolean.TRUE.equals(condition.evaluate(row, bindings))) {
        return false;
      }
    }
    return true;
  }

  /** Gives back what was needed to read. */
  @Override
  public void close() {
    reads.close();
  }
}
