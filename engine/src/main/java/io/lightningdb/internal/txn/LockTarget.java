package io.lightningdb.internal.txn;

import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import org.jspecify.annotations.Nullable;

/**
 * What can be locked: a key of a keyspace or a range of keys, which need not be there.
 *
 * @param from the first key, not to be changed any more
 * @param to the first key behind it, or null where there is no end; not to be changed any more
 * @param isKey whether it is a key and not a range
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record LockTarget(KeyspaceId keyspace, byte[] from, byte @Nullable [] to, boolean isKey) {

  private static final byte[] LOWEST = {};

  /**
   * Returns a key.
   *
   * @param key not to be changed any more
   */
  public static LockTarget key(KeyspaceId keyspace, byte[] key) {
    return new LockTarget(keyspace, key, ReadSet.successor(key, key.length), true);
  }

  /** Returns a range, which must not be empty. */
  public static LockTarget range(KeyspaceId keyspace, KeyRange range) {
    byte[] from = range.from();
    return new LockTarget(keyspace, from == null ? LOWEST : from, range.to(), false);
  }

  /** Returns what a write changes. */
  static LockTarget of(Write write) {
    return write.isRange()
        ? new LockTarget(write.keyspace(), write.key(), write.value(), false)
        : key(write.keyspace(), write.key());
  }

  /** Returns all keys from one to another, both included, neither to be changed any more. */
  public static LockTarget between(KeyspaceId keyspace, byte[] first, byte[] last) {
    return new LockTarget(keyspace, first, ReadSet.successor(last, last.length), false);
  }

  /**
   * Returns whether a key, or all from it on up to {@code end}, null being the last, are in here.
   */
  boolean covers(byte[] key, byte @Nullable [] end) {
    return Keys.compare(from, key) <= 0
        && (to == null || (end != null && Keys.compare(end, to) <= 0));
  }

  /** Returns whether some key of the same keyspace is in both. */
  boolean overlaps(LockTarget other) {
    return (to == null || Keys.compare(other.from, to) < 0)
        && (other.to == null || Keys.compare(from, other.to) < 0);
  }

  /** Returns what this is, for a message. */
  String show(String keyspaceName) {
    String what;
    if (isKey) {
      what = "key " + Keys.show(from);
    } else {
      what =
          "the range from "
              + (from.length == 0 ? "the first key" : Keys.show(from))
              + " to "
              + (to == null ? "the last key" : "before " + Keys.show(to));
    }
    return what + " of keyspace '" + keyspaceName + "'";
  }
}
