package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Keyspace;
import io.lightningdb.ReadView;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table are read. Immutable.
 *
 * @param index the index whose keys are given, or null for the table's own
 * @param filter conditions that all have to be true
 * @param met conditions that the entries of the index have met
 * @param locks whether each row that is found is locked, if the execution locks any
 */
public record TableReader(
    BoundTable table,
    RowFormat format,
    @Nullable IndexFormat index,
    boolean backwards,
    List<? extends Expression> filter,
    List<? extends Expression> met,
    boolean locks) {

  public TableReader {
    filter = List.copyOf(filter);
    met = List.copyOf(met);
  }

  /**
   * Begins to read.
   *
   * @param evaluated what conditions are evaluated on; null for the rows themselves
   */
  public TableScan open(Execution execution, KeySet keys, @Nullable Row evaluated) {
    Keyspace keyspace = execution.keyspace(table);
    RowLocks by = locks ? execution.locks() : null;
    if (by != null && by.isLocking() && index == null && keys.intervals().isEmpty()) {
      // To lock a key tells what is there, and nothing older has been read then.
      Entries locked = new LockedEntries(by, keyspace, keys.keys(), backwards);
      return new TableScan(
          execution,
          keyspace,
          locked,
          format.viewAt(execution::startMillis),
          evaluated,
          filter,
          met,
          null);
    }
    return new TableScan(
        execution,
        keyspace,
        entries(execution, keyspace, keys),
        format.viewAt(execution::startMillis),
        evaluated,
        filter,
        met,
        by);
  }

  private Entries entries(Execution execution, Keyspace keyspace, KeySet keys) {
    if (index == null) {
      ReadView view =
          keys.isOneCall() && execution.isOfOneTable()
              ? execution.once(keyspace)
              : execution.view(keyspace);
      return keys.open(view, backwards);
    }
    ReadView view = execution.view(execution.keyspace(index.index()));
    return new IndexEntries(execution, keys.open(view, backwards), index, execution.view(keyspace));
  }
}
