package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.KeyspaceId;
import org.jspecify.annotations.Nullable;

/**
 * One write of a commit.
 *
 * @param keyspace where
 * @param key the key, not to be changed any more
 * @param value the new value, not to be changed any more, or null to delete
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Write(KeyspaceId keyspace, byte[] key, byte @Nullable [] value) {}
