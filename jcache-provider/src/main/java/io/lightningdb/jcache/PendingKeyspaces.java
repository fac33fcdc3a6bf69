package io.lightningdb.jcache;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;

/*
 * The name is made from that of the cache's keyspace. Where that would be too long its hash stands
 * for it. Attributes say which keyspace a queue belongs to, so neither a clash of names nor a keyspace
 * of somebody else is ever taken for one.
 */
/** The keyspaces that pending writes lie in. */
final class PendingKeyspaces {

  static final String FORMAT = "lightning.cache.pending.format";
  static final String OF = "lightning.cache.pending.of";

  private static final String PREFIX = "lightning.cache.pending:";
  private static final String FORMAT_VERSION = "1";

  private PendingKeyspaces() {}

  /** Returns the name of the keyspace of the pending writes of the cache in a keyspace. */
  static String keyspaceName(String cacheKeyspaceName) {
    String name = PREFIX + cacheKeyspaceName;
    return name.getBytes(StandardCharsets.UTF_8).length <= Limits.KEYSPACE_NAME_BYTES_MAX
        ? name
        : PREFIX + "sha256:" + CacheKeyspaces.hash(cacheKeyspaceName);
  }

  /**
   * Returns the queue of the cache in a keyspace, as an earlier run has left it, or nothing.
   *
   * @throws CacheException if a newer version wrote it
   */
  static Optional<Keyspace> find(Database database, String cacheKeyspaceName) {
    return database
        .findKeyspace(keyspaceName(cacheKeyspaceName))
        .filter(found -> cacheKeyspaceName.equals(found.options().attributes().get(OF)))
        .map(found -> checked(found, cacheKeyspaceName));
  }

  /**
   * Returns the queue of the cache in a keyspace, new or as it was left.
   *
   * @throws CacheException if a keyspace of its name is something else, or a newer version wrote it
   */
  static Keyspace open(Database database, String cacheKeyspaceName) {
    String name = keyspaceName(cacheKeyspaceName);
    KeyspaceOptions marked =
        KeyspaceOptions.builder()
            .attribute(FORMAT, FORMAT_VERSION)
            .attribute(OF, cacheKeyspaceName)
            .build();
    return checked(database.openKeyspace(name, marked), cacheKeyspaceName);
  }

  private static Keyspace checked(Keyspace keyspace, String cacheKeyspaceName) {
    Map<String, String> attributes = keyspace.options().attributes();
    if (!cacheKeyspaceName.equals(attributes.get(OF))) {
      throw new CacheException(
          "the keyspace '"
              + keyspace.name()
              + "' cannot have the pending writes of the cache in '"
              + cacheKeyspaceName
              + "': it is something else; rename or drop it");
    }
    String format = attributes.get(FORMAT);
    if (!FORMAT_VERSION.equals(format)) {
      throw new CacheException(
          "the pending writes of the cache in '"
              + cacheKeyspaceName
              + "' were written in format "
              + format
              + "; this version of Lightning reads format "
              + FORMAT_VERSION);
    }
    return keyspace;
  }

  /** Returns whether the cache in a keyspace has no pending writes. */
  static boolean isEmpty(Database database, String cacheKeyspaceName) {
    Optional<Keyspace> found = find(database, cacheKeyspaceName);
    if (found.isEmpty()) {
      return true;
    }
    try (var cursor = found.get().cursor()) {
      return !cursor.next();
    }
  }

  /** Drops the queue of the cache in a keyspace, if there is one. */
  static void drop(Database database, String cacheKeyspaceName) {
    if (find(database, cacheKeyspaceName).isPresent()) {
      database.dropKeyspace(keyspaceName(cacheKeyspaceName));
    }
  }
}
