package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.row.Row;
import org.jspecify.annotations.Nullable;

/** A row whose values are in an array, and after it another one. */
public final class ArrayRow implements Row {

  private static final @Nullable Object[] NOTHING = {};

  private @Nullable Object[] values = NOTHING;

  public void set(@Nullable Object[] newValues) {
    values = newValues;
  }

  @Override
  public @Nullable Object get(int ordinal) {
    return values[ordinal];
  }
}
