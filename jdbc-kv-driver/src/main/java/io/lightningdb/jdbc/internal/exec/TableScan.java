package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.row.RowView;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table that a statement asks for, one after the other. */
public final class TableScan implements RowSource {

  private final Execution execution;
  private final Entries entries;
  private final RowView row;
  private final Row evaluated;
  private final List<? extends Expression> filter;
  private final List<? extends Expression> met;
  private final @Nullable RowLocks locks;
  private final Keyspace keyspace;

  /**
   * @param row what reads the rows
   * @param evaluated what conditions are evaluated on; null for the row itself
   * @param filter conditions that all have to be true
   * @param met conditions that the entries have met, if their rows are no newer
   * @param locks locks each row that is found; null if none is to be locked
   */
  TableScan(
      Execution execution,
      Keyspace keyspace,
      Entries entries,
      RowView row,
      @Nullable Row evaluated,
      List<? extends Expression> filter,
      List<? extends Expression> met,
      @Nullable RowLocks locks) {
    this.execution = execution;
    this.keyspace = keyspace;
    this.entries = entries;
    this.row = row;
    this.evaluated = evaluated == null ? row : evaluated;
    this.filter = filter;
    this.met = met;
    this.locks = locks;
  }

  /** Goes to the next row. */
  @Override
  public boolean next() throws SQLException {
    while (entries.next()) {
      execution.cancellation().check();
      if (row.load(entries.key(), entries.value())
          && isWanted(entries.isInPlace(row))
          && (locks == null || isLocked(locks))) {
        return true;
      }
    }
    return false;
  }

  /*
   * A row that has moved elsewhere in an index is passed over. Not so where rows are locked: who changes a
   * row waits for who has changed it before, and goes by the conditions then, or the change would be lost
   * on a row that had moved by one place.
   */
  private boolean isWanted(boolean inPlace) throws SQLException {
    if (inPlace) {
      return execution.matches(filter, evaluated);
    }
    return locks != null && locks.isLocking() && matchesAll();
  }

  private boolean matchesAll() throws SQLException {
    return execution.matches(filter, evaluated) && execution.matches(met, evaluated);
  }

  /** Locks the row and returns whether it is there still, and still what was asked for. */
  @SuppressWarnings("ReferenceEquality") // SKIPPED is one object
  private boolean isLocked(RowLocks by) throws SQLException {
    byte[] present = by.lock(keyspace, entries.key(), entries.value());
    if (present == null || present == RowLocks.SKIPPED) {
      return false;
    }
    if (Arrays.equals(present, entries.value())) {
      return true;
    }
    return row.load(entries.key(), present) && matchesAll();
  }

  @Override
  public long skip(long count) throws SQLException {
    if (!filter.isEmpty() || locks != null || !row.showsAll() || !entries.areRows()) {
      return RowSource.super.skip(count);
    }
    // Nothing of the rows has to be read.
    long skipped = 0;
    while (skipped < count && entries.next()) {
      execution.cancellation().check();
      skipped++;
    }
    return skipped;
  }

  @Override
  public RowView row() {
    return row;
  }

  /** Returns the key of the row it is on. */
  public byte[] key() {
    return entries.key();
  }

  @Override
  public void close() {
    entries.close();
  }
}
