package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several relations joined: for each row of the first its partners in the second are looked up, and
 * so on.
 */
public final class JoinedRows implements RowSource {

  /**
   * A relation and how it is joined to those before it.
   *
   * @param part which of the tables it is, in the order in which they are written
   * @param left whether a row before it is kept that finds no partner here
   * @param filter conditions on the rows that came of it
   */
  public record Step(Relation relation, int part, boolean left, List<? extends Expression> filter) {

    public Step {
      filter = List.copyOf(filter);
    }
  }

  private final Execution execution;
  private final List<Step> steps;
  private final JoinedRow row;
  private final List<Relation.Lookup> lookups = new ArrayList<>();
  private final @Nullable RowSource[] sources;

  /** For each step whether the row before it has found a partner. */
  private final boolean[] matched;

  private boolean begun;

  /**
   * @param sizes how many columns each table has, in the order in which they are written
   */
  public JoinedRows(Execution execution, List<Step> steps, int[] sizes) {
    this.execution = execution;
    this.steps = steps;
    this.row = new JoinedRow(sizes);
    this.sources = new @Nullable RowSource[steps.size()];
    this.matched = new boolean[steps.size()];
    for (Step step : steps) {
      lookups.add(step.relation.lookup(execution));
    }
  }

  @Override
  public boolean next() throws SQLException {
    int last = steps.size() - 1;
    int level = begun ? last : 0;
    if (!begun) {
      begun = true;
      open(0);
    }
    while (level >= 0) {
      if (!advance(level)) {
        close(level--);
      } else if (level == last) {
        return true;
      } else {
        open(++level);
      }
    }
    return false;
  }

  private void open(int level) throws SQLException {
    Step step = steps.get(level);
    RowSource source = lookups.get(level).open(row);
    sources[level] = source;
    matched[level] = false;
    row.set(step.part, source.row());
  }

  /** Goes to the next row of a step; returns whether there is one. */
  private boolean advance(int level) throws SQLException {
    Step step = steps.get(level);
    RowSource source = sources[level];
    if (source == null) {
      return false;
    }
    while (source.next()) {
      matched[level] = true;
      if (execution.matches(step.filter, row)) {
        return true;
      }
    }
    if (!step.left || matched[level]) {
      return false;
    }
    matched[level] = true;
    row.set(step.part, null);
    return execution.matches(step.filter, row);
  }

  private void close(int level) {
    RowSource source = sources[level];
    sources[level] = null;
    if (source != null) {
      source.close();
    }
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public void close() {
    for (int level = steps.size() - 1; level >= 0; level--) {
      close(level);
    }
    lookups.forEach(Relation.Lookup::close);
  }
}
