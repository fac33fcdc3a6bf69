package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.KeyspaceId;
import org.jspecify.annotations.Nullable;

/**
 * Something that another commit has changed.
 *
 * @param key the key, or null if a bulk load may have changed some in a range
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Changed(KeyspaceId keyspace, byte @Nullable [] key) {}
