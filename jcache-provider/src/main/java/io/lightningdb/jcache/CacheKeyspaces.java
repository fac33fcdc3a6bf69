package io.lightningdb.jcache;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.cache.CacheException;

/*
 * A cache's keyspace has the cache's name. The few strings that cannot name a keyspace (the empty
 * one, very long ones, those that are not valid Unicode) are replaced by a hash.
 *
 * Attributes mark the keyspace as a cache and tell the types of its keys and values. A keyspace
 * without them was made by somebody else for something else, whose data would be no entries: it is
 * refused. Attributes are fixed when a keyspace is created, so where the types have changed it has
 * to be created anew, which is done by itself as long as it is empty.
 */
/** The keyspaces that caches lie in. */
final class CacheKeyspaces {

  static final String FORMAT = "lightning.cache.format";
  static final String KEY_TYPE = "lightning.cache.keyType";
  static final String VALUE_TYPE = "lightning.cache.valueType";

  private static final String FORMAT_VERSION = "1";
  private static final String UNTYPED = Object.class.getName();

  private CacheKeyspaces() {}

  /** Returns the name of the keyspace of a cache. */
  static String keyspaceName(String cacheName) {
    int bytes = cacheName.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > 0
        && bytes <= Limits.KEYSPACE_NAME_BYTES_MAX
        && StandardCharsets.UTF_8.newEncoder().canEncode(cacheName)) {
      return cacheName;
    }
    return "lightning.cache:" + hash(cacheName);
  }

  /** Returns the SHA-256 of a name, in hex. */
  static String hash(String name) {
    // Not by a charset, which would make all that is no Unicode the same.
    ByteBuffer chars = ByteBuffer.allocate(Character.BYTES * name.length());
    chars.asCharBuffer().put(name);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(chars.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /**
   * Returns the keyspace of a cache, new or as it was left.
   *
   * @param options those of a new keyspace, but for its engine
   * @throws CacheException if there is a keyspace of this name that is no cache, or one with
   *     entries of other types
   */
  static Keyspace open(
      Database database,
      CacheConfiguration<?, ?> configuration,
      String name,
      KeyspaceOptions options) {
    String keyspaceName = keyspaceName(name);
    KeyspaceOptions marked =
        options.toBuilder()
            .engine(Objects.requireNonNull(configuration.getStorageEngine()))
            .attribute(FORMAT, FORMAT_VERSION)
            .attribute(KEY_TYPE, configuration.getKeyType().getName())
            .attribute(VALUE_TYPE, configuration.getValueType().getName())
            .build();
    Keyspace keyspace = database.openKeyspace(keyspaceName, marked);
    Map<String, String> attributes = keyspace.options().attributes();
    String format = attributes.get(FORMAT);
    if (format == null) {
      throw new CacheException(
          "the keyspace '"
              + keyspaceName
              + "' was not made by JCache, so it cannot be the cache '"
              + name
              + "'; give the cache another name, or drop or rename the keyspace");
    }
    if (!format.equals(FORMAT_VERSION)) {
      throw new CacheException(
          "the cache '"
              + name
              + "' was written in format "
              + format
              + "; this version of Lightning reads format "
              + FORMAT_VERSION);
    }
    Optional<String> difference = difference(attributes, configuration);
    if (difference.isEmpty()) {
      return keyspace;
    }
    if (isEmpty(keyspace) && PendingKeyspaces.isEmpty(database, keyspaceName)) {
      database.dropKeyspace(keyspaceName);
      return database.createKeyspace(keyspaceName, marked);
    }
    throw new CacheException(
        "the cache '"
            + name
            + "' has entries or pending writes of an earlier run, "
            + difference.get()
            + "; configure it as before or without types, give it another name, or destroy it");
  }

  private static boolean isEmpty(Keyspace keyspace) {
    try (var cursor = keyspace.cursor()) {
      return !cursor.next();
    }
  }

  /** Returns how the types differ, in words, unless that is fine. */
  private static Optional<String> difference(
      Map<String, String> attributes, CacheConfiguration<?, ?> configuration) {
    String keyType = attributes.getOrDefault(KEY_TYPE, UNTYPED);
    String valueType = attributes.getOrDefault(VALUE_TYPE, UNTYPED);
    if (fits(keyType, configuration.getKeyType())
        && fits(valueType, configuration.getValueType())) {
      return Optional.empty();
    }
    return Optional.of(
        "with keys of "
            + keyType
            + " and values of "
            + valueType
            + ", not of "
            + configuration.getKeyType().getName()
            + " and "
            + configuration.getValueType().getName());
  }

  private static boolean fits(String stored, Class<?> configured) {
    return stored.equals(configured.getName())
        || stored.equals(UNTYPED)
        || configured == Object.class;
  }
}
