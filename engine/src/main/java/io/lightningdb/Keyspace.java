package io.lightningdb;

import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named, ordered map from byte arrays to byte arrays inside a database. Keys order as unsigned
 * bytes. Reading through it sees the newest commits; each cursor and each {@link #getAll} sees one
 * moment.
 *
 * <p>Every write is a commit of its own, with the durability of this handle. Arrays passed in are
 * copied and those returned are the caller's. Any number of threads may use one handle. A handle
 * follows its keyspace through renames; after a drop, and after the database is closed, every
 * method that reads or writes throws {@link IllegalStateException}.
 */
public interface Keyspace extends ReadView {

  /** Returns the present name. */
  String name();

  /** Returns the options with which the keyspace was created. */
  KeyspaceOptions options();

  /** Returns the durability of this handle's writes. */
  Durability durability();

  /** Returns a handle of the same keyspace whose writes have another durability. */
  Keyspace withDurability(Durability durability);

  /**
   * Sets the value of {@code key}, whether or not it had one.
   *
   * @throws NullPointerException if the key or the value is null
   * @throws LimitException if the key or the value is too long
   * @throws StorageException if the disk failed or is full
   */
  void put(byte[] key, byte[] value);

  /**
   * Sets the value of {@code key}, whether or not it had one, to what a stream has until its end,
   * which is at most {@link Capabilities#valueBytesMax()} bytes. The value is written while it is
   * read, a part at a time: it need not fit into memory. Nobody sees it before all of it is there,
   * and nobody has to wait for the stream but the caller. The stream is not closed.
   *
   * @throws java.io.UncheckedIOException if the stream fails: nothing was written
   * @throws LimitException if the key or the value is too long
   * @throws StorageException if the disk failed or is full
   */
  void put(byte[] key, InputStream value);

  /** Removes {@code key} if it is there. */
  void delete(byte[] key);

  /**
   * Sets the value of {@code key} if it has none.
   *
   * @return whether it had none
   */
  default boolean putIfAbsent(byte[] key, byte[] value) {
    Objects.requireNonNull(value, "value");
    return compareAndSet(key, null, value);
  }

  /**
   * Sets the value of {@code key} if it has one.
   *
   * @return whether it had one
   */
  boolean replace(byte[] key, byte[] value);

  /**
   * Sets the value of {@code key} to {@code update} if it is equal to {@code expected} byte for
   * byte. Null stands for absence on both sides: an {@code expected} of null matches a key that is
   * not there, an {@code update} of null removes it.
   *
   * @return whether the value was as expected
   */
  boolean compareAndSet(byte[] key, byte @Nullable [] expected, byte @Nullable [] update);

  /** Sets the value of {@code key} and returns the one it replaces, or null if there was none. */
  byte @Nullable [] getAndPut(byte[] key, byte[] value);

  /** Removes {@code key} and returns the value that it had, or null if there was none. */
  byte @Nullable [] getAndDelete(byte[] key);

  /** Returns a view of this keyspace that speaks in objects. */
  default <K, V> TypedKeyspace<K, V> typed(KeyCodec<K> keys, ValueCodec<V> values) {
    return new TypedKeyspace<>(this, keys, values);
  }
}
