package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.entry.EntryOperations;
import io.lightningdb.jcache.entry.EntryPlan;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.EntryStore;
import io.lightningdb.jcache.store.StoredEntry;
import java.util.ArrayList;
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
  private final @Nullable Loader<K, V> loader;

  /**
   * @param loader what missing values are loaded with, or null for a cache that does not read
   *     through
   */
  CacheReads(
      EntryContext<K, V> context,
      EntryOperations<K, V> operations,
      EntryTypes<K, V> types,
      @Nullable Loader<K, V> loader) {
    this.context = context;
    this.store = context.store();
    this.format = context.format();
    this.operations = operations;
    this.types = types;
    this.loader = loader;
  }

  boolean containsKey(K key) {
    StoredEntry found = store.find(format.key(key));
    return found != null && isLive(found);
  }

  /** Returns whether an entry has not expired; if it has, sees to its removal. */
  private boolean isLive(StoredEntry entry) {
    if (!entry.record().isExpiredAt(context.nowMillis())) {
      return true;
    }
    operations.expire(entry.key());
    return false;
  }

  @Nullable V get(K key) {
    long start = context.statistics().start();
    EntryKey entryKey = format.key(key);
    StoredEntry found = store.find(entryKey);
    if (found != null && isLive(found)) {
      V value = context.value(entryKey, found.record().bytes());
      context.statistics().addHits(1);
      access(entryKey, found);
      context.statistics().addGetTime(start);
      return value;
    }
    context.statistics().addMisses(1);
    context.statistics().addGetTime(start);
    return loader == null ? null : load(loader, entryKey);
  }

  /** Notes an access to an entry that was found. */
  void access(EntryKey key, StoredEntry entry) {
    long now = context.nowMillis();
    long present = entry.record().expiryMillis();
    long expiry = context.expiry().afterAccess(now, present);
    if (expiry > now) {
      if (expiry != present) {
        store.touch(key, entry, expiry);
      }
    } else if (!store.isLockedByCaller(entry.key())) {
      expireNow(key, entry.record());
    }
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
                  V loaded = loading.get(() -> from.load(plan.key()));
                  if (loaded != null) {
                    types.checkValue(loaded);
                    plan.load(format.draft(key, loaded));
                  }
                  return loaded;
                }));
  }

  Map<K, V> getAll(Set<? extends K> keys) {
    long start = context.statistics().start();
    Map<K, V> values = new HashMap<>();
    List<EntryKey> missing = new ArrayList<>();
    List<EntryKey> entryKeys = format.keys(keys);
    List<@Nullable StoredEntry> entries = store.findAll(entryKeys);
    for (int i = 0; i < entryKeys.size(); i++) {
      EntryKey key = entryKeys.get(i);
      StoredEntry found = entries.get(i);
      if (found != null && isLive(found)) {
        values.put(object(key), context.value(key, found.record().bytes()));
        access(key, found);
      } else {
        missing.add(key);
      }
    }
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
                    wanted.add(plan.key());
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
