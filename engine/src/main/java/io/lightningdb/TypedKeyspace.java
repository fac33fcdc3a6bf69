package io.lightningdb;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace that speaks in objects. Made by {@link Keyspace#typed}; everything said there of
 * threads, durability and errors holds here.
 */
public final class TypedKeyspace<K, V> {

  private final Keyspace keyspace;
  private final KeyCodec<K> keys;
  private final ValueCodec<V> values;

  TypedKeyspace(Keyspace keyspace, KeyCodec<K> keys, ValueCodec<V> values) {
    this.keyspace = keyspace;
    this.keys = Objects.requireNonNull(keys, "keys");
    this.values = Objects.requireNonNull(values, "values");
  }

  /** Returns the keyspace beneath. */
  public Keyspace keyspace() {
    return keyspace;
  }

  /** Returns the value of {@code key}, or null where there is none. */
  public @Nullable V get(K key) {
    byte[] value = keyspace.get(keys.encode(key));
    return value == null ? null : values.decode(value);
  }

  /** Returns whether there is an entry for {@code key}. */
  public boolean contains(K key) {
    return keyspace.contains(keys.encode(key));
  }

  /** Sets the value of {@code key}. */
  public void put(K key, V value) {
    keyspace.put(keys.encode(key), values.encode(value));
  }

  /** Sets the value of {@code key} until it expires. */
  public void put(K key, V value, Expiry expiry) {
    keyspace.put(keys.encode(key), values.encode(value), expiry);
  }

  /** Sets the value of {@code key} if it has none, and returns whether it had none. */
  public boolean putIfAbsent(K key, V value) {
    return keyspace.putIfAbsent(keys.encode(key), values.encode(value));
  }

  /**
   * Sets the value of {@code key}, until it expires, if it has none; returns whether it had none.
   */
  public boolean putIfAbsent(K key, V value, Expiry expiry) {
    return keyspace.putIfAbsent(keys.encode(key), values.encode(value), expiry);
  }

  /** Sets when the entry of {@code key} expires, and returns whether there is one. */
  public boolean setExpiry(K key, Expiry expiry) {
    return keyspace.setExpiry(keys.encode(key), expiry);
  }

  /** Returns when the entry of {@code key} expires; null if never, or there is none. */
  public @Nullable Instant expiresAt(K key) {
    return keyspace.expiresAt(keys.encode(key));
  }

  /** Removes {@code key} if it is there. */
  public void delete(K key) {
    keyspace.delete(keys.encode(key));
  }

  /** Returns a cursor over all entries. */
  public TypedCursor<K, V> cursor() {
    return cursor(KeyRange.all());
  }

  /** Returns a cursor over the keys from {@code from}, inclusive, to {@code to}, exclusive. */
  public TypedCursor<K, V> cursor(K from, K to) {
    return cursor(KeyRange.between(keys.encode(from), keys.encode(to)));
  }

  /** Returns a cursor over the entries in {@code range}. */
  public TypedCursor<K, V> cursor(KeyRange range) {
    return new TypedCursor<>(keyspace.cursor(range), keys, values);
  }
}
