package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.sql.Query;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that returns rows. Immutable. */
public final class QueryPlan implements Plan {

  private final QueryNode node;
  private final List<BoundTable> tables;
  private final Parameters parameters;
  private final Query.@Nullable Lock lock;

  /**
   * @param tables the tables that are read
   * @param lock how rows are locked, if they are
   */
  QueryPlan(
      QueryNode node, List<BoundTable> tables, Parameters parameters, Query.@Nullable Lock lock) {
    this.node = node;
    this.tables = List.copyOf(tables);
    this.parameters = parameters;
    this.lock = lock;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /** Returns the columns of the result. */
  public ResultColumns columns() {
    return node.columns();
  }

  @Override
  public List<BoundTable> tables() {
    return tables;
  }

  /** Returns how rows are locked, or null if they are not. */
  public Query.@Nullable Lock lock() {
    return lock;
  }

  QueryNode node() {
    return node;
  }

  @Override
  public boolean isCurrent(Database database) {
    for (BoundTable table : tables) {
      if (table.keyspace(database) == null) {
        return false;
      }
    }
    return true;
  }

  /** Returns the rows, which the caller closes. */
  public Rows open(Execution execution) throws SQLException {
    return node.open(execution);
  }
}
