package io.lightningdb.jdbc.internal.row;

import org.jspecify.annotations.Nullable;

/** The values of a row, by the ordinals of their columns. */
public interface Row {

  /** A row without columns. */
  Row EMPTY =
      ordinal -> {
        throw new IndexOutOfBoundsException(ordinal);
      };

  /** Returns the value of a column, or null. An array must not be changed. */
  @Nullable Object get(int ordinal);
}
