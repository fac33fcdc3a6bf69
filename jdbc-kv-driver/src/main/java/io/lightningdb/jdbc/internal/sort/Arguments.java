package io.lightningdb.jdbc.internal.sort;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a row the arguments of an aggregate are. Serves one thread at a time. */
final class Arguments {

  private final int start;
  private final @Nullable Object[] values;

  private Arguments(int start, int count) {
    this.start = start;
    this.values = new @Nullable Object[count];
  }

  /** Returns those of each aggregate, one behind the other, after the key. */
  static Arguments[] of(int keyColumns, List<AggregateUse> aggregates) {
    Arguments[] all = new Arguments[aggregates.size()];
    int start = keyColumns;
    for (int i = 0; i < all.length; i++) {
      all[i] = new Arguments(start, aggregates.get(i).arguments());
      start += aggregates.get(i).arguments();
    }
    return all;
  }

  int count() {
    return values.length;
  }

  /** Returns the arguments in {@code row}, in an array that the next call uses again. */
  @Nullable Object[] in(@Nullable Object[] row) {
    // A loop, as there are one or two: an array copy takes longer to begin.
    for (int i = 0; i < values.length; i++) {
      values[i] = row[start + i];
    }
    return values;
  }

  /** Replaces the arguments in {@code row} by nulls. */
  void clear(@Nullable Object[] row) {
    Arrays.fill(row, start, start + values.length, null);
  }
}
