package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.row.Row;

/** One row without columns: what a query reads that has no FROM. */
public final class SingleRow implements RowSource {

  private boolean done;

  @Override
  public boolean next() {
    boolean first = !done;
    done = true;
    return first;
  }

  @Override
  public Row row() {
    return Row.EMPTY;
  }

  @Override
  public void close() {}
}
