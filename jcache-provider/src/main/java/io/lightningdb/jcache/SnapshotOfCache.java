package io.lightningdb.jcache;

import io.lightningdb.Snapshot;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryRange;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.EntryScan.RawEntry;
import io.lightningdb.jcache.store.EntrySnapshot;
import io.lightningdb.jcache.store.StoredEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** What a snapshot of the database has of one cache. */
final class SnapshotOfCache<K, V> implements CacheSnapshot<K, V> {

  private static final int PAGE_ENTRIES = 128;

  private final Snapshot snapshot;
  private final long nowMillis;
  private final EntryContext<K, V> context;
  private final EntryTypes<K, V> types;
  private final EntrySnapshot entries;
  private final Function<Cache<?, ?>, KeyspaceCache<?, ?>> others;

  /**
   * @param snapshot closed with this
   * @param nowMillis when it was taken
   * @param others finds another cache of the manager
   */
  SnapshotOfCache(
      Snapshot snapshot,
      long nowMillis,
      EntryContext<K, V> context,
      EntryTypes<K, V> types,
      Function<Cache<?, ?>, KeyspaceCache<?, ?>> others) {
    this.snapshot = snapshot;
    this.nowMillis = nowMillis;
    this.context = context;
    this.types = types;
    this.entries = context.store().entriesOf(snapshot);
    this.others = others;
  }

  @Override
  public @Nullable V get(K key) {
    types.checkKey(key);
    EntryKey entryKey = context.format().key(key);
    StoredEntry found = find(entryKey);
    return found == null ? null : context.value(entryKey, found.record().bytes());
  }

  private @Nullable StoredEntry find(EntryKey key) {
    StoredEntry found = entries.find(key);
    return found == null || found.record().isExpiredAt(nowMillis) ? null : found;
  }

  @Override
  public Map<K, V> getAll(Set<? extends K> keys) {
    types.checkKeys(keys);
    Map<K, V> values = new HashMap<>();
    for (K key : keys) {
      V value = get(key);
      if (value != null) {
        values.put(key, value);
      }
    }
    return values;
  }

  @Override
  public boolean containsKey(K key) {
    types.checkKey(key);
    return find(context.format().key(key)) != null;
  }

  @Override
  public Iterable<Cache.Entry<K, V>> ascending(@Nullable K from, @Nullable K to) {
    EntryRange range = context.format().range(from, to, false);
    return () -> new Entries(range);
  }

  @Override
  public Iterable<Cache.Entry<K, V>> descending(@Nullable K from, @Nullable K to) {
    EntryRange range = context.format().range(from, to, true);
    return () -> new Entries(range);
  }

  @Override
  @SuppressWarnings("unchecked") // the cache found is the one that was given
  public <A, B> CacheSnapshot<A, B> of(Cache<A, B> other) {
    return ((KeyspaceCache<A, B>) others.apply(other)).snapshot(snapshot, nowMillis);
  }

  @Override
  public void close() {
    snapshot.close();
  }

  private final class Entries implements Iterator<Cache.Entry<K, V>> {

    private final EntryRange range;
    private final Deque<RawEntry> page = new ArrayDeque<>();
    private byte @Nullable [] last;
    private boolean isAtEnd;
    private @Nullable StoredEntry next;

    Entries(EntryRange range) {
      this.range = range;
    }

    @Override
    public boolean hasNext() {
      while (next == null && !isAtEnd) {
        RawEntry raw = page.poll();
        if (raw != null) {
          EntryRecord record = context.format().parse(raw.key(), raw.record());
          next = record.isExpiredAt(nowMillis) ? null : new StoredEntry(raw.key(), record);
          continue;
        }
        List<RawEntry> more = entries.page(range, last, PAGE_ENTRIES);
        isAtEnd = more.isEmpty();
        if (!isAtEnd) {
          page.addAll(more);
          last = page.getLast().key();
        }
      }
      return next != null;
    }

    @Override
    @SuppressWarnings("unchecked") // was put as a key of the cache
    public Cache.Entry<K, V> next() {
      StoredEntry entry = hasNext() ? next : null;
      if (entry == null) {
        throw new NoSuchElementException("the snapshot has no more entries");
      }
      next = null;
      EntryKey key = context.format().storedKey(entry.key());
      return new CacheEntry<>((K) key.object(), context.value(key, entry.record().bytes()));
    }
  }
}
