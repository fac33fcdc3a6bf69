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

  /** Returns what reads it for one row after the other, which the caller closes. */
  default Lookup lookup(Execution execution) {
    return outer -> open(execution, outer);
  }

  /** Reads a relation for one row after the other. For one thread at a time. */
  @FunctionalInterface
  interface Lookup extends AutoCloseable {

    /** Begins to read for the row that {@code outer} is on; what was begun before is closed. */
    RowSource open(Row outer) throws SQLException;

    /** Gives back what was kept. A second call does nothing. */
    @Override
    default void close() {}
  }
}
