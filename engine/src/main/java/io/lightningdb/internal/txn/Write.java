package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.KeyspaceId;
import org.jspecify.annotations.Nullable;

/**
 * One write of a commit.
 *
 * @param keyspace where
 * @param key the key, not to be changed any more
 * @param value the new value, or where it lies, not to be changed any more, or null to delete
 * @param isBlob whether the value lies apart
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Write(KeyspaceId keyspace, byte[] key, byte @Nullable [] value, boolean isBlob) {

  /** Makes a write of a value that lies nowhere yet. */
  public Write(KeyspaceId keyspace, byte[] key, byte @Nullable [] value) {
    this(keyspace, key, value, false);
  }
}
