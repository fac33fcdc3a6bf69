package io.lightningdb.jcache;

import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.LightningException;
import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.lock.DeadlockException;
import io.lightningdb.jcache.processor.ProcessedEntry;
import io.lightningdb.jcache.store.EntryChange;
import io.lightningdb.jcache.store.EntryStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/*
 * Two-phase locking (Eswaran, Gray, Lorie, Traiger, "The Notions of Consistency and Predicate Locks in
 * a Database System", 1976) with the locks that all operations take: so it is serializable among
 * everything that goes through JCache. Those who write past it are noticed at the commit, as with
 * every other operation. What counts of an entry is the net effect, as for an entry processor.
 */
/** A transaction over the caches of one manager. For one thread. */
final class LockedTransaction implements CacheTransaction, AutoCloseable {

  private final Database database;
  private final Function<Cache<?, ?>, KeyspaceCache<?, ?>> caches;
  private final Thread owner = Thread.currentThread();
  private final Map<KeyspaceCache<?, ?>, TransactionPart<?, ?>> parts = new LinkedHashMap<>();
  private boolean closed;

  /** Why this cannot be committed, whatever the work makes of it, or null. */
  private @Nullable DeadlockException deadlock;

  /**
   * @param caches finds a cache of the manager
   */
  LockedTransaction(Database database, Function<Cache<?, ?>, KeyspaceCache<?, ?>> caches) {
    this.database = database;
    this.caches = caches;
  }

  private <K, V> ProcessedEntry<K, V> entry(Cache<K, V> cache, K key) {
    if (closed) {
      throw new IllegalStateException("the transaction is over");
    }
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "the transaction belongs to the thread '" + owner.getName() + "'");
    }
    try {
      return part(cache).entry(key);
    } catch (DeadlockException e) {
      deadlock = e;
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // the part of a cache is of its types
  private <K, V> TransactionPart<K, V> part(Cache<K, V> cache) {
    KeyspaceCache<K, V> found = (KeyspaceCache<K, V>) caches.apply(cache);
    return (TransactionPart<K, V>) parts.computeIfAbsent(found, KeyspaceCache::newPart);
  }

  @Override
  public <K, V> @Nullable V get(Cache<K, V> cache, K key) {
    return entry(cache, key).copyOfValue();
  }

  @Override
  public <K, V> boolean containsKey(Cache<K, V> cache, K key) {
    return entry(cache, key).exists();
  }

  @Override
  public <K, V> void put(Cache<K, V> cache, K key, V value) {
    entry(cache, key).setValue(value);
  }

  @Override
  public <K, V> boolean remove(Cache<K, V> cache, K key) {
    ProcessedEntry<K, V> entry = entry(cache, key);
    boolean wasThere = entry.exists();
    entry.remove();
    return wasThere;
  }

  /**
   * Makes the changes.
   *
   * @return whether all entries were still as they were read; if not, nothing was changed
   */
  boolean commit(Completion completion) {
    closed = true;
    if (deadlock != null) {
      throw deadlock;
    }
    Map<EntryStore, List<EntryChange>> changes = new LinkedHashMap<>();
    Durability durability = Durability.ASYNC;
    for (TransactionPart<?, ?> part : parts.values()) {
      part.prepare();
      changes.put(part.store(), part.changesAndChecks());
      durability = stronger(durability, part.durability());
    }
    try {
      if (!changes.isEmpty() && !EntryStore.changeTogether(database, changes, durability)) {
        return false;
      }
    } catch (LightningException e) {
      throw new CacheException(
          "a transaction over " + parts.keySet() + " was not committed: " + e.getMessage(), e);
    }
    parts.values().forEach(part -> part.finish(completion));
    return true;
  }

  /** The constants are declared from the strongest to the weakest. */
  private static Durability stronger(Durability one, Durability other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  @Override
  public void close() {
    closed = true;
    parts.values().forEach(TransactionPart::release);
    parts.values().forEach(TransactionPart::evict);
  }
}
