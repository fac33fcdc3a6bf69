package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement.Select;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans queries. */
final class SelectPlanner {

  private final Database database;
  private final ExpressionBinder binder;

  SelectPlanner(Database database, ExpressionBinder binder) {
    this.database = database;
    this.binder = binder;
  }

  QueryPlan plan(Select select) throws SQLException {
    Name tableName = select.table();
    return tableName == null ? withoutTable(select) : ofTable(select, tableName);
  }

  private RowLimits limits(Select select) throws SQLException {
    Expr limit = select.limit();
    Expr offset = select.offset();
    return new RowLimits(
        limit == null ? null : binder.rowCount(limit),
        offset == null ? null : binder.rowCount(offset));
  }

  private ValuesPlan withoutTable(Select select) throws SQLException {
    if (!select.order().isEmpty()) {
      throw SqlErrors.notSupported("ORDER BY needs a table to be read");
    }
    List<Expression> row = new ArrayList<>();
    List<ResultColumn> columns = new ArrayList<>();
    for (Select.Item item : select.items()) {
      Expr expr = item.expression();
      if (expr == null) {
        throw SqlErrors.syntax(binder.at("* needs a table to be read", item.position()));
      }
      Expression expression = binder.value(expr, Scope.NONE);
      row.add(expression);
      columns.add(column(expression, item, ""));
    }
    Expr where = select.where();
    Condition condition = where == null ? null : binder.condition(where, Scope.NONE);
    RowLimits limits = limits(select);
    return new ValuesPlan(row, condition, limits, new ResultColumns(columns), binder.parameters());
  }

  private QueryPlan ofTable(Select select, Name tableName) throws SQLException {
    BoundTable bound = BoundTable.find(database, tableName.text());
    Table table = bound.table();
    RowFormat format = RowFormat.of(table);
    Name alias = select.alias();
    String name = alias == null ? tableName.text() : alias.text();
    Scope scope = Scope.of(table, name);

    List<Expression> expressions = new ArrayList<>();
    List<ResultColumn> columns = new ArrayList<>();
    boolean counts = select.items().stream().allMatch(SelectPlanner::isCount);
    for (Select.Item item : select.items()) {
      if (counts) {
        Name label = item.alias();
        columns.add(
            ResultColumn.of(label == null ? "COUNT(*)" : label.text(), ColumnType.BIGINT, false));
      } else {
        add(item, table, name, scope, expressions, columns);
      }
    }
    Expr whereExpr = select.where();
    Condition where = whereExpr == null ? null : binder.condition(whereExpr, scope);
    KeyAccess access = KeyAccessPlanner.plan(table, format.keys(), where);
    RowLimits limits = limits(select);
    if (counts) {
      if (!select.order().isEmpty()) {
        throw SqlErrors.notSupported("ORDER BY makes no sense for COUNT(*)");
      }
      return new CountPlan(
          bound, format, access, limits, new ResultColumns(columns), binder.parameters());
    }
    boolean backwards =
        new KeyOrder(table, access, binder, scope)
            .isBackwards(select.order(), select.items(), expressions);
    return new SelectPlan(
        bound,
        format,
        access,
        backwards,
        expressions,
        limits,
        new ResultColumns(columns),
        binder.parameters());
  }

  private static boolean isCount(Select.Item item) {
    return item.expression() instanceof Expr.CountRows;
  }

  private void add(
      Select.Item item,
      Table table,
      String tableName,
      Scope scope,
      List<Expression> expressions,
      List<ResultColumn> columns)
      throws SQLException {
    Expr expr = item.expression();
    if (expr != null) {
      Expression expression = binder.value(expr, scope);
      expressions.add(expression);
      columns.add(column(expression, item, table.name()));
      return;
    }
    Name qualifier = item.alias();
    if (qualifier != null && !qualifier.text().equalsIgnoreCase(tableName)) {
      throw SqlErrors.noSuchTable(
          binder.at("there is no table " + qualifier.text() + " in FROM", qualifier.position()));
    }
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.column(i);
      expressions.add(new ColumnValue(i, column));
      columns.add(
          new ResultColumn(
              column.name(), column.name(), table.name(), column.type(), column.nullable()));
    }
  }

  private static ResultColumn column(Expression expression, Select.Item item, String tableName) {
    @Nullable Name alias = item.alias();
    if (expression instanceof ColumnValue value) {
      String name = value.column().name();
      return new ResultColumn(
          alias == null ? name : alias.text(), name, tableName, value.type(), value.isNullable());
    }
    String label = alias == null ? expression.describe() : alias.text();
    return ResultColumn.of(label, expression.type(), expression.isNullable());
  }
}
