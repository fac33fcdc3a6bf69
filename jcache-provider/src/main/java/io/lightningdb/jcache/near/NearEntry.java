package io.lightningdb.jcache.near;

import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.StoredEntry;
import org.jspecify.annotations.Nullable;

/*
 * What each hit looks at is here itself, and not behind other objects: with entries all over the heap
 * each of those would be a cache miss.
 */
/**
 * An entry that was found.
 *
 * @param key its key, with bytes, if it can be found by the key alone, else null
 * @param stored what lies in the keyspace
 * @param record the bytes of that
 * @param expiryMillis when it expires, in milliseconds since 1970
 * @param shared the value, if it is one that all may have, or null if each needs a copy
 * @param slot the slot of its key
 * @param stamp the stamp of that, which tells whether it is outdated
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NearEntry<V>(
    @Nullable EntryKey key,
    StoredEntry stored,
    byte[] record,
    long expiryMillis,
    @Nullable V shared,
    int slot,
    long stamp) {}
