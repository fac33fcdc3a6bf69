package io.lightningdb;

import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named, ordered map from byte arrays to byte arrays inside a database. Keys order as unsigned
 * bytes. Reading through it sees the newest commits; each cursor and each {@link #getAll} sees one
 * moment.
 *
 * <p>Every write is a commit of its own, with the durability of this handle. Where a transaction
 * has {@linkplain Transaction#getForUpdate locked} the key, the write waits for its end, at most as
 * long as the default {@link TransactionOptions#lockTimeout()} says, and fails with {@link
 * ConflictException} after that. An entry that is written never {@linkplain Expiry expires} where
 * nothing is said of that. Nobody else waits for transactions. Arrays passed in are copied and
 * those returned are the caller's. Any number of threads may use one handle. A handle follows its
 * keyspace through renames; after a drop, and after the database is closed, every method that reads
 * or writes throws {@link IllegalStateException}.
 */
public interface Keyspace extends ReadView {

  /** Returns the present name. */
  String name();

  /**
   * Returns the present options: those with which the keyspace was created, with the attributes
   * that {@link Database#alterKeyspace} has given it last. After a drop they are those of when this
   * handle was made.
   */
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
  default void put(byte[] key, byte[] value) {
    put(key, value, Expiry.never());
  }

  /** Sets the value of {@code key}, as {@link #put(byte[], byte[])} does, until it expires. */
  void put(byte[] key, byte[] value, Expiry expiry);

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
  default void put(byte[] key, InputStream value) {
    put(key, value, Expiry.never());
  }

  /** Sets the value of {@code key}, as {@link #put(byte[], InputStream)} does, until it expires. */
  void put(byte[] key, InputStream value, Expiry expiry);

  /**
   * Sets when the entry of {@code key} expires, and leaves its value as it is. This costs what it
   * costs to read the value and to write it.
   *
   * @return whether there is an entry
   * @throws LimitException if there are {@link Options#openTransactionsMax()} transactions already,
   *     of which this needs one, as everything does that writes with {@link Expiry#kept()}
   * @throws StorageException if the disk failed or is full
   */
  boolean setExpiry(byte[] key, Expiry expiry);

  /** Removes {@code key} if it is there. */
  void delete(byte[] key);

  /**
   * Removes all keys in {@code range}. This is one small write, however many keys there are: it
   * takes effect at once, and their space comes back in the background.
   *
   * @throws LimitException if an end of the range is longer than a key may be, by more than the one
   *     byte that makes it the end of an inclusive range
   * @throws StorageException if the disk failed or is full
   */
  void deleteRange(KeyRange range);

  /** Removes all keys that begin with {@code prefix}, as {@link #deleteRange} does. */
  default void deletePrefix(byte[] prefix) {
    deleteRange(KeyRange.prefix(prefix));
  }

  /**
   * Sets the value of {@code key} if it has none.
   *
   * @return whether it had none
   */
  default boolean putIfAbsent(byte[] key, byte[] value) {
    return putIfAbsent(key, value, Expiry.never());
  }

  /**
   * Sets the value of {@code key} until it expires, if it has none.
   *
   * @return whether it had none
   */
  default boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry) {
    Objects.requireNonNull(value, "value");
    return compareAndSet(key, null, value, expiry);
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
  default boolean compareAndSet(byte[] key, byte @Nullable [] expected, byte @Nullable [] update) {
    return compareAndSet(key, expected, update, Expiry.never());
  }

  /**
   * Does what {@link #compareAndSet(byte[], byte[], byte[])} does, with a value that expires.
   *
   * @param expiry of no meaning if {@code update} is null
   */
  boolean compareAndSet(
      byte[] key, byte @Nullable [] expected, byte @Nullable [] update, Expiry expiry);

  /** Sets the value of {@code key} and returns the one it replaces, or null if there was none. */
  byte @Nullable [] getAndPut(byte[] key, byte[] value);

  /** Removes {@code key} and returns the value that it had, or null if there was none. */
  byte @Nullable [] getAndDelete(byte[] key);

  /**
   * Returns what tells whether keys of this keyspace were changed since they were read, to be
   * closed by the caller. It ends by itself when the keyspace is dropped or the database closed.
   *
   * @param slots how many groups keys fall into, rounded up to a power of two, from 1 to 2^24: each
   *     takes 8 bytes, and a change of one key looks like one of all of its group
   * @throws UnsupportedOperationException if the store cannot tell, because others write to it than
   *     this process
   */
  ChangeStamps changeStamps(int slots);

  /** Returns a view of this keyspace that speaks in objects. */
  default <K, V> TypedKeyspace<K, V> typed(KeyCodec<K> keys, ValueCodec<V> values) {
    return new TypedKeyspace<>(this, keys, values);
  }
}
