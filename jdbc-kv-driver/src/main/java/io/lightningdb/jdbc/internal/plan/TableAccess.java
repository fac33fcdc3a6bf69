package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.KeySet;
import io.lightningdb.jdbc.internal.exec.Relation;
import io.lightningdb.jdbc.internal.exec.TableReader;
import io.lightningdb.jdbc.internal.exec.TableScan;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table are found.
 *
 * @param access which keys are read
 */
record TableAccess(TableReader reader, KeyAccess access) implements Relation {

  @Override
  public TableScan open(Execution execution, @Nullable Row outer) throws SQLException {
    KeySet keys = access.keys(execution, outer == null ? Row.EMPTY : outer);
    return reader.open(execution, keys, outer);
  }

  /** Returns the same, from the last row to the first. */
  TableAccess reversed() {
    return new TableAccess(
        new TableReader(
            reader.table(),
            reader.format(),
            reader.index(),
            !reader.backwards(),
            reader.filter(),
            reader.met(),
            reader.locks()),
        access);
  }
}
