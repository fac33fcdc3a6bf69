package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryRange;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.EntryScan;
import io.lightningdb.jcache.store.EntryScan.RawEntry;
import io.lightningdb.jcache.store.StoredEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/*
 * Weakly consistent: entries come in the order of their keys or against it, a page at a time, each page as of one
 * moment. What is there from beginning to end is given once; what changes meanwhile is given as it
 * was or as it is. An entry that was announced by hasNext is given even if it expires in between.
 */
/** Iterates over the entries of a cache. For one thread. */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {

  private static final int PAGE_ENTRIES = 128;

  private final EntryContext<K, V> context;
  private final EntryScan scan;
  private final EntryRange range;
  private final Runnable checkOpen;
  private final BiConsumer<EntryKey, StoredEntry> access;
  private final Consumer<byte[]> expire;
  private final Consumer<K> remove;
  private final Deque<RawEntry> page = new ArrayDeque<>();
  private byte @Nullable [] last;
  private boolean isAtEnd;
  private @Nullable StoredEntry next;
  private @Nullable K removable;

  /**
   * @param range which entries
   * @param checkOpen throws if the cache is closed
   * @param access notes an access to an entry
   * @param expire sees to the removal of an entry that has expired
   * @param remove removes the entry of a key
   */
  EntryIterator(
      EntryContext<K, V> context,
      EntryRange range,
      Runnable checkOpen,
      BiConsumer<EntryKey, StoredEntry> access,
      Consumer<byte[]> expire,
      Consumer<K> remove) {
    this.context = context;
    this.scan = context.store().scan();
    this.range = range;
    this.checkOpen = checkOpen;
    this.access = access;
    this.expire = expire;
    this.remove = remove;
  }

  @Override
  public boolean hasNext() {
    checkOpen.run();
    while (next == null) {
      RawEntry raw = nextRaw();
      if (raw == null) {
        return false;
      }
      EntryRecord record = context.format().parse(raw.key(), raw.record());
      if (record.isExpiredAt(context.nowMillis())) {
        expire.accept(raw.key());
      } else {
        next = new StoredEntry(raw.key(), record);
      }
    }
    return true;
  }

  private @Nullable RawEntry nextRaw() {
    if (page.isEmpty() && !isAtEnd) {
      page.addAll(scan.page(range, last, PAGE_ENTRIES));
      if (page.isEmpty()) {
        isAtEnd = true;
      } else {
        last = page.getLast().key();
      }
    }
    return page.poll();
  }

  @Override
  public Cache.Entry<K, V> next() {
    long start = context.statistics().start();
    if (!hasNext()) {
      throw new NoSuchElementException("cache '" + context.name() + "' has no more entries");
    }
    StoredEntry entry = Objects.requireNonNull(next);
    next = null;
    removable = null;
    EntryKey key = context.format().storedKey(entry.key());
    K object = object(key);
    CacheEntry<K, V> given = new CacheEntry<>(object, context.value(key, entry.record().bytes()));
    context.statistics().addHits(1);
    access.accept(key, entry);
    context.statistics().addGetTime(start);
    removable = object;
    return given;
  }

  @SuppressWarnings("unchecked") // was put as a key of the cache
  private K object(EntryKey key) {
    return (K) key.object();
  }

  @Override
  public void remove() {
    K key = removable;
    if (key == null) {
      throw new IllegalStateException(
          "there is no entry to remove: call next first, and remove once after it");
    }
    removable = null;
    remove.accept(key);
  }
}
