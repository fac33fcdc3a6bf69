package io.lightningdb.jcache.store;

import io.lightningdb.LightningException;
import io.lightningdb.jcache.codec.HashCodes;
import io.lightningdb.jcache.codec.ObjectCodec;
import io.lightningdb.jcache.codec.ObjectFormatException;
import io.lightningdb.jcache.lock.LockName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of one cache as bytes. What cannot be written or read is reported with the
 * names of the cache and the key.
 */
public final class EntryFormat {

  private final ObjectCodec codec;
  private final Failures failures;

  public EntryFormat(String cacheName, ObjectCodec codec) {
    this.codec = codec;
    this.failures = new Failures(cacheName);
  }

  Failures failures() {
    return failures;
  }

  /**
   * Returns {@code key} with its bytes.
   *
   * @throws CacheException if it cannot be serialized
   */
  public EntryKey key(Object key) {
    try {
      ObjectCodec.KeyBytes encoded = codec.encodeKey(key);
      boolean isIndexed = encoded.mayDiffer() && !HashCodes.isIdentity(key.getClass());
      return new EntryKey(key, encoded.bytes(), isIndexed, encoded.hashMayChange());
    } catch (ObjectFormatException e) {
      throw failures.key(e, key);
    }
  }

  /** Returns a key of the same bytes that nobody else has, or of those of an equal object. */
  public EntryKey copy(EntryKey key) {
    return key(decodeKey(key.bytes()));
  }

  /** Returns {@code keys} with their bytes; of keys that are one key here, the last. */
  public List<EntryKey> keys(Collection<?> keys) {
    Map<LockName, EntryKey> unique = new LinkedHashMap<>();
    for (Object each : keys) {
      EntryKey key = key(each);
      unique.put(key.lockName(), key);
    }
    return new ArrayList<>(unique.values());
  }

  /**
   * Returns the range from one key up to another.
   *
   * @param from the first key, or null for the first of all
   * @param to the first key behind the range, or null for none
   * @throws IllegalArgumentException if one of them is of a type that does not keep its order
   */
  public EntryRange range(@Nullable Object from, @Nullable Object to, boolean isDescending) {
    return EntryRange.of(
        from == null ? null : bound(from), to == null ? null : bound(to), isDescending);
  }

  private byte[] bound(Object key) {
    byte[] bytes = key(key).bytes();
    if (ObjectCodec.isSerialized(bytes)) {
      throw new IllegalArgumentException(
          "keys of "
              + key.getClass().getName()
              + " are serialized and have no order; a range needs keys of a compact type, such as"
              + " String, Long or Instant");
    }
    return bytes;
  }

  /** Returns the object of a stored key. */
  public Object decodeKey(byte[] storedKey) {
    try {
      return codec.decode(storedKey, 0);
    } catch (ObjectFormatException | LightningException e) {
      throw failures.storedKey(e, storedKey);
    }
  }

  /** Returns the object of a stored key, or nothing if its class cannot be had. */
  Optional<Object> decodeKeyIfPossible(byte[] storedKey) {
    try {
      return Optional.of(codec.decode(storedKey, 0));
    } catch (ObjectFormatException | LightningException e) {
      // Nobody can have a key that is equal to it.
      return Optional.empty();
    }
  }

  /**
   * Returns a draft of a record: the value, behind room for the header.
   *
   * @throws CacheException if it cannot be serialized
   */
  public byte[] draft(Object key, Object value) {
    try {
      return codec.encodeValue(value, EntryRecord.HEADER_BYTES);
    } catch (ObjectFormatException e) {
      throw failures.value(e, key);
    }
  }

  /** Returns the value in a record or a draft of one, as an object of its own. */
  public Object value(Object key, byte[] record) {
    try {
      return codec.decode(record, EntryRecord.HEADER_BYTES);
    } catch (ObjectFormatException | LightningException e) {
      throw failures.value(e, key);
    }
  }

  /** Returns a record that a scan found. */
  public EntryRecord parse(byte[] storedKey, byte[] record) {
    try {
      return EntryRecord.parse(storedKey, record);
    } catch (LightningException e) {
      throw failures.storedKey(e, storedKey);
    }
  }

  /** Returns a stored key as if somebody had come with it. */
  public EntryKey storedKey(byte[] storedKey) {
    return new EntryKey(
        decodeKey(storedKey), storedKey, ObjectCodec.isSerialized(storedKey), false);
  }
}
