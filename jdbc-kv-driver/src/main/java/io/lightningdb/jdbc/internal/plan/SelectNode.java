package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.DistinctResult;
import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.FilteredSource;
import io.lightningdb.jdbc.internal.exec.GroupedSource;
import io.lightningdb.jdbc.internal.exec.LimitedRows;
import io.lightningdb.jdbc.internal.exec.ListRows;
import io.lightningdb.jdbc.internal.exec.QueryRows;
import io.lightningdb.jdbc.internal.exec.RowSource;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.exec.SingleRow;
import io.lightningdb.jdbc.internal.exec.SortedRows;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.sort.RowOrder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SELECT. Immutable.
 *
 * @param from how rows are read; null where there is no FROM
 * @param conditions what has to be true where there is no FROM, or of a group
 * @param groups how rows are grouped; null if they are not
 * @param expressions what each column of the result is, and behind them what is sorted by
 * @param order how rows are sorted; null if they come in their order, or in any
 * @param atOnce whether all rows are read before the first is returned: because they are locked
 */
record SelectNode(
    @Nullable FromPlan from,
    List<Condition> conditions,
    @Nullable GroupScope groups,
    List<Expression> expressions,
    boolean distinct,
    @Nullable RowOrder order,
    RowLimits limits,
    ResultColumns columns,
    boolean atOnce)
    implements QueryNode {

  SelectNode {
    conditions = List.copyOf(conditions);
    expressions = List.copyOf(expressions);
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    long limit = limits.limit(execution);
    long offset = limits.offset(execution);
    RowSource source = source(execution);
    if (!distinct && order == null) {
      Rows rows = new QueryRows(execution, source, expressions, offset, limit);
      return atOnce ? collected(rows) : rows;
    }
    Rows rows = new QueryRows(execution, source, expressions, 0, Long.MAX_VALUE);
    if (distinct) {
      rows = new DistinctResult(execution, rows, expressions.size());
    }
    if (order != null) {
      long needed = RowLimits.sum(offset, limit);
      rows = new SortedRows(execution, rows, expressions.size(), order, needed);
    }
    rows = new LimitedRows(rows, offset, limit);
    return atOnce ? collected(rows) : rows;
  }

  private RowSource source(Execution execution) throws SQLException {
    RowSource source = from == null ? new SingleRow() : from.open(execution, null);
    if (groups != null) {
      source =
          new GroupedSource(
              execution, source, groups.keys(), groups.arguments(), groups.aggregates());
    }
    return conditions.isEmpty() ? source : new FilteredSource(execution, source, conditions);
  }

  private Rows collected(Rows rows) throws SQLException {
    List<@Nullable Object[]> all = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = rows.value(i);
        }
        all.add(values);
      }
    }
    return new ListRows(all);
  }

  @Override
  public List<String> explain() {
    List<String> lines =
        new ArrayList<>(from == null ? List.of("no table is read") : from.explain());
    if (groups != null) {
      lines.addAll(explainGroups(groups));
    }
    if (!conditions.isEmpty()) {
      lines.add("kept where " + AccessText.join(conditions));
    }
    if (distinct) {
      lines.add("rows that are equal are left out, but for one");
    }
    if (order != null) {
      lines.add(
          "the rows are sorted" + (limits.limit() == null ? "" : ", as far as they are wanted"));
    }
    lines.addAll(limits.explain());
    if (atOnce) {
      lines.add("each of these rows is locked");
    }
    return lines;
  }

  private static List<String> explainGroups(GroupScope groups) {
    if (groups.keys().isEmpty()) {
      return groups.arguments().isEmpty()
          ? List.of("the rows are counted")
          : List.of("all rows become one: " + String.join(", ", groups.describeAggregates()));
    }
    List<String> keys = groups.keys().stream().map(Expression::describe).toList();
    String aggregates = String.join(", ", groups.describeAggregates());
    return List.of(
        "the rows become one for each "
            + String.join(", ", keys)
            + (aggregates.isEmpty() ? "" : ": " + aggregates));
  }
}
