package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.Names;
import java.sql.SQLException;
import java.util.List;

/** CREATE TABLE and CREATE KEYSPACE. */
final class CreatePlan extends DefinitionPlan {

  private final String name;
  private final boolean ifNotExists;
  private final KeyspaceOptions options;
  private final List<Index> indexes;

  /**
   * @param indexes the table's indexes, for which keyspaces are created, too
   */
  CreatePlan(
      String name,
      boolean ifNotExists,
      KeyspaceOptions options,
      List<Index> indexes,
      Parameters parameters) {
    super(parameters);
    this.name = name;
    this.ifNotExists = ifNotExists;
    this.options = options;
    this.indexes = List.copyOf(indexes);
  }

  private boolean exists(Database database) throws SQLException {
    return Names.find(database, name) != null;
  }

  @Override
  public void check(Database database) throws SQLException {
    if (Names.isInternal(name)) {
      throw SqlErrors.invalidDefinition(
          "names that begin with " + Names.INTERNAL_PREFIX + " are Lightning's own");
    }
    if (!ifNotExists && exists(database)) {
      throw tableExists();
    }
  }

  private SQLException tableExists() {
    return SqlErrors.tableExists("there is a table or keyspace " + name + " already");
  }

  @Override
  public void run(Database database, Cancellation cancellation) throws SQLException {
    if (exists(database)) {
      if (ifNotExists) {
        return;
      }
      throw tableExists();
    }
    // First what the table will name: a table never has an index that is not there.
    IndexKeyspaces.removeUnused(database);
    for (Index index : indexes) {
      IndexKeyspaces.create(database, index, options);
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
