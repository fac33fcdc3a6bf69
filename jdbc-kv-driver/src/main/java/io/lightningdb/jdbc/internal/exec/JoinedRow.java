package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.row.Row;
import org.jspecify.annotations.Nullable;

/** A row of several tables: the columns of one behind those of the other. */
final class JoinedRow implements Row {

  /** For each column the table it is of. */
  private final int[] parts;

  /** For each column its place there. */
  private final int[] ordinals;

  private final @Nullable Row[] rows;

  /**
   * @param sizes how many columns each table has
   */
  JoinedRow(int[] sizes) {
    int columns = 0;
    for (int size : sizes) {
      columns += size;
    }
    parts = new int[columns];
    ordinals = new int[columns];
    rows = new @Nullable Row[sizes.length];
    int column = 0;
    for (int part = 0; part < sizes.length; part++) {
      for (int ordinal = 0; ordinal < sizes[part]; ordinal++) {
        parts[column] = part;
        ordinals[column++] = ordinal;
      }
    }
  }

  /** Sets the row of a table; null for one whose columns are all null. */
  void set(int part, @Nullable Row row) {
    rows[part] = row;
  }

  @Override
  public @Nullable Object get(int ordinal) {
    Row row = rows[parts[ordinal]];
    return row == null ? null : row.get(ordinals[ordinal]);
  }
}
