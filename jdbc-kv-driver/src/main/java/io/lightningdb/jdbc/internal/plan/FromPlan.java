package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.HashedRelation;
import io.lightningdb.jdbc.internal.exec.JoinedRows;
import io.lightningdb.jdbc.internal.exec.Relation;
import io.lightningdb.jdbc.internal.exec.RowSource;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of all tables of a query are read. Immutable.
 *
 * @param access how the rows of the only table are found; null if there are several, or a query
 * @param steps what is read for each row of what was read before
 * @param sizes how many columns each table has, in the order in which they are written
 * @param ordered whether rows come in the order asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
record FromPlan(@Nullable TableAccess access, List<Step> steps, int[] sizes, boolean ordered)
    implements Relation {

  /**
   * What is read for each row of what was read before.
   *
   * @param index the place of the table among those behind FROM
   * @param filter conditions on the rows that came of it
   */
  record Step(FromPart part, Relation relation, int index, List<Condition> filter) {

    Step {
      filter = List.copyOf(filter);
    }

    Step withFilter(List<Condition> newFilter) {
      return new Step(part, relation, index, newFilter);
    }
  }

  static FromPlan of(TableAccess access, boolean ordered) {
    return new FromPlan(access, List.of(), new int[0], ordered);
  }

  static FromPlan of(List<Step> steps, int[] sizes, boolean ordered) {
    return new FromPlan(null, List.copyOf(steps), sizes, ordered);
  }

  @Override
  public RowSource open(Execution execution, @Nullable Row outer) throws SQLException {
    return access == null
        ? new JoinedRows(execution, FromPlanner.steps(steps), sizes)
        : access.open(execution, outer);
  }

  private static List<String> explain(Relation relation) {
    if (relation instanceof HashedRelation hashed) {
      return HashJoin.explain(hashed);
    }
    return relation instanceof TableAccess table
        ? AccessText.of(table)
        : AccessText.of((DerivedAccess) relation);
  }

  List<String> explain() {
    if (access != null) {
      return AccessText.of(access);
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      List<String> part = explain(step.relation());
      if (i > 0) {
        lines.add(
            step.part().left()
                ? "for each row so far, or once with nulls if there are none:"
                : "for each row so far:");
      }
      lines.addAll(part);
      if (!step.filter().isEmpty()) {
        lines.add("tested on each row that came of it: " + AccessText.join(step.filter()));
      }
    }
    return lines;
  }
}
