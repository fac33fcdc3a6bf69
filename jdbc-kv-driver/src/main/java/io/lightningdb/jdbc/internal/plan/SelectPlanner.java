package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.ExprText;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.sort.RowOrder;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.ExprTree;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Query;
import io.lightningdb.jdbc.internal.sql.Query.Item;
import io.lightningdb.jdbc.internal.sql.Query.Select;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans one SELECT, with the ORDER BY and LIMIT behind it. */
final class SelectPlanner {

  private final ExpressionBinder binder;
  private final Select select;
  private final Query query;
  private final FromPlanner from;

  /** What the rows are made of that FROM and WHERE leave. */
  private final Scope rows;

  private @Nullable GroupScope groups;
  private final List<Expression> expressions = new ArrayList<>();
  private final List<ResultColumn> columns = new ArrayList<>();

  /** For each column of the result what it was written as; null for those of {@code *}. */
  private final List<@Nullable Expr> written = new ArrayList<>();

  private SelectPlanner(QueryPlanner planner, Select select, Query query) throws SQLException {
    this.binder = planner.binder();
    this.select = select;
    this.query = query;
    this.from = planner.from();
    Query.From source = select.from();
    if (source != null) {
      from.bind(source);
    }
    this.rows = planner.scope(from.scope());
  }

  /**
   * Plans a SELECT.
   *
   * @param query what the SELECT is the body of
   */
  static QueryNode plan(QueryPlanner planner, Select select, Query query) throws SQLException {
    return new SelectPlanner(planner, select, query).plan();
  }

  private QueryNode plan() throws SQLException {
    if (isGrouped()) {
      groups = new GroupScope(rows);
      for (Expr group : select.groups()) {
        groups.group(groupedBy(group), binder);
      }
    }
    for (Item item : select.items()) {
      add(item);
    }
    List<Condition> conditions = new ArrayList<>();
    Expr whereExpr = select.where();
    Condition where = whereExpr == null ? null : binder.condition(whereExpr, rows);
    Expr having = select.having();
    if (having != null) {
      conditions.addAll(Conjunction.of(binder.condition(having, scope())));
    }
    int visible = expressions.size();
    List<RowOrder.Item> order = order();
    checkLock();
    RowLimits limits = QueryPlanner.limits(query, binder);
    FromPlan plan = null;
    if (select.from() == null) {
      conditions.addAll(Conjunction.of(where));
    } else {
      plan = from.plan(where, keyOrder(order), query.limit() != null, query.lock() != null);
    }
    boolean sorted = order.isEmpty() || (plan != null && plan.ordered());
    return new SelectNode(
        plan,
        conditions,
        groups,
        sorted ? expressions.subList(0, visible) : expressions,
        select.distinct(),
        sorted ? null : new RowOrder(order),
        limits,
        new ResultColumns(columns),
        query.lock() != null);
  }

  private boolean isGrouped() {
    return select.grouped()
        || select.having() != null
        || select.items().stream().anyMatch(item -> hasAggregate(item.expression()))
        || query.order().stream().anyMatch(order -> hasAggregate(order.expression()));
  }

  private static boolean hasAggregate(@Nullable Expr expr) {
    return expr != null && ExprTree.contains(expr, GroupScope::isAggregate);
  }

  private Scope scope() {
    GroupScope grouped = groups;
    return grouped == null ? rows : grouped;
  }

  /** Returns what is grouped by: an expression, or the number or the name of an item. */
  private Expr groupedBy(Expr group) throws SQLException {
    if (group instanceof Expr.Literal literal && literal.value() instanceof Long number) {
      Expr item =
          number < 1 || number > select.items().size()
              ? null
              : select.items().get(number.intValue() - 1).expression();
      if (item == null) {
        throw SqlErrors.noSuchColumn(
            binder.at("the result has no column " + number, group.position()));
      }
      return item;
    }
    if (group instanceof Expr.ColumnName name
        && name.qualifier() == null
        && from.scope().find(null, name.name()) == null) {
      Expr item = aliased(name.name());
      return item == null ? group : item;
    }
    return group;
  }

  /** Returns the item that is called {@code name}, or null. */
  private @Nullable Expr aliased(String name) {
    for (Item item : select.items()) {
      Name alias = item.alias();
      if (alias != null && item.expression() != null && alias.text().equalsIgnoreCase(name)) {
        return item.expression();
      }
    }
    return null;
  }

  // ---- The columns of the result

  private void add(Item item) throws SQLException {
    Expr expr = item.expression();
    if (expr == null) {
      addAll(item);
      return;
    }
    Expression expression = binder.value(expr, scope());
    Name alias = item.alias();
    expressions.add(expression);
    written.add(expr);
    if (expression instanceof ColumnValue value) {
      String label = alias == null ? value.column().name() : alias.text();
      columns.add(ResultColumn.of(label, tableOf(expr), value.column(), value.isNullable()));
    } else {
      String label = alias == null ? expression.describe() : alias.text();
      columns.add(ResultColumn.of(label, expression.type(), expression.isNullable()));
    }
  }

  /** Returns the name of the table that a column is of, or nothing if it is none. */
  private String tableOf(Expr expr) throws SQLException {
    if (expr instanceof Expr.ColumnName name
        && rows.find(name.qualifier(), name.name()) instanceof ColumnValue column) {
      for (FromPart part : from.parts()) {
        if (part.has(column.ordinal())) {
          return part.tableName();
        }
      }
    }
    return "";
  }

  private void addAll(Item item) throws SQLException {
    Name qualifier = item.alias();
    if (select.from() == null) {
      throw SqlErrors.syntax(binder.at("* needs a table to be read", item.position()));
    }
    boolean found = false;
    for (FromPart part : from.parts()) {
      if (qualifier != null && !qualifier.text().equalsIgnoreCase(part.name())) {
        continue;
      }
      found = true;
      for (int i = 0; i < part.visible(); i++) {
        addColumn(part, i, item);
      }
    }
    if (!found && qualifier != null) {
      throw SqlErrors.noSuchTable(
          binder.at("there is no table " + qualifier.text() + " in FROM", qualifier.position()));
    }
  }

  private void addColumn(FromPart part, int index, Item item) throws SQLException {
    Column column = part.columns().get(index);
    String qualifier = part.name().isEmpty() ? null : part.name();
    Expr expr = new Expr.ColumnName(qualifier, column.name(), item.position());
    GroupScope grouped = groups;
    Expression expression;
    if (grouped == null) {
      Column present = part.left() ? FromScope.nullable(column) : column;
      expression = new ColumnValue(part.offset() + index, present);
    } else {
      expression = binder.value(expr, grouped);
    }
    expressions.add(expression);
    written.add(expr);
    columns.add(ResultColumn.of(column.name(), part.tableName(), column, expression.isNullable()));
  }

  // ---- The order

  /** Returns what is sorted by, which becomes columns behind those of the result. */
  private List<RowOrder.Item> order() throws SQLException {
    List<RowOrder.Item> items = new ArrayList<>();
    for (Query.Order order : query.order()) {
      Boolean given = order.nullsFirst();
      boolean nullsFirst = given == null ? !order.descending() : given;
      int column = sortedBy(order.expression());
      items.add(new RowOrder.Item(column, order.descending(), nullsFirst));
    }
    return items;
  }

  /** Returns the place of what is sorted by among the expressions. */
  private int sortedBy(Expr expr) throws SQLException {
    if (expr instanceof Expr.Literal literal && literal.value() instanceof Long number) {
      if (number < 1 || number > columns.size()) {
        throw SqlErrors.noSuchColumn(
            binder.at("the result has no column " + number, expr.position()));
      }
      return number.intValue() - 1;
    }
    if (expr instanceof Expr.ColumnName name && name.qualifier() == null) {
      int labelled = labelled(name.name());
      if (labelled >= 0) {
        return labelled;
      }
    }
    String text = ExprText.of(expr, rows);
    for (int i = 0; i < written.size(); i++) {
      Expr item = written.get(i);
      if (item != null && ExprText.of(item, rows).equals(text)) {
        return i;
      }
    }
    if (select.distinct()) {
      throw SqlErrors.grouping(
          binder.at("with DISTINCT only columns of the result can be sorted by", expr.position()));
    }
    expressions.add(binder.value(expr, scope()));
    return expressions.size() - 1;
  }

  private int labelled(String name) {
    for (int i = 0; i < select.items().size() && i < columns.size(); i++) {
      Name alias = select.items().get(i).alias();
      if (alias != null
          && select.items().stream().limit(i + 1L).allMatch(item -> item.expression() != null)
          && alias.text().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the order as far as keys can have it; empty if they cannot. */
  private List<KeyOrder.Item> keyOrder(List<RowOrder.Item> order) {
    List<KeyOrder.Item> items = new ArrayList<>();
    if (groups != null || select.distinct()) {
      return items;
    }
    for (RowOrder.Item item : order) {
      if (!(expressions.get(item.column()) instanceof ColumnValue column)) {
        return List.of();
      }
      items.add(new KeyOrder.Item(column.ordinal(), item.descending(), item.nullsFirst()));
    }
    return items;
  }

  private void checkLock() throws SQLException {
    if (query.lock() != null && (groups != null || select.distinct() || select.from() == null)) {
      throw SqlErrors.notSupported(
          binder.at("FOR UPDATE needs rows of tables, as they are", query.position()));
    }
  }
}
