package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.sort.RowOrder;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Query;
import io.lightningdb.jdbc.internal.sql.QueryBody;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.CommonType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans queries. */
final class QueryPlanner {

  private final Database database;
  private final ExpressionBinder binder;
  private final List<BoundTable> tables;
  private final @Nullable OuterScope outer;

  /**
   * @param tables takes the tables that are read
   * @param outer what is known where the query stands; null for one that is a statement
   */
  QueryPlanner(
      Database database,
      ExpressionBinder binder,
      List<BoundTable> tables,
      @Nullable OuterScope outer) {
    this.database = database;
    this.binder = binder;
    this.tables = tables;
    this.outer = outer;
  }

  /** Plans a query inside of an expression. */
  static PlannedSubquery subquery(
      Database database, ExpressionBinder binder, List<BoundTable> tables, Query query, Scope scope)
      throws SQLException {
    if (query.lock() != null) {
      throw SqlErrors.notSupported(
          binder.at(
              "FOR UPDATE cannot stand in a query inside of an expression", query.position()));
    }
    OuterScope outer = new OuterScope(scope, binder);
    QueryNode node = new QueryPlanner(database, binder, tables, outer).plan(query);
    return new PlannedSubquery(node, outer.uses());
  }

  ExpressionBinder binder() {
    return binder;
  }

  /** Plans what stands behind FROM. */
  FromPlanner from() {
    return new FromPlanner(database, this, tables);
  }

  /** Returns where names are looked up in a query whose own are in {@code own}. */
  Scope scope(Scope own) {
    return outer == null ? own : outer.around(own);
  }

  QueryNode plan(Query query) throws SQLException {
    if (query.body() instanceof Query.Select select) {
      return SelectPlanner.plan(this, select, query);
    }
    if (query.lock() != null) {
      throw SqlErrors.notSupported(
          binder.at("FOR UPDATE needs rows of tables, as they are", query.position()));
    }
    QueryNode node = body(query.body());
    List<RowOrder.Item> order = new ArrayList<>();
    for (Query.Order item : query.order()) {
      order.add(order(item, node.columns()));
    }
    RowLimits limits = limits(query, binder);
    return order.isEmpty() && limits.isNone()
        ? node
        : new OrderedNode(node, new RowOrder(order), limits);
  }

  private QueryNode body(QueryBody body) throws SQLException {
    if (body instanceof Query inner) {
      return plan(inner);
    }
    if (body instanceof Query.Union union) {
      return union(union);
    }
    if (body instanceof Query.Values values) {
      return values(values);
    }
    Query.Select select = (Query.Select) body;
    Query alone = new Query(select, List.of(), null, null, null, select.position());
    return SelectPlanner.plan(this, select, alone);
  }

  private QueryNode union(Query.Union union) throws SQLException {
    QueryNode left = body(union.left());
    QueryNode right = body(union.right());
    if (left.columns().size() != right.columns().size()) {
      throw SqlErrors.valueCount(
          binder.at(
              "the queries of a UNION have "
                  + left.columns().size()
                  + " and "
                  + right.columns().size()
                  + " columns",
              union.position()));
    }
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < left.columns().size(); i++) {
      ResultColumn a = left.columns().get(i);
      ResultColumn b = right.columns().get(i);
      ColumnType common = commonType(union, i, a.type(), b.type());
      if (common == null) {
        throw SqlErrors.typeMismatch(
            binder.at(a.type() + " and " + b.type() + " have no type in common", union.position()));
      }
      columns.add(ResultColumn.of(a.label(), common, a.nullable() || b.nullable()));
    }
    return new UnionNode(left, right, union.all(), new ResultColumns(columns));
  }

  /** NULL has no type of its own, and takes that of what the other query has in its place. */
  private static @Nullable ColumnType commonType(
      Query.Union union, int column, ColumnType left, ColumnType right) {
    ColumnType common = CommonType.of(left, right);
    if (common != null) {
      return common;
    }
    return isNull(union.right(), column) ? left : isNull(union.left(), column) ? right : null;
  }

  /** Returns whether a column of a query has the word NULL in all its rows. */
  private static boolean isNull(QueryBody body, int column) {
    if (body instanceof Query query) {
      return isNull(query.body(), column);
    }
    if (body instanceof Query.Union union) {
      return isNull(union.right(), column) && isNull(union.left(), column);
    }
    if (body instanceof Query.Values values) {
      return values.rows().stream().allMatch(row -> isNull(row.get(column)));
    }
    Query.Select select = (Query.Select) body;
    boolean star = select.items().stream().anyMatch(item -> item.expression() == null);
    return !star && isNull(select.items().get(column).expression());
  }

  private static boolean isNull(@Nullable Expr expr) {
    return expr instanceof Expr.Literal literal
        && literal.type() == null
        && literal.value() == null;
  }

  private QueryNode values(Query.Values values) throws SQLException {
    int size = values.rows().get(0).size();
    List<List<Expression>> rows = new ArrayList<>();
    values.rows().forEach(row -> rows.add(new ArrayList<>()));
    List<ResultColumn> columns = new ArrayList<>();
    for (int column = 0; column < size; column++) {
      List<Expr> exprs = new ArrayList<>();
      for (List<Expr> row : values.rows()) {
        if (row.size() != size) {
          throw SqlErrors.valueCount(
              binder.at("the rows of VALUES differ in length", values.position()));
        }
        exprs.add(row.get(column));
      }
      List<Expression> bound = binder.common(exprs, scope(Scope.NONE), values.position());
      boolean nullable = false;
      for (int i = 0; i < bound.size(); i++) {
        rows.get(i).add(bound.get(i));
        nullable |= bound.get(i).isNullable();
      }
      columns.add(ResultColumn.of("C" + (column + 1), bound.get(0).type(), nullable));
    }
    return new RowsNode(rows, new ResultColumns(columns));
  }

  /** Returns by which column of the result is sorted. */
  private RowOrder.Item order(Query.Order order, ResultColumns columns) throws SQLException {
    Boolean given = order.nullsFirst();
    boolean nullsFirst = given == null ? !order.descending() : given;
    Expr expr = order.expression();
    int column = -1;
    if (expr instanceof Expr.Literal literal && literal.value() instanceof Long number) {
      column = number < 1 || number > columns.size() ? -1 : number.intValue() - 1;
    } else if (expr instanceof Expr.ColumnName name && name.qualifier() == null) {
      column = columns.find(name.name());
    }
    if (column < 0) {
      throw SqlErrors.noSuchColumn(
          binder.at(
              "the rows of a UNION are sorted by the names or numbers of columns",
              expr.position()));
    }
    return new RowOrder.Item(column, order.descending(), nullsFirst);
  }

  static RowLimits limits(Query query, ExpressionBinder binder) throws SQLException {
    Expr limit = query.limit();
    Expr offset = query.offset();
    return new RowLimits(
        limit == null ? null : binder.rowCount(limit),
        offset == null ? null : binder.rowCount(offset));
  }
}
