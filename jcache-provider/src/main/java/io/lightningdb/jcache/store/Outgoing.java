package io.lightningdb.jcache.store;

import org.jspecify.annotations.Nullable;

/**
 * What the writer is to be told of an entry, later.
 *
 * @param draft the value as the draft of a record, or null if the entry is to be deleted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Outgoing(byte @Nullable [] draft) {}
