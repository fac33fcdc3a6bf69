package io.lightningdb.jcache.store;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a slot.
 *
 * @param slot the place, and what is expected to lie there still
 * @param update the new entry, or null for none
 */
public record EntryChange(Slot slot, @Nullable EntryRecord update) {}
