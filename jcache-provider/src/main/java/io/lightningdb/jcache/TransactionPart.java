package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.jcache.codec.Immutables;
import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.entry.EntryOperations;
import io.lightningdb.jcache.entry.EntryPlan;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.integration.Writer;
import io.lightningdb.jcache.lock.HeldLocks;
import io.lightningdb.jcache.lock.LockName;
import io.lightningdb.jcache.processor.ProcessedEntry;
import io.lightningdb.jcache.store.EntryChange;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a transaction has to do with one cache. For one thread. */
final class TransactionPart<K, V> {

  private final EntryContext<K, V> context;
  private final EntryOperations<K, V> operations;
  private final EntryTypes<K, V> types;
  private final @Nullable Loader<K, V> loader;
  private final Writer<K, V> writer;
  private final BiFunction<K, V, byte[]> drafts;
  private final HeldLocks held;
  private final List<EntryPlan<K, V>> plans = new ArrayList<>();
  private final List<ProcessedEntry<K, V>> entries = new ArrayList<>();

  private final Map<LockName, ProcessedEntry<K, V>> byBytes = new HashMap<>();

  /** Those whose keys may have other bytes than an equal one. */
  private final Map<Object, ProcessedEntry<K, V>> byKey = new HashMap<>();

  /**
   * @param loader what missing values are loaded with, or null
   * @param drafts checks a new value and makes the draft of a record of it
   */
  TransactionPart(
      EntryContext<K, V> context,
      EntryOperations<K, V> operations,
      EntryTypes<K, V> types,
      @Nullable Loader<K, V> loader,
      Writer<K, V> writer,
      BiFunction<K, V, byte[]> drafts) {
    this.context = context;
    this.operations = operations;
    this.types = types;
    this.loader = loader;
    this.writer = writer;
    this.drafts = drafts;
    this.held = context.store().newLocks();
  }

  /** Returns the entry of a key, which is locked from now on. */
  ProcessedEntry<K, V> entry(K key) {
    types.checkKey(key);
    EntryKey entryKey = context.format().key(key);
    LockName bytes = entryKey.lockName();
    ProcessedEntry<K, V> entry = byBytes.get(bytes);
    if (entry == null && entryKey.isIndexed()) {
      entry = byKey.get(key);
    }
    if (entry == null) {
      // The caller may change his key before the changes are made.
      EntryKey own = Immutables.has(key) ? entryKey : context.format().copy(entryKey);
      EntryPlan<K, V> plan = operations.plan(own, held);
      entry = new ProcessedEntry<>(plan, loader, drafts);
      plans.add(plan);
      entries.add(entry);
      if (entryKey.isIndexed()) {
        byKey.put(own.object(), entry);
      }
    }
    byBytes.put(bytes, entry);
    return entry;
  }

  /** Makes what was done to each entry the plan, after writing it through. */
  void prepare() {
    plans.forEach(EntryPlan::readClock);
    entries.forEach(entry -> entry.finish(writer));
  }

  EntryStore store() {
    return context.store();
  }

  /** Returns the changes, and expects of what was only read that it is as it was. */
  List<EntryChange> changesAndChecks() {
    return operations.changesAndChecks(plans);
  }

  Durability durability() {
    return operations.durability(plans);
  }

  /** Counts and tells what was done. */
  void finish(Completion completion) {
    operations.finish(plans, completion);
  }

  /** Gives up the locks. */
  void release() {
    held.close();
  }

  /** Removes the entries that are too many. */
  void evict() {
    operations.evict();
  }
}
