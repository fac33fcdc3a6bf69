package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/*
 * Rows are kept in a hash table while memory reaches. From the first on that does not fit, none is
 * added any more, and those that are not in the table are sorted instead. So what is sorted is never
 * in the table, and its own duplicates lie side by side.
 */
/**
 * Rows without duplicates. NULL equals NULL here, and values are equal that compare as such, even
 * if they look different. Of rows that are equal the first one is given. Serves one thread at a
 * time; after a failure it can only be closed.
 */
public final class DistinctRows implements AutoCloseable {

  private final SpillSpace space;
  private final MemoryUse memory;
  private @Nullable KeyTable<KeyEntry> seen;
  private boolean finished;
  private @Nullable RowSorter later;
  private @Nullable RowOrder order;
  private @Nullable Object @Nullable [] previous;

  public DistinctRows(SpillSpace space) {
    this.space = space;
    // The rest is for sorting.
    this.memory = new MemoryUse(space, space.budgetBytes() / 2);
  }

  /**
   * Adds a row, of as many columns as the others. The array remains the caller's.
   *
   * @return whether the row is known to be new. If not, it is a duplicate, or {@link #next} will
   *     give it
   */
  public boolean add(@Nullable Object[] row) throws SQLException {
    if (finished) {
      throw new IllegalStateException("no more rows can be added");
    }
    if (seen == null) {
      seen = new KeyTable<>(row.length);
    }
    int hash = ValueHash.ofFirst(row, row.length);
    if (seen.find(row, hash) != null) {
      return false;
    }
    if (later == null && memory.tryTake(RowBytes.of(row) + KeyTable.ENTRY_BYTES)) {
      seen.add(new KeyEntry(row.clone(), hash));
      return true;
    }
    sorter(row.length).add(row.clone());
    return false;
  }

  private RowSorter sorter(int columns) {
    if (later == null) {
      order = RowOrder.ofFirst(columns);
      later = new RowSorter(order, Long.MAX_VALUE, space);
    }
    return later;
  }

  /** Says that all rows have been added. */
  public void finish() throws SQLException {
    finished = true;
    seen = null;
    memory.release();
    if (later != null) {
      later.finish();
    }
  }

  /**
   * Returns the next of the rows that {@link #add} could not tell to be new, which belongs to the
   * caller but may not be changed before the next call; null at the end.
   */
  public @Nullable Object @Nullable [] next() throws SQLException {
    if (later == null || order == null) {
      return null;
    }
    @Nullable Object[] row = later.next();
    while (row != null && previous != null && order.compare(row, previous) == 0) {
      row = later.next();
    }
    previous = row;
    return row;
  }

  /** Gives back memory and files. A second call does nothing. */
  @Override
  public void close() {
    finished = true;
    seen = null;
    memory.release();
    if (later != null) {
      later.close();
    }
  }
}
