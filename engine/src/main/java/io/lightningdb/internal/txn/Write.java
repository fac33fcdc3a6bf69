package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import org.jspecify.annotations.Nullable;

/**
 * One write of a commit. Of a commit's writes the deletions of ranges come first, and leave alone
 * what the others write.
 *
 * @param keyspace where
 * @param kind what it does
 * @param key the key, or the first one of a range; like {@code value}, not to be changed any more
 * @param value the new value, or where it lies; for a range, the first key behind it, or null if it
 *     has no end; else null
 * @param expiresAt when the value expires, in microseconds since 1970, or {@link ReadTime#NEVER}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Write(
    KeyspaceId keyspace, Kind kind, byte[] key, byte @Nullable [] value, long expiresAt) {

  /** What a write does. */
  public enum Kind {
    /** It sets a value. */
    PUT,
    /** It sets a value that lies apart. */
    PUT_BLOB,
    /** It deletes a key. */
    DELETE,
    /** It deletes all keys of a range, of which there can be some. */
    DELETE_RANGE
  }

  /** Makes a write of a value that lies nowhere yet. */
  public static Write put(KeyspaceId keyspace, byte[] key, byte[] value, long expiresAt) {
    return new Write(keyspace, Kind.PUT, key, value, expiresAt);
  }

  /** Makes a write of a value that lies nowhere yet and never expires, or null to delete. */
  public Write(KeyspaceId keyspace, byte[] key, byte @Nullable [] value) {
    this(keyspace, value == null ? Kind.DELETE : Kind.PUT, key, value, ReadTime.NEVER);
  }

  /** Makes a write of a value that lies apart, and of which {@code pointer} tells where. */
  public static Write blob(KeyspaceId keyspace, byte[] key, byte[] pointer, long expiresAt) {
    return new Write(keyspace, Kind.PUT_BLOB, key, pointer, expiresAt);
  }

  /**
   * Makes the deletion of a range that is not empty.
   *
   * @param to the first key behind it, or null if it has no end
   */
  public static Write range(KeyspaceId keyspace, byte[] from, byte @Nullable [] to) {
    return new Write(keyspace, Kind.DELETE_RANGE, from, to, ReadTime.NEVER);
  }

  /** Returns the write of the same value once that lies apart, and {@code pointer} tells where. */
  public Write placed(byte[] pointer) {
    return blob(keyspace, key, pointer, expiresAt);
  }

  /** Returns whether the value expires some time. */
  public boolean expires() {
    return expiresAt != ReadTime.NEVER;
  }

  /** Returns whether the value lies apart. */
  public boolean isBlob() {
    return kind == Kind.PUT_BLOB;
  }

  /** Returns whether this deletes a range. */
  public boolean isRange() {
    return kind == Kind.DELETE_RANGE;
  }
}
