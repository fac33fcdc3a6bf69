package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.function.Aggregate;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group and what its aggregates have come to. */
final class Group extends KeyEntry {

  /** About what an accumulator takes, beside texts and bytes that it keeps. */
  private static final int ACCUMULATOR_BYTES = 64;

  private final Aggregate.Accumulator[] accumulators;
  private long variableBytes;

  /** Stands for the key where a short one will do. */
  private final Long number;

  Group(@Nullable Object[] key, int hash, long number, List<AggregateUse> aggregates) {
    super(key, hash);
    this.number = number;
    accumulators = new Aggregate.Accumulator[aggregates.size()];
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i] = aggregates.get(i).aggregate().begin();
    }
  }

  /** Returns about what a group takes, with its key and without texts that its aggregates keep. */
  static long bytes(@Nullable Object[] row, int keyColumns, int aggregates) {
    return KeyTable.ENTRY_BYTES
        + RowBytes.ofFirst(row, keyColumns)
        + (long) ACCUMULATOR_BYTES * aggregates;
  }

  Long number() {
    return number;
  }

  /** Gives an aggregate the arguments of one row. */
  void add(int aggregate, @Nullable Object[] arguments) throws SQLException {
    accumulators[aggregate].add(arguments);
  }

  /**
   * Notes how much the texts and bytes among a row's arguments take, of which an aggregate such as
   * MAX keeps one, and returns by how much that is more than for every row before.
   */
  long growTo(long bytes) {
    long more = Math.max(0, bytes - variableBytes);
    variableBytes += more;
    return more;
  }

  /** Returns the key's values, and behind them what the aggregates have come to. */
  @Nullable Object[] result() throws SQLException {
    @Nullable Object[] row = Arrays.copyOf(key, key.length + accumulators.length);
    for (int i = 0; i < accumulators.length; i++) {
      row[key.length + i] = accumulators[i].result();
    }
    return row;
  }
}
