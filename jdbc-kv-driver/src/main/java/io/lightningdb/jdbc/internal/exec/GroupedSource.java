package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.sort.AggregateUse;
import io.lightningdb.jdbc.internal.sort.GroupedRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row for each group of rows: what they have in common, and the results of aggregates. All rows
 * are read before the first group comes.
 */
public final class GroupedSource implements RowSource {

  private final Execution execution;
  private final RowSource source;
  private final List<Expression> read;
  private final List<AggregateUse> aggregates;
  private final GroupedRows groups;
  private final boolean countsOnly;
  private final ArrayRow row = new ArrayRow();
  private boolean grouped;

  /**
   * @param keys what rows of a group have in common
   * @param arguments the arguments of the aggregates, those of the first one first
   */
  public GroupedSource(
      Execution execution,
      RowSource source,
      List<Expression> keys,
      List<Expression> arguments,
      List<AggregateUse> aggregates) {
    this.execution = execution;
    this.source = source;
    this.read = new ArrayList<>(keys);
    this.read.addAll(arguments);
    this.aggregates = aggregates;
    this.groups = new GroupedRows(keys.size(), aggregates, execution.spill());
    // COUNT(*) is the only one without an argument: then nothing of the rows has to be read.
    this.countsOnly = read.isEmpty();
  }

  @Override
  public boolean next() throws SQLException {
    if (!grouped) {
      grouped = true;
      if (countsOnly) {
        return count();
      }
      group();
    }
    @Nullable Object[] values = countsOnly ? null : groups.next();
    if (values == null) {
      return false;
    }
    row.set(values);
    return true;
  }

  private boolean count() throws SQLException {
    Long count = source.skip(Long.MAX_VALUE);
    source.close();
    @Nullable Object[] values = new @Nullable Object[aggregates.size()];
    Arrays.fill(values, count);
    row.set(values);
    return true;
  }

  private void group() throws SQLException {
    @Nullable Object[] values = new @Nullable Object[read.size()];
    while (source.next()) {
      execution.cancellation().check();
      for (int i = 0; i < values.length; i++) {
        values[i] = execution.evaluate(read.get(i), source.row());
      }
      groups.add(values);
    }
    source.close();
    groups.finish();
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public void close() {
    source.close();
    groups.close();
  }
}
