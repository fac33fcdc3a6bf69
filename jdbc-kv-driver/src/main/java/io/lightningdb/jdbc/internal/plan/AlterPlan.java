package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.schema.TableAttributes;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Changes a table that is there. While it runs nobody writes to the table. */
final class AlterPlan extends DefinitionPlan {

  private final TableFinder finder;
  private final Change change;

  /** Finds the table, each time anew; returns null if there is none, and that is no error. */
  interface TableFinder {

    @Nullable BoundTable find(Database database) throws SQLException;
  }

  /** What is done to a table. */
  interface Change {

    /** Finds out whether it can be done, and does nothing. */
    default void check(Table table) throws SQLException {}

    void run(Database database, BoundTable table, Cancellation cancellation) throws SQLException;
  }

  AlterPlan(TableFinder finder, Change change, Parameters parameters) {
    super(parameters);
    this.finder = finder;
    this.change = change;
  }

  @Override
  public void check(Database database) throws SQLException {
    BoundTable bound = finder.find(database);
    if (bound != null) {
      checkTable(bound.table());
      change.check(bound.table());
    }
  }

  private static void checkTable(Table table) throws SQLException {
    if (table.shape() != Table.Shape.TABLE) {
      throw SqlErrors.notSupported(table.name() + " is a keyspace, not a table");
    }
  }

  @Override
  public @Nullable String alteredTable(Database database) throws SQLException {
    BoundTable bound = finder.find(database);
    return bound == null ? null : bound.table().name();
  }

  @Override
  public void run(Database database, Cancellation cancellation) throws SQLException {
    BoundTable bound = finder.find(database);
    if (bound == null) {
      return;
    }
    checkTable(bound.table());
    change.check(bound.table());
    IndexKeyspaces.removeUnused(database);
    change.run(database, bound, cancellation);
  }

  /** Replaces the definition of a table. */
  static void redefine(Database database, BoundTable bound, Table table) throws SQLException {
    KeyspaceOptions known = bound.options();
    KeyspaceOptions changed = TableAttributes.write(table, known);
    boolean[] outdated = new boolean[1];
    database.alterKeyspace(
        table.name(),
        present -> {
          outdated[0] = !present.equals(known);
          return outdated[0] ? present : changed;
        });
    if (outdated[0]) {
      throw SqlErrors.conflict("table " + table.name() + " was changed by somebody else", null);
    }
  }
}
