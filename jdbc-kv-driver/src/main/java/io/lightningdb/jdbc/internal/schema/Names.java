package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The engine tells capitals from small letters in names, and SQL does not. Keyspaces that differ in
 * nothing else cannot be made with SQL, but in other ways; then the exact name is the one that counts.
 */
/** Finds keyspaces by the names that statements give them. */
public final class Names {

  /** What the names of keyspaces begin with that are no tables, but belong to some. */
  public static final String INTERNAL_PREFIX = "lightning.";

  private Names() {}

  /** Returns whether a keyspace is one that SQL keeps for itself. */
  public static boolean isInternal(String name) {
    return name.regionMatches(true, 0, INTERNAL_PREFIX, 0, INTERNAL_PREFIX.length());
  }

  /**
   * Returns the name of the keyspace that {@code name} means: that itself, or else the only one
   * that differs from it in nothing but capitals; null if there is none.
   *
   * @throws SQLException if there are several
   */
  public static @Nullable String find(Database database, String name) throws SQLException {
    if (isInternal(name)) {
      return null;
    }
    if (database.findKeyspace(name).isPresent()) {
      return name;
    }
    List<String> candidates = new ArrayList<>();
    for (String candidate : database.keyspaceNames()) {
      if (candidate.equalsIgnoreCase(name)) {
        candidates.add(candidate);
      }
    }
    if (candidates.size() > 1) {
      throw SqlErrors.noSuchTable(
          "there is no table or keyspace "
              + name
              + ", but several that differ from it in capitals: "
              + String.join(", ", candidates));
    }
    return candidates.isEmpty() ? null : candidates.get(0);
  }
}
