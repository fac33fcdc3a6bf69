package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.exec.RunnableQuery;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A query inside of an expression, and how its rows are read. Immutable; equals only itself. */
final class PlannedSubquery implements RunnableQuery {

  private final QueryNode node;
  private final List<Expression> outer;

  PlannedSubquery(QueryNode node, List<Expression> outer) {
    this.node = node;
    this.outer = List.copyOf(outer);
  }

  @Override
  public int columns() {
    return node.columns().size();
  }

  @Override
  public ColumnType type(int column) {
    return node.columns().get(column).type();
  }

  @Override
  public boolean isNullable(int column) {
    return node.columns().get(column).nullable();
  }

  @Override
  public List<Expression> outer() {
    return outer;
  }

  @Override
  public Rows open(Execution execution) throws SQLException {
    return node.open(execution);
  }

  @Override
  public String describe() {
    return IntStream.range(0, columns())
        .mapToObj(i -> node.columns().get(i).label())
        .collect(Collectors.joining(", ", "(SELECT ", ")"));
  }

  /** Returns what EXPLAIN says. */
  List<String> explain() {
    List<String> lines = new ArrayList<>();
    String when =
        outer.isEmpty()
            ? "once: "
            : outer.stream()
                .map(Expression::describe)
                .collect(Collectors.joining(", ", "for each row, with its ", ": "));
    lines.add("a query is run " + when + describe());
    node.explain().forEach(line -> lines.add("  " + line));
    return lines;
  }
}
