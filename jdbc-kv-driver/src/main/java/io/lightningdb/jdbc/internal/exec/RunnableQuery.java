package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Subquery;
import java.sql.SQLException;

/** A query inside of an expression, with how it is run. Immutable. */
public interface RunnableQuery extends Subquery {

  /**
   * Returns the rows, which the caller closes.
   *
   * @param execution knows the values of {@link #outer}
   */
  Rows open(Execution execution) throws SQLException;
}
