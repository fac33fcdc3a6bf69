package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.sort.RowBuckets;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The first row's partners are read as they are asked for: often there is one row only, or somebody
 * wants only the first few.
 */
/** Looks up the rows of a {@link HashedRelation}. */
final class HashedLookup implements Relation.Lookup {

  private final HashedRelation relation;
  private final Execution execution;
  private @Nullable RowBuckets buckets;
  private int opened;

  /** Whether all rows are kept: not if memory did not reach, or to read them failed. */
  private boolean complete;

  HashedLookup(HashedRelation relation, Execution execution) {
    this.relation = relation;
    this.execution = execution;
  }

  @Override
  public RowSource open(Row outer) throws SQLException {
    if (opened++ == 1) {
      complete = collect();
    }
    RowBuckets present = buckets;
    if (present == null || !complete) {
      return relation.anew().open(execution, outer);
    }
    @Nullable Object[] key = new @Nullable Object[relation.outer().size()];
    evaluate(relation.outer(), outer, key);
    return new Found(present.find(key).iterator(), outer);
  }

  /** Reads all rows; returns whether there is room for them. */
  private boolean collect() throws SQLException {
    RowBuckets all = new RowBuckets(relation.inner().size(), execution.spill());
    buckets = all;
    JoinedRow alone = new JoinedRow(relation.sizes());
    @Nullable Object[] key = new @Nullable Object[relation.inner().size()];
    int columns = relation.sizes()[relation.part()];
    try (RowSource source = relation.rows().open(execution, alone)) {
      alone.set(relation.part(), source.row());
      while (source.next()) {
        execution.cancellation().check();
        evaluate(relation.inner(), alone, key);
        @Nullable Object[] row = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = source.row().get(i);
        }
        if (!all.add(key, row)) {
          all.clear();
          return false;
        }
      }
    }
    return true;
  }

  private void evaluate(List<Expression> expressions, Row row, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      values[i] = execution.evaluate(expressions.get(i), row);
    }
  }

  @Override
  public void close() {
    if (buckets != null) {
      buckets.clear();
    }
  }

  /** The rows with the key that is looked for. */
  private final class Found implements RowSource {

    private final Iterator<@Nullable Object[]> rows;
    private final Row joined;
    private final ArrayRow row = new ArrayRow();

    Found(Iterator<@Nullable Object[]> rows, Row joined) {
      this.rows = rows;
      this.joined = joined;
    }

    @Override
    public boolean next() throws SQLException {
      while (rows.hasNext()) {
        execution.cancellation().check();
        row.set(rows.next());
        if (execution.matches(relation.rest(), joined)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Row row() {
      return row;
    }

    @Override
    public void close() {}
  }
}
