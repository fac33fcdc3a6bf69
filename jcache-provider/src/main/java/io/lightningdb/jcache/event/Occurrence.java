package io.lightningdb.jcache.event;

import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an entry.
 *
 * @param type what happened
 * @param key a copy of the entry's key
 * @param value the value after it, or null if the entry is gone
 * @param oldValue the value before it, or null if there was none
 * @param <K> the type of the key
 * @param <V> the type of the values
 */
public record Occurrence<K, V>(
    EventType type,
    LazyValue<K> key,
    @Nullable LazyValue<V> value,
    @Nullable LazyValue<V> oldValue) {}
