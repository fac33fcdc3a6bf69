package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.schema.Index;
import io.lightningdb.jdbc.internal.schema.TableAttributes;
import io.lightningdb.jdbc.internal.schema.TableBuilder;
import java.util.HashSet;
import java.util.Set;

/*
 * The keyspace of an index is created before its table names it, and dropped after. So a crash, or a
 * statement that fails, can leave one that no table names; the next definition drops it.
 */
/** The keyspaces that the entries of indexes are in. */
final class IndexKeyspaces {

  private IndexKeyspaces() {}

  /** Creates the keyspace of an index, stored as its table is. */
  static Keyspace create(Database database, Index index, KeyspaceOptions table) {
    return database.createKeyspace(
        index.keyspace(),
        KeyspaceOptions.builder()
            .engine(table.engine())
            .pageBytes(table.pageBytes())
            .compression(table.compression())
            .build());
  }

  /** Drops the keyspaces of indexes that no table has. */
  static void removeUnused(Database database) {
    Set<String> unused = new HashSet<>();
    for (String name : database.keyspaceNames()) {
      if (name.startsWith(TableBuilder.INDEX_PREFIX)) {
        unused.add(name);
      }
    }
    if (unused.isEmpty()) {
      return;
    }
    for (String name : database.keyspaceNames()) {
      Keyspace keyspace = database.findKeyspace(name).orElse(null);
      if (keyspace == null || unused.contains(name)) {
        continue;
      }
      String indexes = keyspace.options().attributes().get(TableAttributes.INDEXES);
      if (indexes != null) {
        // By the text, which is there even if nobody can read it any more.
        unused.removeIf(indexes::contains);
      }
    }
    unused.forEach(database::dropKeyspace);
  }
}
