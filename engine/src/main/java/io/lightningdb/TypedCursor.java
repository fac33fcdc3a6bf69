package io.lightningdb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A {@link Cursor} that speaks in objects. */
public final class TypedCursor<K, V> implements AutoCloseable {

  private final Cursor cursor;
  private final KeyCodec<K> keys;
  private final ValueCodec<V> values;

  TypedCursor(Cursor cursor, KeyCodec<K> keys, ValueCodec<V> values) {
    this.cursor = cursor;
    this.keys = keys;
    this.values = values;
  }

  /** Goes to the next entry, as {@link Cursor#next} does. */
  public boolean next() {
    return cursor.next();
  }

  /** Goes to the previous entry, as {@link Cursor#previous} does. */
  public boolean previous() {
    return cursor.previous();
  }

  /** Goes to the first entry at or after {@code key}, as {@link Cursor#seek} does. */
  public boolean seek(K key) {
    return cursor.seek(keys.encode(key));
  }

  /** Goes to the last entry at or before {@code key}, as {@link Cursor#seekFloor} does. */
  public boolean seekFloor(K key) {
    return cursor.seekFloor(keys.encode(key));
  }

  /** Returns the key of the entry that the cursor is on. */
  public K key() {
    return keys.decode(cursor.key());
  }

  /** Returns the value of the entry that the cursor is on. */
  public V value() {
    return values.decode(cursor.value());
  }

  /** Returns when the entry that the cursor is on expires, or null if it never does. */
  public @Nullable Instant expiresAt() {
    return cursor.expiresAt();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
