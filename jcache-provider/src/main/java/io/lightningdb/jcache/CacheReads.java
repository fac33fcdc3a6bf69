package io.lightningdb.jcache;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.entry.EntryOperations;
import io.lightningdb.jcache.entry.EntryPlan;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.near.NearCache;
import io.lightningdb.jcache.near.NearEntry;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.EntryStore;
import io.lightningdb.jcache.store.PendingWrite;
import io.lightningdb.jcache.store.StoredEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Reading takes no lock. What reading changes is another matter: the time of expiry is set by
 * compare-and-set, an entry that has expired is removed unless somebody is busy with it, and a missing
 * value is loaded under the lock of its key, so that it is loaded once, and a slow loader cannot
 * overwrite what was put meanwhile.
 */
/** The operations of a cache that read. */
final class CacheReads<K, V> {

  private final EntryContext<K, V> context;
  private final EntryStore store;
  private final EntryFormat format;
  private final EntryOperations<K, V> operations;
  private final EntryTypes<K, V> types;
  private final @Nullable NearCache<V> nearCache;

  /** Whether an access to an entry that never expires changes anything. */
  private final boolean isNoted;

  private final @Nullable Loader<K, V> loader;
  private final @Nullable RefreshAhead<K, V> refreshAhead;

  /**
   * @param nearCache what keeps entries in memory, or null
   * @param loader what missing values are loaded with, or null for a cache that does not read
   *     through
   * @param refreshAhead what loads entries anew that are about to expire, or null
   */
  CacheReads(
      EntryContext<K, V> context,
      EntryOperations<K, V> operations,
      EntryTypes<K, V> types,
      @Nullable NearCache<V> nearCache,
      @Nullable Loader<K, V> loader,
      @Nullable RefreshAhead<K, V> refreshAhead) {
    this.context = context;
    this.store = context.store();
    this.format = context.format();
    this.operations = operations;
    this.types = types;
    this.nearCache = nearCache;
    this.isNoted = !context.expiry().ignoresAccess() || context.bound() != null;
    this.loader = loader;
    this.refreshAhead = refreshAhead;
  }

  boolean containsKey(K key) {
    return findNear(key) != null || findLive(format.key(key)) != null;
  }

  /** Returns a key that is equal to {@code key} and that nobody else has. */
  K copy(K key) {
    return object(format.copy(format.key(key)));
  }

  /** Returns when an entry expires, or null if it never does, or is not there. */
  @Nullable Instant expiresAt(K key) {
    StoredEntry found = findLive(format.key(key));
    if (found == null || found.record().expiryMillis() == EntryRecord.NEVER) {
      return null;
    }
    return Instant.ofEpochMilli(found.record().expiryMillis());
  }

  /** Returns what is kept in memory of a key that serves to find it, unless that has expired. */
  private @Nullable NearEntry<V> findNear(K key) {
    NearCache<V> cache = nearCache;
    return cache != null && NearCache.isName(key) ? live(cache.find(key)) : null;
  }

  private @Nullable NearEntry<V> live(@Nullable NearEntry<V> near) {
    return near == null || isOver(near.expiryMillis()) ? null : near;
  }

  private boolean isExpired(StoredEntry entry) {
    return isOver(entry.record().expiryMillis());
  }

  private boolean isOver(long expiryMillis) {
    return expiryMillis != EntryRecord.NEVER && expiryMillis <= context.nowMillis();
  }

  /** Returns the entry of a key, unless it has expired, and else sees to its removal. */
  private @Nullable StoredEntry findLive(EntryKey key) {
    return live(key, store.find(key));
  }

  /*
   * The clock is read after the entry. So the entry may have been replaced in between, before it
   * expired, and there was one at all times: if one that has expired is there still, it was the
   * present one when it had.
   */
  /** Returns an entry that was found, or one that has replaced it, unless it has expired. */
  private @Nullable StoredEntry live(EntryKey key, @Nullable StoredEntry found) {
    StoredEntry entry = found;
    while (entry != null && isExpired(entry)) {
      StoredEntry again = store.find(key);
      if (again == null || Arrays.equals(again.record().bytes(), entry.record().bytes())) {
        operations.expire(entry.key());
        return null;
      }
      entry = again;
    }
    return entry;
  }

  @Nullable V get(K key) {
    long start = context.statistics().start();
    NearEntry<V> near = findNear(key);
    EntryKey nearKey = near == null ? null : near.key();
    EntryKey entryKey = nearKey != null ? nearKey : format.key(key);
    V value = near != null ? value(near, entryKey) : find(entryKey);
    if (value != null) {
      context.statistics().addHits(1);
      context.statistics().addGetTime(start);
      return value;
    }
    context.statistics().addMisses(1);
    context.statistics().addGetTime(start);
    return loader == null ? null : load(loader, entryKey);
  }

  /** Returns the value of an entry that is kept in memory, and notes the access. */
  private V value(NearEntry<V> near, EntryKey key) {
    V shared = near.shared();
    V value = shared != null ? shared : context.value(key, near.record());
    if (isNoted || near.expiryMillis() != EntryRecord.NEVER) {
      hit(key, near.stored());
    }
    return value;
  }

  /** Returns the value of an entry and notes the access, or null if it is not there. */
  private @Nullable V find(EntryKey key) {
    NearCache<V> cache = nearCache;
    NearEntry<V> near = cache == null ? null : live(cache.find(key));
    if (near != null) {
      return value(near, key);
    }
    NearCache.Ticket ticket = cache == null ? null : cache.ticket(key);
    StoredEntry found = findLive(key);
    if (found == null) {
      return null;
    }
    V value = context.value(key, found.record().bytes());
    if (cache != null && ticket != null) {
      cache.keep(key, found, ticket, value);
    }
    hit(key, found);
    return value;
  }

  /** Notes that an entry was got, and has it loaded anew if it is about to expire. */
  private void hit(EntryKey key, StoredEntry entry) {
    long expiry = access(key, entry);
    if (refreshAhead != null && expiry != EntryRecord.NEVER) {
      refreshAhead.hit(key, expiry, this);
    }
  }

  /**
   * Notes an access to an entry that was found.
   *
   * @return when it expires from now on, in milliseconds since 1970
   */
  @CanIgnoreReturnValue
  long access(EntryKey key, StoredEntry entry) {
    context.noteRead(entry.key());
    long present = entry.record().expiryMillis();
    if (context.expiry().ignoresAccess()) {
      return present;
    }
    long now = context.nowMillis();
    long expiry = context.expiry().afterAccess(now, present);
    if (expiry > now) {
      if (expiry != present) {
        store.touch(key, entry, expiry);
      }
    } else if (!store.isLockedByCaller(entry.key())) {
      expireNow(key, entry.record());
    }
    return expiry;
  }

  private void expireNow(EntryKey key, EntryRecord record) {
    Completion.run(
        context,
        completion ->
            operations.apply(
                key,
                completion,
                plan -> {
                  if (plan.isLive() && plan.isStill(record)) {
                    plan.expireNow();
                  }
                  return true;
                }));
  }

  private @Nullable V load(Loader<K, V> from, EntryKey key) {
    Once<@Nullable V> loading = new Once<>();
    return Completion.<@Nullable V>run(
        context,
        completion ->
            operations.<@Nullable V>apply(
                key,
                completion,
                plan -> {
                  if (plan.isLive()) {
                    return plan.value();
                  }
                  V loaded = loading.get(() -> plan.loaded(from::load));
                  if (loaded != null) {
                    types.checkValue(loaded);
                    plan.load(format.draft(key, loaded));
                  }
                  return loaded;
                }));
  }

  /** Loads an entry anew under its lock, if it is there and expires within {@code millis}. */
  void refresh(Loader<K, V> from, EntryKey key, long millis) {
    Once<@Nullable V> loading = new Once<>();
    Completion.run(
        context,
        completion ->
            operations.apply(
                key,
                completion,
                plan -> {
                  if (plan.expiresWithin(millis)) {
                    V loaded = loading.get(() -> plan.loaded(from::load));
                    if (loaded != null) {
                      types.checkValue(loaded);
                      plan.load(format.draft(key, loaded));
                    }
                  }
                  return true;
                }));
  }

  Map<K, V> getAll(Set<? extends K> keys) {
    long start = context.statistics().start();
    Map<K, V> values = new HashMap<>();
    List<EntryKey> missing = new ArrayList<>();
    findAll(findAllNear(format.keys(keys), values, missing), values, missing);
    context.statistics().addHits(values.size());
    context.statistics().addMisses(missing.size());
    context.statistics().addGetTime(start);
    if (loader != null && !missing.isEmpty()) {
      for (List<EntryKey> chunk : Chunks.of(missing)) {
        loadAll(loader, chunk, false, values);
      }
    }
    return values;
  }

  /** Finds what is kept in memory, and returns the keys of the rest. */
  private List<EntryKey> findAllNear(
      List<EntryKey> keys, Map<K, V> values, List<EntryKey> missing) {
    NearCache<V> cache = nearCache;
    if (cache == null) {
      return keys;
    }
    List<EntryKey> rest = new ArrayList<>();
    for (EntryKey key : keys) {
      NearEntry<V> near = live(cache.find(key));
      if (near == null) {
        rest.add(key);
      } else {
        add(key, value(near, key), values, missing);
      }
    }
    return rest;
  }

  private void findAll(List<EntryKey> keys, Map<K, V> values, List<EntryKey> missing) {
    if (keys.isEmpty()) {
      return;
    }
    NearCache<V> cache = nearCache;
    List<NearCache.Ticket> tickets =
        cache == null ? List.of() : keys.stream().map(cache::ticket).toList();
    List<@Nullable StoredEntry> entries = store.findAll(keys);
    for (int i = 0; i < keys.size(); i++) {
      EntryKey key = keys.get(i);
      StoredEntry found = live(key, entries.get(i));
      V value = null;
      if (found != null) {
        value = context.value(key, found.record().bytes());
        if (cache != null) {
          cache.keep(key, found, tickets.get(i), value);
        }
        hit(key, found);
      }
      add(key, value, values, missing);
    }
  }

  private void add(EntryKey key, @Nullable V value, Map<K, V> values, List<EntryKey> missing) {
    if (value == null) {
      missing.add(key);
    } else {
      values.put(object(key), value);
    }
  }

  @SuppressWarnings("unchecked") // made from a key of the cache
  private K object(EntryKey key) {
    return (K) key.object();
  }

  /**
   * Loads entries under their locks.
   *
   * @param replace whether to load those that are there, too
   * @param values gets what was loaded or is there; of use only without {@code replace}
   */
  void loadAll(Loader<K, V> from, List<EntryKey> keys, boolean replace, Map<K, V> values) {
    Map<K, V> loaded = new HashMap<>();
    Set<K> asked = new HashSet<>();
    Completion.run(
        context,
        completion -> {
          operations.applyAll(
              keys,
              completion,
              plans -> {
                List<K> wanted = new ArrayList<>();
                for (EntryPlan<K, V> plan : plans) {
                  if ((replace || !plan.isLive()) && asked.add(plan.key())) {
                    PendingWrite pending = plan.pendingWrite();
                    V written = pending == null ? null : plan.value(pending);
                    if (pending == null) {
                      wanted.add(plan.key());
                    } else if (written != null) {
                      loaded.put(plan.key(), written);
                    }
                  }
                }
                if (!wanted.isEmpty()) {
                  loaded.putAll(from.loadAll(wanted));
                }
                plans.forEach(plan -> planLoaded(plan, loaded, replace, values));
              });
          return true;
        });
  }

  private void planLoaded(
      EntryPlan<K, V> plan, Map<K, V> loaded, boolean replace, Map<K, V> values) {
    V value = loaded.get(plan.key());
    if (plan.isLive() && !replace) {
      values.put(plan.key(), plan.value());
    } else if (value != null) {
      types.checkValue(value);
      plan.load(format.draft(plan.entryKey(), value));
      values.put(plan.key(), value);
    }
  }
}
