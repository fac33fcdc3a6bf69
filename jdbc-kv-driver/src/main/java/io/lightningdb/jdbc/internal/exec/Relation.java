package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What rows can be read from. Immutable. */
public interface Relation {

  /**
   * Begins to read.
   *
   * @param outer the row that conditions are evaluated on, which has what was read before; null if
   *     this is all that is read, and rows are evaluated by themselves
   */
  RowSource open(Execution execution, @Nullable Row outer) throws SQLException;
}
