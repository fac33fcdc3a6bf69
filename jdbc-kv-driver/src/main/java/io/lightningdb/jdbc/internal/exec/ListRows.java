package io.lightningdb.jdbc.internal.exec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that are there already. */
public final class ListRows implements Rows {

  private final List<@Nullable Object[]> rows;
  private int current = -1;

  public ListRows(List<@Nullable Object[]> rows) {
    this.rows = rows;
  }

  @Override
  public boolean next() {
    if (current < rows.size()) {
      current++;
    }
    return current < rows.size();
  }

  @Override
  public @Nullable Object value(int column) {
    return rows.get(current)[column];
  }

  @Override
  public void close() {}
}
