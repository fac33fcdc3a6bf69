package io.lightningdb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes to any keyspaces of one database, to be made together by {@link Database#write}. Of
 * several writes to one key the last counts. Not safe for use by several threads at once.
 */
public final class WriteBatch {

  /**
   * One write.
   *
   * @param keyspace where
   * @param key the key
   * @param value the new value, or null to delete
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Write(Keyspace keyspace, byte[] key, byte @Nullable [] value) {}

  private final List<Write> writes = new ArrayList<>();

  /** Makes an empty batch. */
  public WriteBatch() {}

  /** Adds the setting of a value. The arrays are copied. */
  public WriteBatch put(Keyspace keyspace, byte[] key, byte[] value) {
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    writes.add(new Write(keyspace, key.clone(), value.clone()));
    return this;
  }

  /** Adds the removal of a key. The array is copied. */
  public WriteBatch delete(Keyspace keyspace, byte[] key) {
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(key, "key");
    writes.add(new Write(keyspace, key.clone(), null));
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

  /**
   * Returns the writes in the order in which they were added. The arrays are those of the batch and
   * must not be changed.
   */
  public List<Write> writes() {
    return Collections.unmodifiableList(writes);
  }
}
