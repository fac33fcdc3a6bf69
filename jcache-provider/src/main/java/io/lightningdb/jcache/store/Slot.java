package io.lightningdb.jcache.store;

import org.jspecify.annotations.Nullable;

/**
 * The place of a key whose lock is held, and what lies there.
 *
 * @param key the key as the caller gave it
 * @param storedKey the bytes under which the entry lies or is to lie
 * @param record the entry, or null if there is none
 * @param stamp the stamp of the stored key before it was read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Slot(EntryKey key, byte[] storedKey, @Nullable EntryRecord record, long stamp) {}
