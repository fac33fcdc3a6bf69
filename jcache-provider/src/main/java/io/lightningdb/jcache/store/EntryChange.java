package io.lightningdb.jcache.store;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a slot.
 *
 * @param slot the place, and what is expected to lie there still
 * @param update the new entry, or null for none; the very one that lies there for no change
 * @param outgoing what is put into the queue of pending writes in the same commit, or null
 * @param toleratesTouch whether an entry that was only touched meanwhile counts as unchanged
 */
public record EntryChange(
    Slot slot, @Nullable EntryRecord update, @Nullable Outgoing outgoing, boolean toleratesTouch) {}
