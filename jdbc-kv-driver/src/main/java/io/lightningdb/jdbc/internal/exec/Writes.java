package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Capabilities;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.Transaction;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * A statement's writes are collected before any is made, so that a statement that fails leaves
 * nothing behind. For the same reason their sizes are checked here: what the engine would refuse
 * in the middle is refused before the first.
 */
/** What one statement wants to write. */
public final class Writes {

  /** More than what surrounds a write in the log. */
  private static final int OVERHEAD_BYTES = 32;

  /** A value, or null for a deletion; a box, because a map cannot tell null from absent. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Written(byte @Nullable [] value) {}

  private final Capabilities limits;
  private final Map<String, Of> keyspaces = new LinkedHashMap<>();
  private long bytes;

  public Writes(Capabilities limits) {
    this.limits = limits;
  }

  /** Returns the writes to a keyspace. */
  public Of of(Keyspace keyspace) {
    return keyspaces.computeIfAbsent(keyspace.name(), name -> new Of(keyspace));
  }

  /** Refuses a key that the store would not take. */
  public void checkKey(byte[] key) throws SQLException {
    if (key.length > limits.keyBytesMax()) {
      throw SqlErrors.limitExceeded(
          "the key takes " + key.length + " bytes; the limit is " + limits.keyBytesMax());
    }
  }

  private SQLException tooMuch() {
    return SqlErrors.limitExceeded(
        "the transaction would write more than "
            + limits.commitBytesMax()
            + " bytes; divide it into several");
  }

  /** Returns about how many bytes of a commit the writes take, and not less. */
  public long bytes() {
    return bytes;
  }

  /**
   * Makes the writes in a transaction: all of them, or none if it would become too large.
   *
   * @param before how many bytes the transaction has written already
   */
  public void apply(Transaction transaction, long before) throws SQLException {
    if (before + bytes > limits.commitBytesMax()) {
      throw tooMuch();
    }
    keyspaces.values().forEach(writes -> writes.apply(transaction));
  }

  /** Takes keys. */
  public interface KeyVisitor {

    void key(String keyspace, byte[] key);
  }

  /** Passes all keys that are written to {@code visitor}. */
  public void forEachKey(KeyVisitor visitor) {
    keyspaces.forEach(
        (name, writes) -> writes.writes.keySet().forEach(key -> visitor.key(name, key)));
  }

  /** The writes to one keyspace. */
  public final class Of {

    private final Keyspace keyspace;
    private final NavigableMap<byte[], Written> writes = new TreeMap<>(Arrays::compareUnsigned);
    private boolean cleared;

    private Of(Keyspace keyspace) {
      this.keyspace = keyspace;
    }

    /** Sets the value of a key. The arrays must not change any more. */
    public void put(byte[] key, byte[] value) throws SQLException {
      if (value.length > limits.valueBytesMax()) {
        throw SqlErrors.limitExceeded(
            "the row takes " + value.length + " bytes; the limit is " + limits.valueBytesMax());
      }
      add(key, value);
    }

    /** Removes a key. The array must not change any more. */
    public void delete(byte[] key) throws SQLException {
      add(key, null);
    }

    /** Removes all keys that there are, before anything else is written. */
    public void clear() {
      cleared = true;
      bytes += OVERHEAD_BYTES;
    }

    private void add(byte[] key, byte @Nullable [] value) throws SQLException {
      checkKey(key);
      bytes += (long) OVERHEAD_BYTES + key.length + (value == null ? 0 : value.length);
      if (bytes > limits.commitBytesMax()) {
        throw tooMuch();
      }
      writes.put(key, new Written(value));
    }

    /** Returns whether the statement has written or removed {@code key}. */
    public boolean has(byte[] key) {
      return writes.containsKey(key);
    }

    /** Returns the value written to {@code key}; null if it was removed or not written. */
    public byte @Nullable [] get(byte[] key) {
      Written written = writes.get(key);
      return written == null ? null : written.value;
    }

    private void apply(Transaction transaction) {
      if (cleared) {
        transaction.deleteRange(keyspace, KeyRange.all());
      }
      writes.forEach(
          (key, written) -> {
            byte[] value = written.value;
            if (value == null) {
              transaction.delete(keyspace, key);
            } else {
              transaction.put(keyspace, key, value);
            }
          });
    }
  }
}
