package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.Names;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.schema.TableAttributes;
import io.lightningdb.jdbc.internal.schema.TableBuilder;
import io.lightningdb.jdbc.internal.sql.ColumnDefinition;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Statement;
import io.lightningdb.jdbc.internal.sql.Statement.AlterTable;
import io.lightningdb.jdbc.internal.type.Cast;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans CREATE, ALTER and DROP. */
final class DefinitionPlanner {

  private final ExpressionBinder binder;

  DefinitionPlanner(ExpressionBinder binder) {
    this.binder = binder;
  }

  CreatePlan createTable(Statement.CreateTable create) throws SQLException {
    for (ColumnDefinition column : create.columns()) {
      checkDefault(column);
    }
    Table table = TableBuilder.table(create);
    KeyspaceOptions options = TableAttributes.write(table, StorageOptions.of(create.options()));
    return new CreatePlan(
        create.table().text(), create.ifNotExists(), options, table.indexes(), binder.parameters());
  }

  /** Finds out at once whether a function can be the default of a column. */
  private void checkDefault(ColumnDefinition column) throws SQLException {
    Expr value = column.defaultValue();
    if (value instanceof Expr.Call) {
      Column stored = new Column(column.name(), column.type(), true, null);
      Expression result = binder.stored(value, stored, Scope.NONE).operands().get(0);
      if (!Cast.isPossible(result.type(), column.type())) {
        throw SqlErrors.typeMismatch(
            binder.at(
                "a " + result.type() + " cannot be the default of a " + column.type(),
                value.position()));
      }
    }
  }

  CreatePlan createKeyspace(Statement.CreateKeyspace create) throws SQLException {
    return new CreatePlan(
        create.name().text(),
        create.ifNotExists(),
        StorageOptions.of(create.options()),
        List.of(),
        binder.parameters());
  }

  DropPlan drop(Statement.Drop drop) {
    return new DropPlan(drop.name().text(), drop.ifExists(), binder.parameters());
  }

  AlterPlan createIndex(Statement.CreateIndex create) {
    String name = create.name().text();
    return new AlterPlan(
        database -> {
          BoundTable holder = tableOfIndex(database, name);
          BoundTable table = BoundTable.find(database, create.table().text());
          if (holder == null || holder.table().name().equals(table.table().name())) {
            return table;
          }
          if (!create.ifNotExists()) {
            throw SqlErrors.objectExists(
                "table " + holder.table().name() + " has an index called " + name + " already");
          }
          return null;
        },
        new IndexBuild(
            TableBuilder.definition(name, create.unique(), create.parts()), create.ifNotExists()),
        binder.parameters());
  }

  /** Returns the table that has an index, or null if none has. */
  private static @Nullable BoundTable tableOfIndex(Database database, String name)
      throws SQLException {
    for (String table : database.keyspaceNames()) {
      Keyspace keyspace = database.findKeyspace(table).orElse(null);
      if (keyspace == null
          || Names.isInternal(table)
          || !keyspace.options().attributes().containsKey(TableAttributes.INDEXES)) {
        continue;
      }
      BoundTable bound = BoundTable.findOrNull(database, table);
      if (bound != null && bound.table().findIndex(name) != null) {
        return bound;
      }
    }
    return null;
  }

  AlterPlan dropIndex(Statement.DropIndex drop) {
    String name = drop.name().text();
    return new AlterPlan(
        database -> {
          BoundTable holder = tableOfIndex(database, name);
          if (holder == null && !drop.ifExists()) {
            throw SqlErrors.noSuchObject("there is no index " + name);
          }
          return holder;
        },
        (database, bound, cancellation) -> {
          Index index = bound.table().findIndex(name);
          if (index != null) {
            AlterPlan.redefine(database, bound, TableBuilder.withoutIndex(bound.table(), index));
            database.dropKeyspace(index.keyspace());
          }
        },
        binder.parameters());
  }

  AlterPlan alter(AlterTable alter) throws SQLException {
    AlterPlan.Change change;
    if (alter.change() instanceof AlterTable.Change.AddColumn add) {
      checkDefault(add.column());
      change = new ColumnAddition(add);
    } else if (alter.change() instanceof AlterTable.Change.RenameColumn rename) {
      change = (database, bound, cancellation) -> renameColumn(database, bound, rename);
    } else {
      Name to = ((AlterTable.Change.Rename) alter.change()).to();
      change = (database, bound, cancellation) -> rename(database, bound, to);
    }
    String name = alter.table().text();
    return new AlterPlan(
        database ->
            alter.ifExists()
                ? BoundTable.findOrNull(database, name)
                : BoundTable.find(database, name),
        change,
        binder.parameters());
  }

  private static void renameColumn(
      Database database, BoundTable bound, AlterTable.Change.RenameColumn rename)
      throws SQLException {
    Table table = bound.table();
    int ordinal = table.find(rename.from().text());
    if (ordinal < 0 || ordinal >= table.visibleColumns()) {
      throw SqlErrors.noSuchColumn(
          "table " + table.name() + " has no column " + rename.from().text());
    }
    AlterPlan.redefine(
        database, bound, TableBuilder.withRenamedColumn(table, ordinal, rename.to().text()));
  }

  private static void rename(Database database, BoundTable bound, Name to) throws SQLException {
    String from = bound.table().name();
    String taken = Names.find(database, to.text());
    if (Names.isInternal(to.text()) || (taken != null && !taken.equals(from))) {
      throw SqlErrors.tableExists("there is a table or keyspace " + to.text() + " already");
    }
    if (!to.text().equals(from)) {
      try {
        database.renameKeyspace(from, to.text());
      } catch (IllegalArgumentException e) {
        throw SqlErrors.invalidDefinition(SqlErrors.message(e));
      }
    }
  }

  /** ALTER TABLE ADD COLUMN: rows that are there have the column's default. */
  private record ColumnAddition(AlterTable.Change.AddColumn add) implements AlterPlan.Change {

    private boolean exists(Table table) {
      return add.ifNotExists() && table.find(add.column().name()) >= 0;
    }

    @Override
    public void check(Table table) throws SQLException {
      if (!exists(table)) {
        TableBuilder.withColumn(table, add.column());
      }
    }

    @Override
    public void run(Database database, BoundTable bound, Cancellation cancellation)
        throws SQLException {
      if (exists(bound.table())) {
        return;
      }
      Table changed = TableBuilder.withColumn(bound.table(), add.column());
      Column column = changed.column(changed.find(add.column().name()));
      if (!column.nullable() && column.defaultValue() == null) {
        checkEmpty(database, changed, column);
      }
      AlterPlan.redefine(database, bound, changed);
    }

    private static void checkEmpty(Database database, Table table, Column column)
        throws SQLException {
      try (Cursor cursor = database.keyspace(table.name()).cursor()) {
        if (cursor.next()) {
          throw SqlErrors.nullNotAllowed(
              "table "
                  + table.name()
                  + " has rows, in which the new column "
                  + column.name()
                  + " would be null; give it a literal as its default");
        }
      }
    }
  }
}
