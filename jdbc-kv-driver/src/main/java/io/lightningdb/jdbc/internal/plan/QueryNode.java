package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import java.sql.SQLException;
import java.util.List;

/** A query, or one inside of another. Immutable. */
interface QueryNode {

  /** Returns the columns of the result. */
  ResultColumns columns();

  /** Returns the rows, which the caller closes. */
  Rows open(Execution execution) throws SQLException;

  /** Returns what EXPLAIN says. */
  List<String> explain();
}
