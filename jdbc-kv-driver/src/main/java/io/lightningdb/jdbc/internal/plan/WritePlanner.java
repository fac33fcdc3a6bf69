package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Constant;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement;
import io.lightningdb.jdbc.internal.sql.Statement.Insert;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans INSERT, MERGE, REPLACE, UPDATE and DELETE. */
final class WritePlanner {

  private final Database database;
  private final ExpressionBinder binder;

  WritePlanner(Database database, ExpressionBinder binder) {
    this.database = database;
    this.binder = binder;
  }

  InsertPlan insert(Insert insert) throws SQLException {
    BoundTable bound = BoundTable.find(database, insert.table().text());
    Table table = bound.table();
    List<Integer> given = given(insert, table);
    List<List<Expression>> rows = new ArrayList<>();
    for (Insert.Row row : insert.rows()) {
      rows.add(row(row, given, table));
    }
    InsertPlan.OnDuplicate onDuplicate = InsertPlan.OnDuplicate.FAIL;
    RowChange change = new RowChange(table, List.of());
    Statement.OnDuplicate duplicates = insert.duplicates();
    if (duplicates instanceof Statement.OnDuplicate.Ignore ignore) {
      checkKey(ignore.key(), table);
      onDuplicate = InsertPlan.OnDuplicate.IGNORE;
    } else if (duplicates instanceof Statement.OnDuplicate.Update update) {
      checkKey(update.key(), table);
      onDuplicate = InsertPlan.OnDuplicate.CHANGE;
      change = change(table, update.sets(), Scope.withExcluded(table, insert.table().text()));
    } else if (duplicates instanceof Statement.OnDuplicate.Merge merge) {
      checkKey(merge.key(), table);
      onDuplicate = InsertPlan.OnDuplicate.MERGE;
    } else if (duplicates instanceof Statement.OnDuplicate.Replace) {
      onDuplicate = InsertPlan.OnDuplicate.REPLACE;
    }
    return new InsertPlan(
        bound, RowFormat.of(table), rows, onDuplicate, change, given, binder.parameters());
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
      for (int i = 0; i < table.columns().size(); i++) {
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
    Expression[] values = new Expression[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = defaultOf(table.column(i));
    }
    for (int i = 0; i < row.values().size(); i++) {
      int ordinal = given.get(i);
      values[ordinal] = stored(row.values().get(i), table.column(ordinal), Scope.NONE);
    }
    return Arrays.asList(values);
  }

  private Expression stored(Expr expr, Column column, Scope scope) throws SQLException {
    return expr instanceof Expr.DefaultValue
        ? defaultOf(column)
        : binder.stored(expr, column, scope);
  }

  private static Constant defaultOf(Column column) {
    return new Constant(column.defaultValue(), column.type());
  }

  /** Checks that the columns of ON CONFLICT or KEY are those of the primary key. */
  private void checkKey(List<Name> names, Table table) throws SQLException {
    if (names.isEmpty()) {
      return;
    }
    boolean[] seen = new boolean[table.keySize()];
    for (Name name : names) {
      int index = table.keyIndex(find(name, table));
      if (index < 0 || seen[index]) {
        throw notTheKey(names, table);
      }
      seen[index] = true;
    }
    if (names.size() != table.keySize()) {
      throw notTheKey(names, table);
    }
  }

  private SQLException notTheKey(List<Name> names, Table table) {
    return SqlErrors.notSupported(
        binder.at(
            "these are not the columns of the primary key of table "
                + table.name()
                + ", and nothing else is unique yet",
            names.get(0).position()));
  }

  UpdatePlan update(Statement.Update update) throws SQLException {
    BoundTable bound = BoundTable.find(database, update.table().text());
    Table table = bound.table();
    RowFormat format = RowFormat.of(table);
    Scope scope = scope(table, update.table(), update.alias());
    RowChange change = change(table, update.sets(), scope);
    KeyAccess access = access(table, format, update.where(), scope);
    return new UpdatePlan(bound, format, access, change, binder.parameters());
  }

  DeletePlan delete(Statement.Delete delete) throws SQLException {
    BoundTable bound = BoundTable.find(database, delete.table().text());
    Table table = bound.table();
    RowFormat format = RowFormat.of(table);
    Scope scope = scope(table, delete.table(), delete.alias());
    KeyAccess access = access(table, format, delete.where(), scope);
    return new DeletePlan(bound, format, access, binder.parameters());
  }

  private static Scope scope(Table table, Name name, @Nullable Name alias) {
    return Scope.of(table, alias == null ? name.text() : alias.text());
  }

  private KeyAccess access(Table table, RowFormat format, @Nullable Expr where, Scope scope)
      throws SQLException {
    Condition condition = where == null ? null : binder.condition(where, scope);
    return KeyAccessPlanner.plan(table, format.keys(), condition);
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
