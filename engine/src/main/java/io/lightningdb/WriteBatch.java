package io.lightningdb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Writes to any keyspaces of one database, to be made together by {@link Database#write}. Of
 * several writes to one key the last counts. Not safe for use by several threads at once.
 */
public final class WriteBatch {

  /** One write. The arrays are those of the batch and must not be changed. */
  public sealed interface Write {

    /** Returns the keyspace that is written to. */
    Keyspace keyspace();
  }

  /** The setting of a value, until it expires. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Put(Keyspace keyspace, byte[] key, byte[] value, Expiry expiry) implements Write {}

  /** The removal of a key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Delete(Keyspace keyspace, byte[] key) implements Write {}

  /** The removal of all keys in a range. */
  public record DeleteRange(Keyspace keyspace, KeyRange range) implements Write {}

  private final List<Write> writes = new ArrayList<>();

  /** Makes an empty batch. */
  public WriteBatch() {}

  /** Adds the setting of a value. The arrays are copied. */
  public WriteBatch put(Keyspace keyspace, byte[] key, byte[] value) {
    return put(keyspace, key, value, Expiry.never());
  }

  /**
   * Adds the setting of a value, until it expires. The arrays are copied.
   *
   * @throws IllegalArgumentException if the expiry is to be {@linkplain Expiry#kept() kept}: a
   *     batch reads nothing
   */
  public WriteBatch put(Keyspace keyspace, byte[] key, byte[] value, Expiry expiry) {
    Objects.requireNonNull(expiry, "expiry");
    if (expiry instanceof Expiry.Kept) {
      throw new IllegalArgumentException(
          "a batch cannot keep the expiry of the entry that it replaces, which it does not read;"
              + " use a transaction");
    }
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    writes.add(new Put(keyspace, key.clone(), value.clone(), expiry));
    return this;
  }

  /** Adds the removal of a key. The array is copied. */
  public WriteBatch delete(Keyspace keyspace, byte[] key) {
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(key, "key");
    writes.add(new Delete(keyspace, key.clone()));
    return this;
  }

  /** Adds the removal of all keys in a range, as {@link Keyspace#deleteRange} does it. */
  public WriteBatch deleteRange(Keyspace keyspace, KeyRange range) {
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(range, "range");
    writes.add(new DeleteRange(keyspace, range));
    return this;
  }

  /** Returns the number of writes in this batch. */
  public int size() {
    return writes.size();
  }

  /** Forgets all writes, so that the batch can be filled anew. */
  public void clear() {
    writes.clear();
  }

  /** Returns the writes in the order in which they were added. */
  public List<Write> writes() {
    return Collections.unmodifiableList(writes);
  }
}
