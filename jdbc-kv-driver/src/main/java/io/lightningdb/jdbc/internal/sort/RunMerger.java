package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A binary heap over the runs' first rows. Rows that are equal come in the order of their runs, and
 * a run holds what came before all of the next one: so the whole is as stable as its parts.
 */
/** Merges sorted runs. */
final class RunMerger implements RowSource {

  private final RowOrder order;
  private final Head[] heap;
  private int size;

  /** A run and its first row that has not been given. */
  private static final class Head {

    private final RunReader reader;
    private final int index;
    private @Nullable Object[] row;

    Head(RunReader reader, int index, @Nullable Object[] row) {
      this.reader = reader;
      this.index = index;
      this.row = row;
    }
  }

  /**
   * @param runs in the order in which their rows came
   */
  RunMerger(List<Run> runs, RowOrder order) throws SQLException {
    this.order = order;
    this.heap = new Head[runs.size()];
    for (Run run : runs) {
      RunReader reader = new RunReader(run);
      @Nullable Object[] row = reader.next();
      if (row != null) {
        siftUp(new Head(reader, size, row), size);
        size++;
      }
    }
  }

  @Override
  public @Nullable Object @Nullable [] next() throws SQLException {
    if (size == 0) {
      return null;
    }
    @Nullable Object[] row = heap[0].row;
    advance();
    return row;
  }

  private void advance() throws SQLException {
    Head first = heap[0];
    @Nullable Object[] row = first.reader.next();
    if (row != null) {
      first.row = row;
      siftDown(first);
    } else {
      size--;
      Head last = heap[size];
      if (size > 0) {
        siftDown(last);
      }
    }
  }

  private void siftUp(Head head, int index) throws SQLException {
    int at = index;
    while (at > 0 && isBefore(head, heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = head;
  }

  /** Puts {@code head} in the place of the first. */
  private void siftDown(Head head) throws SQLException {
    int at = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], head)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = head;
  }

  private boolean isBefore(Head a, Head b) throws SQLException {
    int comparison = order.compare(a.row, b.row);
    return comparison != 0 ? comparison < 0 : a.index < b.index;
  }
}
