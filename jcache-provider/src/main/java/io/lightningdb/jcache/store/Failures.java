package io.lightningdb.jcache.store;

import io.lightningdb.LightningException;
import io.lightningdb.jcache.codec.ObjectFormatException;
import java.util.HexFormat;
import javax.cache.CacheException;

/** Says in JCache's terms what the engine and the codecs said. */
final class Failures {

  private final String cacheName;

  Failures(String cacheName) {
    this.cacheName = cacheName;
  }

  /** Returns what to throw when an operation on a key failed. */
  CacheException of(LightningException e, Object key) {
    return new CacheException(about(key) + e.getMessage(), e);
  }

  /** Returns what to throw when an operation on no particular key failed. */
  CacheException of(LightningException e) {
    return new CacheException("cache '" + cacheName + "': " + e.getMessage(), e);
  }

  CacheException key(ObjectFormatException e, Object key) {
    return new CacheException(
        "cache '" + cacheName + "': a key of " + key.getClass() + ": " + e.getMessage(), e);
  }

  CacheException value(RuntimeException e, Object key) {
    return new CacheException(about(key) + "the value: " + e.getMessage(), e);
  }

  /** Returns what to throw about a stored key that is no object. */
  CacheException storedKey(RuntimeException e, byte[] key) {
    return new CacheException(
        "cache '"
            + cacheName
            + "', the stored key "
            + HexFormat.of().formatHex(key, 0, Math.min(key.length, 64))
            + (key.length > 64 ? "..." : "")
            + ": "
            + e.getMessage(),
        e);
  }

  private String about(Object key) {
    return "cache '"
        + cacheName
        + "', key "
        + (key instanceof EntryKey ? key : EntryKey.show(key))
        + ": ";
  }
}
