package io.lightningdb.jdbc.internal.expression;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Runs the queries inside of a statement's expressions. Serves one thread at a time. */
public interface Subqueries {

  /**
   * Returns whether a query has a row.
   *
   * @param outer the values of {@link Subquery#outer}
   */
  boolean exists(Subquery query, @Nullable Object[] outer) throws SQLException;

  /**
   * Returns the value that a query of one column gives; null if it has no row.
   *
   * @throws SQLException if it has several
   */
  @Nullable Object value(Subquery query, @Nullable Object[] outer) throws SQLException;

  /**
   * Returns whether a query has a row that is equal to {@code values}; null if that is not known
   * because of nulls.
   *
   * @param withoutBlanks whether blanks at the end of texts don't count
   */
  @Nullable Boolean contains(
      Subquery query, @Nullable Object[] outer, @Nullable Object[] values, boolean withoutBlanks)
      throws SQLException;
}
