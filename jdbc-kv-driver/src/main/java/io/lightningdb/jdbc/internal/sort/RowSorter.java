package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Where only the first rows are asked for, twice as many are collected at most, then sorted, and
 * the worse half forgotten: from there on a row that is not better than the worst of the others is
 * refused at once. A heap would do the same with a sequence number for each row, without which it
 * is not stable.
 */
/**
 * Collects rows and gives them back sorted. Rows that are equal come in the order in which they
 * were added. Serves one thread at a time; after a failure it can only be closed.
 */
public final class RowSorter implements AutoCloseable {

  private static final int POINTER_BYTES = 8;

  /** More rows than fit into any heap: a limit beyond is none. */
  private static final long LIMIT_MAX = 1 << 30;

  /** How many rows beyond the limit are collected at least before they are sorted. */
  private static final int SURPLUS_ROWS_MIN = 64;

  private enum State {
    COLLECTING,
    GIVING,
    FAILED,
    CLOSED
  }

  private final RowOrder order;
  private final long limit;
  private final MemoryUse memory;
  private final Runs runs;

  private State state = State.COLLECTING;
  private List<@Nullable Object[]> rows = new ArrayList<>();

  /** The worst of as many rows as are asked for, if there have been so many. */
  private @Nullable Object @Nullable [] worst;

  private RowSource source = () -> null;
  private long left;

  /**
   * @param limit how many rows will be asked for at most; {@link Long#MAX_VALUE} for all
   */
  public RowSorter(RowOrder order, long limit, SpillSpace space) {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit of " + limit);
    }
    this.order = order;
    this.limit = limit;
    this.left = limit;
    this.memory = new MemoryUse(space, Long.MAX_VALUE);
    this.runs = new Runs(order, limit, space);
  }

  /** Adds a row, which belongs to the sorter from now on. */
  public void add(@Nullable Object[] row) throws SQLException {
    require(State.COLLECTING);
    if (limit == 0 || (worst != null && order.compare(row, worst) >= 0)) {
      return;
    }
    long bytes = bytes(row);
    if (!memory.tryTake(bytes)) {
      makeRoom();
      if (!memory.tryTake(bytes)) {
        memory.take(bytes);
      }
    }
    rows.add(row);
    if (limit < LIMIT_MAX && rows.size() - limit > Math.max(limit, SURPLUS_ROWS_MIN)) {
      forgetSurplus();
    }
  }

  private static long bytes(@Nullable Object[] row) {
    return RowBytes.of(row) + POINTER_BYTES;
  }

  private void makeRoom() throws SQLException {
    // Sorting pays only if it makes room for more than a few rows.
    if (rows.size() - limit > limit / 4) {
      forgetSurplus();
    } else if (!rows.isEmpty()) {
      spill();
    }
  }

  private void forgetSurplus() throws SQLException {
    state = State.FAILED;
    sort();
    memory.release();
    for (@Nullable Object[] row : rows) {
      memory.take(bytes(row));
    }
    state = State.COLLECTING;
  }

  private void spill() throws SQLException {
    state = State.FAILED;
    sort();
    runs.add(rows);
    rows.clear();
    memory.release();
    state = State.COLLECTING;
  }

  /** Sorts the rows and forgets those beyond the limit. */
  private void sort() throws SQLException {
    order.sort(rows);
    if (rows.size() > limit) {
      rows.subList((int) limit, rows.size()).clear();
    }
    if (rows.size() == limit && limit > 0) {
      worst = rows.get((int) limit - 1);
    }
  }

  /** Says that all rows have been added. */
  public void finish() throws SQLException {
    require(State.COLLECTING);
    state = State.FAILED;
    if (runs.isEmpty()) {
      sort();
      source = new ListSource(rows);
    } else {
      if (!rows.isEmpty()) {
        spill();
        state = State.FAILED;
      }
      source = runs.merge();
    }
    rows = new ArrayList<>();
    state = State.GIVING;
  }

  /** Returns the next row, which belongs to the caller, or null at the end. */
  public @Nullable Object @Nullable [] next() throws SQLException {
    require(State.GIVING);
    if (left == 0) {
      return null;
    }
    state = State.FAILED;
    @Nullable Object[] row = source.next();
    state = State.GIVING;
    if (row == null) {
      left = 0;
    } else {
      left--;
    }
    if (left == 0) {
      release();
    }
    return row;
  }

  private void require(State required) {
    if (state != required) {
      throw new IllegalStateException("the sorter is " + state + " and not " + required);
    }
  }

  private void release() {
    source = () -> null;
    rows = new ArrayList<>();
    worst = null;
    memory.release();
    runs.close();
  }

  /** Gives back memory and files. A second call does nothing. */
  @Override
  public void close() {
    state = State.CLOSED;
    release();
  }

  /** Rows in memory, forgotten as they are given. */
  private static final class ListSource implements RowSource {

    private static final @Nullable Object[] FORGOTTEN = {};

    private final List<@Nullable Object[]> rows;
    private int next;

    ListSource(List<@Nullable Object[]> rows) {
      this.rows = rows;
    }

    @Override
    public @Nullable Object @Nullable [] next() {
      if (next == rows.size()) {
        return null;
      }
      return rows.set(next++, FORGOTTEN);
    }
  }
}
