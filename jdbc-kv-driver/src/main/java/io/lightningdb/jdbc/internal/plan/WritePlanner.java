package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Constant;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.KeyColumn;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Query;
import io.lightningdb.jdbc.internal.sql.Statement;
import io.lightningdb.jdbc.internal.sql.Statement.Insert;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans INSERT, MERGE, REPLACE, UPDATE and DELETE. */
final class WritePlanner {

  private final Database database;
  private final ExpressionBinder binder;
  private final List<BoundTable> tables;

  /**
   * @param tables takes the tables of the statement, first the one that is written
   */
  WritePlanner(Database database, ExpressionBinder binder, List<BoundTable> tables) {
    this.database = database;
    this.binder = binder;
    this.tables = tables;
  }

  InsertPlan insert(Insert insert) throws SQLException {
    BoundTable bound = written(insert.table());
    Table table = bound.table();
    List<Integer> given = given(insert, table);
    InsertPlan.Source source = source(insert, given, table);
    InsertPlan.OnDuplicate onDuplicate = InsertPlan.OnDuplicate.FAIL;
    InsertPlan.Conflict conflict = new InsertPlan.Conflict.ByAny();
    RowChange change = new RowChange(table, List.of());
    Statement.OnDuplicate duplicates = insert.duplicates();
    if (duplicates instanceof Statement.OnDuplicate.Ignore ignore) {
      conflict = conflict(ignore.key(), table, conflict);
      onDuplicate = InsertPlan.OnDuplicate.IGNORE;
    } else if (duplicates instanceof Statement.OnDuplicate.Update update) {
      conflict = conflict(update.key(), table, conflict);
      onDuplicate = InsertPlan.OnDuplicate.CHANGE;
      change = change(table, update.sets(), Scope.withExcluded(table, insert.table().text()));
    } else if (duplicates instanceof Statement.OnDuplicate.Merge merge) {
      conflict = conflict(merge.key(), table, new InsertPlan.Conflict.ByKey());
      onDuplicate = InsertPlan.OnDuplicate.MERGE;
    } else if (duplicates instanceof Statement.OnDuplicate.Replace) {
      onDuplicate = InsertPlan.OnDuplicate.REPLACE;
    }
    return new InsertPlan(
        tables,
        RowFormat.of(table),
        source,
        onDuplicate,
        conflict,
        change,
        given,
        binder.parameters());
  }

  /** Finds a table that can be written to. */
  private BoundTable written(Name name) throws SQLException {
    BoundTable bound = BoundTable.find(database, name.text());
    if (bound.table().shape() == Table.Shape.CACHE) {
      throw SqlErrors.notSupported(
          binder.at(
              name.text()
                  + " is a cache, which SQL only reads: its expiry and its events are JCache's",
              name.position()));
    }
    tables.add(bound);
    return bound;
  }

  private InsertPlan.Source source(Insert insert, List<Integer> given, Table table)
      throws SQLException {
    Query query = insert.query();
    List<List<Expression>> rows = new ArrayList<>();
    if (query == null) {
      for (Insert.Row row : insert.rows()) {
        rows.add(row(row, given, table));
      }
      return new InsertPlan.Source(rows, null);
    }
    QueryNode node = new QueryPlanner(database, binder, tables, null).plan(query);
    int size = node.columns().size();
    if (size != given.size()) {
      throw SqlErrors.valueCount(
          binder.at("the query has " + size + " columns for " + given.size(), query.position()));
    }
    Expression[] values = defaults(table);
    for (int i = 0; i < size; i++) {
      ResultColumn column = node.columns().get(i);
      Column read = new Column(column.label(), column.type(), column.nullable(), null);
      values[given.get(i)] =
          ExpressionBinder.assigned(new ColumnValue(i, read), table.column(given.get(i)));
    }
    rows.add(Arrays.asList(values));
    return new InsertPlan.Source(rows, node);
  }

  /** Returns the columns that values are given for, in the order of the values. */
  private List<Integer> given(Insert insert, Table table) throws SQLException {
    List<Integer> given = new ArrayList<>();
    for (Name name : insert.columns()) {
      int ordinal = find(name, table);
      if (given.contains(ordinal)) {
        throw SqlErrors.duplicateColumn(
            binder.at("the column " + name.text() + " is given twice", name.position()));
      }
      given.add(ordinal);
    }
    if (given.isEmpty()) {
      for (int i = 0; i < table.visibleColumns(); i++) {
        given.add(i);
      }
    }
    return given;
  }

  private int find(Name name, Table table) throws SQLException {
    int ordinal = table.find(name.text());
    if (ordinal < 0) {
      throw SqlErrors.noSuchColumn(
          binder.at("table " + table.name() + " has no column " + name.text(), name.position()));
    }
    return ordinal;
  }

  /** Returns what each column of a row is; those that are not given have their defaults. */
  private List<Expression> row(Insert.Row row, List<Integer> given, Table table)
      throws SQLException {
    if (row.values().size() != given.size() && !row.values().isEmpty()) {
      throw SqlErrors.valueCount(
          binder.at(
              row.values().size() + " values are given for " + given.size() + " columns",
              row.position()));
    }
    Expression[] values = defaults(table);
    for (int i = 0; i < row.values().size(); i++) {
      int ordinal = given.get(i);
      values[ordinal] = stored(row.values().get(i), table.column(ordinal), Scope.NONE);
    }
    return Arrays.asList(values);
  }

  private Expression[] defaults(Table table) throws SQLException {
    Expression[] values = new Expression[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = defaultOf(table.column(i));
    }
    return values;
  }

  private Expression stored(Expr expr, Column column, Scope scope) throws SQLException {
    return expr instanceof Expr.DefaultValue
        ? defaultOf(column)
        : binder.stored(expr, column, scope);
  }

  private Expression defaultOf(Column column) throws SQLException {
    String function = column.defaultFunction();
    return function == null
        ? new Constant(column.defaultValue(), column.type())
        : binder.stored(new Expr.Call(function, List.of(), false, false, 0), column, Scope.NONE);
  }

  /** Returns what tells that a row is there already: what ON CONFLICT or KEY names. */
  private InsertPlan.Conflict conflict(List<Name> names, Table table, InsertPlan.Conflict unnamed)
      throws SQLException {
    if (names.isEmpty()) {
      return unnamed;
    }
    List<Integer> ordinals = new ArrayList<>();
    for (Name name : names) {
      ordinals.add(find(name, table));
    }
    if (isSame(ordinals, table.key())) {
      return new InsertPlan.Conflict.ByKey();
    }
    for (Index index : table.indexes()) {
      if (index.unique() && isSame(ordinals, index.columns())) {
        return new InsertPlan.Conflict.ByIndex(index);
      }
    }
    throw SqlErrors.notSupported(
        binder.at(
            "these are neither the columns of the primary key of table "
                + table.name()
                + " nor those of a unique index",
            names.get(0).position()));
  }

  private static boolean isSame(List<Integer> ordinals, List<KeyColumn> key) {
    Set<Integer> columns = new HashSet<>();
    key.forEach(column -> columns.add(column.ordinal()));
    return ordinals.size() == key.size() && columns.equals(new HashSet<>(ordinals));
  }

  /** Plans TRUNCATE TABLE. */
  TruncatePlan truncate(Statement.Truncate truncate) throws SQLException {
    return new TruncatePlan(written(truncate.table()), binder.parameters());
  }

  UpdatePlan update(Statement.Update update) throws SQLException {
    BoundTable bound = written(update.table());
    Scope scope = scope(bound.table(), update.table(), update.alias());
    RowChange change = change(bound.table(), update.sets(), scope);
    TableAccess access = access(bound, update.where(), scope);
    return new UpdatePlan(tables, access, change, binder.parameters());
  }

  DeletePlan delete(Statement.Delete delete) throws SQLException {
    BoundTable bound = written(delete.table());
    Scope scope = scope(bound.table(), delete.table(), delete.alias());
    TableAccess access = access(bound, delete.where(), scope);
    return new DeletePlan(tables, access, binder.parameters());
  }

  private static Scope scope(Table table, Name name, @Nullable Name alias) {
    return Scope.of(table, alias == null ? name.text() : alias.text());
  }

  private TableAccess access(BoundTable bound, @Nullable Expr where, Scope scope)
      throws SQLException {
    List<Condition> conditions =
        Conjunction.of(where == null ? null : binder.condition(where, scope));
    AccessPlanner planner =
        new AccessPlanner(bound, RowFormat.of(bound.table()), 0, ordinal -> false, conditions);
    return planner.access(planner.choose(List.of(), false), false, true);
  }

  private RowChange change(Table table, List<Statement.Set> sets, Scope scope) throws SQLException {
    List<RowChange.Setting> settings = new ArrayList<>();
    for (Statement.Set set : sets) {
      int ordinal = find(set.column(), table);
      if (settings.stream().anyMatch(setting -> setting.ordinal() == ordinal)) {
        throw SqlErrors.duplicateColumn(
            binder.at(
                "the column " + set.column().text() + " is set twice", set.column().position()));
      }
      settings.add(
          new RowChange.Setting(ordinal, stored(set.value(), table.column(ordinal), scope)));
    }
    return new RowChange(table, settings);
  }
}
