package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows to look others up in, as IN does: what is compared with NULL is neither equal nor different.
 * Serves one thread at a time.
 */
public final class RowSet {

  private final int columns;
  private final MemoryUse memory;
  private final KeyTable<KeyEntry> rows;

  /** Those of the rows that a null is in. */
  private final List<KeyEntry> withNulls = new ArrayList<>();

  public RowSet(int columns, SpillSpace space) {
    this.columns = columns;
    this.rows = new KeyTable<>(columns);
    // The rest is for sorting.
    this.memory = new MemoryUse(space, space.budgetBytes() / 2);
  }

  /**
   * Adds a row. The array remains the caller's.
   *
   * @return whether there is room for it; if not, the set is not whole, and of no use
   */
  public boolean add(@Nullable Object[] row) throws SQLException {
    int hash = ValueHash.ofFirst(row, columns);
    if (rows.find(row, hash) != null) {
      return true;
    }
    if (!memory.tryTake(RowBytes.of(row) + KeyTable.ENTRY_BYTES)) {
      return false;
    }
    KeyEntry entry = new KeyEntry(row.clone(), hash);
    rows.add(entry);
    if (hasNull(row)) {
      withNulls.add(entry);
    }
    return true;
  }

  /** Returns the first values of all rows that are not null; null if there are too many. */
  public @Nullable List<Object> firstValues(long max) {
    if (rows.entries().size() > max) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (KeyEntry entry : rows.entries()) {
      Object value = entry.key[0];
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static boolean hasNull(@Nullable Object[] row) {
    return Arrays.stream(row).anyMatch(Objects::isNull);
  }

  /** Returns whether a row is among these; null if that is not known because of nulls. */
  public @Nullable Boolean contains(@Nullable Object[] row) throws SQLException {
    if (hasNull(row)) {
      return isPossible(row, rows.entries()) ? null : (Boolean) false;
    }
    if (rows.find(row, ValueHash.ofFirst(row, columns)) != null) {
      return true;
    }
    return isPossible(row, withNulls) ? null : (Boolean) false;
  }

  private static boolean isPossible(@Nullable Object[] row, List<KeyEntry> among)
      throws SQLException {
    for (KeyEntry entry : among) {
      if (!Boolean.FALSE.equals(isEqual(row, entry.key))) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether two rows are equal; null if that is not known because of nulls. */
  public static @Nullable Boolean isEqual(@Nullable Object[] a, @Nullable Object[] b)
      throws SQLException {
    boolean unknown = false;
    for (int i = 0; i < a.length; i++) {
      Object x = a[i];
      Object y = b[i];
      if (x == null || y == null) {
        unknown = true;
      } else if (Comparison.compare(x, y) != 0) {
        return false;
      }
    }
    return unknown ? null : (Boolean) true;
  }

  /** Forgets all rows, and gives their memory back. */
  public void clear() {
    rows.clear();
    withNulls.clear();
    memory.release();
  }
}
