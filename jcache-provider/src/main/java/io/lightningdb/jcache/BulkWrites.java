package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.entry.EntryOperations;
import io.lightningdb.jcache.entry.EntryPlan;
import io.lightningdb.jcache.integration.Writer;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryScan;
import io.lightningdb.jcache.store.EntryStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/*
 * Many entries are changed in parts, each of which is locked, written through and committed at once.
 * The specification asks for no more than that each entry by itself is atomic. If writing through
 * fails, what did get through is put or removed here too, and later parts are not tried.
 */
/** The operations of a cache that change many entries. */
final class BulkWrites<K, V> {

  private final EntryContext<K, V> context;
  private final EntryStore store;
  private final EntryFormat format;
  private final EntryOperations<K, V> operations;
  private final Writer<K, V> writer;

  /**
   * @param writer told of each change before it is made; nobody if the cache writes behind
   */
  BulkWrites(EntryContext<K, V> context, EntryOperations<K, V> operations, Writer<K, V> writer) {
    this.context = context;
    this.store = context.store();
    this.format = context.format();
    this.operations = operations;
    this.writer = writer;
  }

  void putAll(Map<? extends K, ? extends V> entries) {
    long start = context.statistics().start();
    Completion.run(
        context,
        completion -> {
          for (List<EntryKey> chunk : Chunks.of(format.keys(entries.keySet()))) {
            putAll(chunk, entries, completion);
          }
          return true;
        });
    context.statistics().addPutTime(start);
  }

  private void putAll(
      List<EntryKey> keys, Map<? extends K, ? extends V> entries, Completion completion) {
    Map<K, V> values = new LinkedHashMap<>();
    Map<EntryKey, byte[]> drafts = new HashMap<>();
    for (EntryKey key : keys) {
      K object = object(key);
      V value = entries.get(object);
      if (value == null) {
        throw new NullPointerException("the map has no value of key " + key + " any more");
      }
      values.put(object, value);
      drafts.put(key, format.draft(key, value));
    }
    apply(
        keys,
        completion,
        () -> writer.writeAll(values),
        (plan) -> {
          byte[] draft = drafts.get(plan.entryKey());
          if (draft != null) {
            plan.put(draft);
            plan.writeBehind(draft);
          }
        });
  }

  void removeAll(Set<? extends K> keys) {
    long start = context.statistics().start();
    Completion.run(
        context,
        completion -> {
          for (List<EntryKey> chunk : Chunks.of(format.keys(keys))) {
            Collection<K> objects = chunk.stream().map(this::object).toList();
            apply(chunk, completion, () -> writer.deleteAll(objects), BulkWrites::remove);
          }
          return true;
        });
    context.statistics().addRemoveTime(start);
  }

  private static void remove(EntryPlan<?, ?> plan) {
    plan.remove();
    plan.deleteBehind();
  }

  private interface Step<K, V> {
    void plan(EntryPlan<K, V> plan);
  }

  private void apply(
      List<EntryKey> keys,
      Completion completion,
      Supplier<Writer.Outcome<K>> writing,
      Step<K, V> step) {
    Once<Writer.Outcome<K>> once = new Once<>();
    operations.applyAll(
        keys,
        completion,
        plans -> {
          Set<K> failed = once.get(writing).failedKeys();
          for (EntryPlan<K, V> plan : plans) {
            if (!failed.contains(plan.key())) {
              step.plan(plan);
            }
          }
        });
    throwFailure(once.get(writing));
  }

  private static void throwFailure(Writer.Outcome<?> outcome) {
    RuntimeException failure = outcome.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /** Removes what is there, and what has not expired is counted, told of, and written through. */
  void removeAll() {
    long start = context.statistics().start();
    EntryScan scan = store.scan();
    Completion.run(
        context,
        completion -> {
          byte[] after = null;
          while (true) {
            List<EntryScan.RawEntry> page = scan.page(after, Chunks.ENTRIES_MAX);
            if (page.isEmpty()) {
              return true;
            }
            after = page.get(page.size() - 1).key();
            removePage(
                page.stream().map(entry -> format.storedKey(entry.key())).toList(), completion);
          }
        });
    context.statistics().addRemoveTime(start);
  }

  private void removePage(List<EntryKey> keys, Completion completion) {
    Once<Set<K>> live = new Once<>();
    Once<Writer.Outcome<K>> writing = new Once<>();
    operations.applyAll(
        keys,
        completion,
        plans -> {
          Set<K> found =
              live.get(
                  () -> {
                    Map<K, Boolean> objects = new LinkedHashMap<>();
                    plans.stream()
                        .filter(EntryPlan::isLive)
                        .forEach(plan -> objects.put(plan.key(), true));
                    return objects.keySet();
                  });
          Set<K> failed = writing.get(() -> writer.deleteAll(found)).failedKeys();
          for (EntryPlan<K, V> plan : plans) {
            if (plan.isLive() && found.contains(plan.key()) && !failed.contains(plan.key())) {
              remove(plan);
            }
          }
        });
    throwFailure(writing.get(() -> writer.deleteAll(Set.of())));
  }

  @SuppressWarnings("unchecked") // made from a key of the cache
  private K object(EntryKey key) {
    return (K) key.object();
  }
}
