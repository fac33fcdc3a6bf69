package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * Tables can come and go without this driver hearing of it: keyspaces are created and dropped
 * through the engine and through JCache, too. So a statement asks again by name each time it runs,
 * which is one look-up in a map, and looks whether the options are still those that it knows.
 */
/** A table that was found by name, for a statement that runs again and again. */
public final class BoundTable {

  private final String writtenName;
  private final KeyspaceOptions options;
  private final Table table;

  private BoundTable(String writtenName, KeyspaceOptions options, Table table) {
    this.writtenName = writtenName;
    this.options = options;
    this.table = table;
  }

  /**
   * Finds the table called {@code name}, as {@link Names#find} does.
   *
   * @throws SQLException if there is none, or more than one
   */
  public static BoundTable find(Database database, String name) throws SQLException {
    BoundTable found = findOrNull(database, name);
    if (found == null) {
      throw SqlErrors.noSuchTable("there is no table or keyspace " + name);
    }
    return found;
  }

  /** Finds a table as {@link #find} does, or returns null if there is none. */
  public static @Nullable BoundTable findOrNull(Database database, String name)
      throws SQLException {
    String found = Names.find(database, name);
    Keyspace keyspace = found == null ? null : database.findKeyspace(found).orElse(null);
    if (keyspace == null) {
      return null;
    }
    KeyspaceOptions options = keyspace.options();
    return new BoundTable(name, options, TableAttributes.read(keyspace.name(), options));
  }

  public Table table() {
    return table;
  }

  /** Returns the options that the keyspace had when the table was found. */
  public KeyspaceOptions options() {
    return options;
  }

  /** Returns the keyspace if the table is still what it was when it was found, or else null. */
  public @Nullable Keyspace keyspace(Database database) {
    Optional<Keyspace> keyspace = database.findKeyspace(table.name());
    if (keyspace.isEmpty() || !isSame(keyspace.get().options())) {
      return null;
    }
    // A keyspace whose name is exactly what was written would be meant now.
    boolean exact = writtenName.equals(table.name());
    return exact || database.findKeyspace(writtenName).isEmpty() ? keyspace.get() : null;
  }

  @SuppressWarnings("ReferenceEquality") // they are nearly always the very same
  private boolean isSame(KeyspaceOptions present) {
    return present == options || present.equals(options);
  }
}
