package io.lightningdb.jcache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightningdb.ChangeStamps;
import io.lightningdb.jcache.codec.Immutables;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.EntryStore;
import io.lightningdb.jcache.store.StoredEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Entries are kept under the key itself where that is immutable, so that finding one encodes nothing;
 * else under its bytes. An entry is not removed when it is outdated, since whoever wants it finds that
 * out by its stamp, and puts the new one in its place.
 */
/**
 * Entries that are read often, kept in memory as objects. What it gives out is never outdated,
 * whoever in the process has written. Any number of threads may use it.
 *
 * @param <V> the type of values
 */
public final class NearCache<V> implements AutoCloseable {

  /** So that one write in a slot hardly ever makes another hot entry look outdated. */
  private static final int SLOTS_PER_ENTRY = 4;

  /** 8 MiB of them. */
  private static final int SLOTS_MAX = 1 << 20;

  private final EntryStore store;
  private final ChangeStamps stamps;
  private final Cache<Object, NearEntry<V>> entries;

  /**
   * @param entriesMax how many entries to keep
   */
  public NearCache(EntryStore store, int entriesMax) {
    this.store = store;
    this.stamps =
        store.changeStamps((int) Math.min(SLOTS_MAX, (long) SLOTS_PER_ENTRY * entriesMax));
    // In the calling thread: there is little to be done, and no thread to be ended.
    this.entries = Caffeine.newBuilder().maximumSize(entriesMax).executor(Runnable::run).build();
  }

  /**
   * What a slot was like before something was read that is in it.
   *
   * @param slot the slot
   * @param stamp its stamp
   */
  public record Ticket(int slot, long stamp) {}

  /** Returns whether an entry can be found by its key alone, without the bytes of that. */
  public static boolean isName(Object key) {
    return Immutables.has(key);
  }

  private static Object name(EntryKey key) {
    return isName(key.object()) ? key.object() : key.lockName();
  }

  /** Returns the entry of a key that is a name, if it is here and is not outdated. */
  public @Nullable NearEntry<V> find(Object name) {
    NearEntry<V> found = entries.getIfPresent(name);
    return found != null && stamps.stamp(found.slot()) == found.stamp() ? found : null;
  }

  /** Returns the entry of a key, if it is here and is not outdated. */
  public @Nullable NearEntry<V> find(EntryKey key) {
    return find(name(key));
  }

  /** Returns a ticket, to be had before the entry of {@code key} is read. */
  public Ticket ticket(EntryKey key) {
    int slot = stamps.slot(key.bytes());
    return new Ticket(slot, stamps.stamp(slot));
  }

  /**
   * Keeps an entry that was read after its ticket, if it is one that can be kept.
   *
   * @param value its value, which is kept if all may have it, and else is the caller's
   */
  public void keep(EntryKey key, StoredEntry stored, Ticket ticket, V value) {
    // One that lies under other bytes has its stamp elsewhere.
    if (ChangeStamps.isSettled(ticket.stamp())
        && Arrays.equals(stored.key(), key.bytes())
        && (!stamps.mayExpire() || store.isKeptByEngine(stored.key()))) {
      V shared = Immutables.has(value) ? value : null;
      EntryKey kept = isName(key.object()) ? key : null;
      EntryRecord record = stored.record();
      entries.put(
          name(key),
          new NearEntry<>(
              kept,
              stored,
              record.bytes(),
              record.expiryMillis(),
              shared,
              ticket.slot(),
              ticket.stamp()));
    }
  }

  /** Returns how many entries there are, those included that are outdated. */
  public long size() {
    return entries.estimatedSize();
  }

  @Override
  public void close() {
    stamps.close();
    entries.invalidateAll();
  }
}
