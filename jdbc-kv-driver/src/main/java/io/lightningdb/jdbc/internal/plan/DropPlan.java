package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.Names;
import java.sql.SQLException;

/** DROP TABLE and DROP KEYSPACE. */
final class DropPlan extends DefinitionPlan {

  private final String name;
  private final boolean ifExists;

  DropPlan(String name, boolean ifExists, Parameters parameters) {
    super(parameters);
    this.name = name;
    this.ifExists = ifExists;
  }

  @Override
  public void check(Database database) throws SQLException {
    if (!ifExists && Names.find(database, name) == null) {
      throw noSuchTable();
    }
  }

  private SQLException noSuchTable() {
    return SqlErrors.noSuchTable("there is no table or keyspace " + name);
  }

  @Override
  public void run(Database database, Cancellation cancellation) throws SQLException {
    // By its name alone, so that a table whose definition is damaged can be dropped, too.
    String found = Names.find(database, name);
    if (found != null) {
      try {
        database.dropKeyspace(found);
        IndexKeyspaces.removeUnused(database);
        return;
      } catch (IllegalArgumentException e) {
        // Somebody else was quicker.
        if (database.findKeyspace(found).isPresent()) {
          throw e;
        }
      }
    }
    if (!ifExists) {
      throw noSuchTable();
    }
  }
}
