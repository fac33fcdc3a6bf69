package io.lightningdb.jcache.store;

/**
 * What lies in a keyspace for a key.
 *
 * @param key the bytes of the key that is stored, which may differ from those of an equal one
 * @param record the record, checked
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredEntry(byte[] key, EntryRecord record) {}
