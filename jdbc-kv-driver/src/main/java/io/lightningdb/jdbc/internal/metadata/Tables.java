package io.lightningdb.jdbc.internal.metadata;

import io.lightningdb.CorruptionException;
import io.lightningdb.Database;
import io.lightningdb.FormatException;
import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.schema.Names;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.schema.TableAttributes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of a database, as they are now. */
final class Tables {

  private Tables() {}

  /**
   * Returns the names of the tables that are asked for, sorted; without those that the driver keeps
   * indexes and the like in.
   *
   * @param names a pattern
   */
  static List<String> names(
      Database database, @Nullable String catalog, @Nullable String schema, @Nullable String names)
      throws SQLException {
    if (NamePattern.isNoPlace(catalog) || NamePattern.isNoPlace(schema)) {
      return List.of();
    }
    NamePattern pattern = new NamePattern(names);
    List<String> found = new ArrayList<>();
    for (String name : database.keyspaceNames()) {
      if (!Names.isInternal(name) && pattern.matches(name)) {
        found.add(name);
      }
    }
    return found;
  }

  /** Returns the table called {@code name}, which is no pattern; null if there is none. */
  static @Nullable Table find(
      Database database, @Nullable String catalog, @Nullable String schema, @Nullable String name)
      throws SQLException {
    if (name == null || NamePattern.isNoPlace(catalog) || NamePattern.isNoPlace(schema)) {
      return null;
    }
    String found = Names.find(database, name);
    return found == null ? null : read(database, found);
  }

  /**
   * Returns a table, or null if it was dropped meanwhile, or its definition cannot be read: that
   * must not hide all others.
   */
  static @Nullable Table read(Database database, String name) {
    Keyspace keyspace = database.findKeyspace(name).orElse(null);
    if (keyspace == null) {
      return null;
    }
    try {
      return TableAttributes.read(name, keyspace.options());
    } catch (CorruptionException | FormatException e) {
      return null;
    }
  }
}
