package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A statement that returns rows. */
public sealed interface QueryPlan extends Plan
    permits SelectPlan, CountPlan, ValuesPlan, ExplainPlan {

  /** Returns the columns of the result. */
  ResultColumns columns();

  /** Returns the table that is read, or null if there is none. */
  @Nullable BoundTable table();

  /** Returns the rows, which the caller closes. */
  Rows open(Execution execution) throws SQLException;
}
