package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.sql.Query;
import java.sql.SQLException;

/** Looks up the names in queries inside of expressions. */
@FunctionalInterface
public interface QueryBinder {

  /**
   * Binds a query.
   *
   * @param outer where names are looked up that the query itself does not know
   */
  Subquery bind(Query query, Scope outer) throws SQLException;
}
