package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.Names;
import java.sql.SQLException;

/** CREATE TABLE and CREATE KEYSPACE. */
final class CreatePlan extends DefinitionPlan {

  private final String name;
  private final boolean ifNotExists;
  private final KeyspaceOptions options;

  CreatePlan(String name, boolean ifNotExists, KeyspaceOptions options, Parameters parameters) {
    super(parameters);
    this.name = name;
    this.ifNotExists = ifNotExists;
    this.options = options;
  }

  private boolean exists(Database database) throws SQLException {
    return Names.find(database, name) != null;
  }

  @Override
  public void check(Database database) throws SQLException {
    if (!ifNotExists && exists(database)) {
      throw tableExists();
    }
  }

  private SQLException tableExists() {
    return SqlErrors.tableExists("there is a table or keyspace " + name + " already");
  }

  @Override
  public void run(Database database) throws SQLException {
    if (exists(database)) {
      if (ifNotExists) {
        return;
      }
      throw tableExists();
    }
    try {
      database.createKeyspace(name, options);
    } catch (IllegalArgumentException e) {
      // Somebody else may have been quicker; otherwise it is the name itself.
      if (!exists(database)) {
        throw SqlErrors.invalidDefinition(SqlErrors.message(e));
      }
      if (!ifNotExists) {
        throw tableExists();
      }
    }
  }
}
