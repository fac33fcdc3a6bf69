package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.ExprText;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.OuterValue;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.function.Aggregate;
import io.lightningdb.jdbc.internal.function.Functions;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.sort.AggregateUse;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * A group is a row of its own: what its rows have in common, and behind that what the aggregates make of
 * them. So wherever an expression of GROUP BY stands, or an aggregate, it is a column of that row.
 */
/** What can be asked of groups of rows. */
final class GroupScope implements Scope {

  private final Scope rows;
  private final List<Expression> keys = new ArrayList<>();
  private final Map<String, ColumnValue> known = new HashMap<>();
  private final List<Column> aggregateColumns = new ArrayList<>();
  private final List<AggregateUse> aggregates = new ArrayList<>();
  private final List<Expression> arguments = new ArrayList<>();

  /**
   * @param rows where the columns of the rows are looked up that are grouped
   */
  GroupScope(Scope rows) {
    this.rows = rows;
  }

  /** Adds something that is grouped by. All of that comes before anything is looked up. */
  void group(Expr expr, ExpressionBinder binder) throws SQLException {
    Expression key = binder.value(expr, rows);
    String text = ExprText.of(expr, rows);
    if (known.containsKey(text)) {
      return;
    }
    String name = expr instanceof Expr.ColumnName column ? column.name() : key.describe();
    Column column = new Column(name, key.type(), key.isNullable(), null);
    known.put(text, new ColumnValue(keys.size(), column));
    keys.add(key);
  }

  /** Returns what the rows of a group have in common. */
  List<Expression> keys() {
    return keys;
  }

  List<AggregateUse> aggregates() {
    return aggregates;
  }

  /** Returns the arguments of the aggregates, those of the first one first. */
  List<Expression> arguments() {
    return arguments;
  }

  /** Returns the names of the aggregates, for EXPLAIN. */
  List<String> describeAggregates() {
    return aggregateColumns.stream().map(Column::name).toList();
  }

  @Override
  public @Nullable Expression find(@Nullable String qualifier, String name) throws SQLException {
    Expression column = rows.find(qualifier, name);
    if (column == null || column instanceof OuterValue) {
      return column;
    }
    throw SqlErrors.grouping(
        "the column "
            + name
            + " is not the same in all rows of a group: group by it, or use an aggregate of it");
  }

  @Override
  public @Nullable Expression known(Expr expr, ExpressionBinder binder) throws SQLException {
    if (expr instanceof Expr.Literal || expr instanceof Expr.Parameter) {
      return null;
    }
    Aggregate aggregate = aggregate(expr);
    String text = ExprText.of(expr, rows);
    ColumnValue column = known.get(text);
    if (column != null || aggregate == null) {
      return column;
    }
    column = add((Expr.Call) expr, aggregate, binder);
    known.put(text, column);
    return column;
  }

  private ColumnValue add(Expr.Call call, Aggregate aggregate, ExpressionBinder binder)
      throws SQLException {
    List<Expression> values = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    StringBuilder name = new StringBuilder(aggregate.name()).append('(');
    name.append(call.distinct() ? "DISTINCT " : "").append(call.star() ? "*" : "");
    for (Expr argument : call.arguments()) {
      Expression value = binder.value(argument, rows);
      name.append(values.isEmpty() ? "" : ", ").append(value.describe());
      values.add(value);
      types.add(value.type());
    }
    Aggregate.Bound bound;
    try {
      if (call.star() ? !aggregate.name().equals("COUNT") : values.isEmpty()) {
        throw SqlErrors.noSuchFunction(aggregate.name() + " takes a value");
      }
      bound = aggregate.bind(types);
    } catch (SQLException e) {
      throw SqlErrors.withMessage(e, binder.at(SqlErrors.message(e), call.position()));
    }
    arguments.addAll(values);
    aggregates.add(new AggregateUse(bound, values.size(), call.distinct()));
    Column column = new Column(name.append(')').toString(), bound.type(), bound.isNullable(), null);
    aggregateColumns.add(column);
    return new ColumnValue(keys.size() + aggregates.size() - 1, column);
  }

  /** Returns the aggregate that an expression calls, or null. */
  private static @Nullable Aggregate aggregate(Expr expr) {
    return expr instanceof Expr.Call call && Functions.find(call.name()) == null
        ? Functions.findAggregate(call.name())
        : null;
  }

  /** Returns whether an expression is a call of an aggregate. */
  static boolean isAggregate(Expr expr) {
    return aggregate(expr) != null;
  }
}
