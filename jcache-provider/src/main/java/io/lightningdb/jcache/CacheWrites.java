package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.entry.EntryOperations;
import io.lightningdb.jcache.entry.EntryPlan;
import io.lightningdb.jcache.integration.Writer;
import io.lightningdb.jcache.management.CacheStatistics;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryKey;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations of a cache that change one entry. */
final class CacheWrites<K, V> {

  private final EntryContext<K, V> context;
  private final EntryFormat format;
  private final EntryOperations<K, V> operations;
  private final Writer<K, V> writer;
  private final CacheStatistics statistics;

  /**
   * @param writer told of each change before it is made; nobody if the cache writes behind
   */
  CacheWrites(EntryContext<K, V> context, EntryOperations<K, V> operations, Writer<K, V> writer) {
    this.context = context;
    this.format = context.format();
    this.operations = operations;
    this.writer = writer;
    this.statistics = context.statistics();
  }

  private <R extends @Nullable Object> R apply(K key, Function<EntryPlan<K, V>, R> operation) {
    EntryKey entryKey = format.key(key);
    return Completion.<R>run(
        context, completion -> operations.<R>apply(entryKey, completion, operation));
  }

  private <R extends @Nullable Object> CompletionStage<R> applyAsync(
      K key, Function<EntryPlan<K, V>, R> operation) {
    EntryKey entryKey = format.key(key);
    return Completion.<R>runAsync(
        context, completion -> operations.<R>apply(entryKey, completion, operation));
  }

  /** Writing through or behind, at most once however often the operation has to begin anew. */
  private final class WriteThrough {
    private final Once<Boolean> once = new Once<>();

    void write(EntryPlan<K, V> plan, K key, V value, byte[] draft) {
      plan.writeBehind(draft);
      boolean ignored =
          once.get(
              () -> {
                writer.write(key, value);
                return true;
              });
    }

    void delete(EntryPlan<K, V> plan, K key) {
      plan.deleteBehind();
      boolean ignored =
          once.get(
              () -> {
                writer.delete(key);
                return true;
              });
    }
  }

  void put(K key, V value) {
    long start = statistics.start();
    boolean ignored = apply(key, putting(key, value, EntryPlan::put));
    statistics.addPutTime(start);
  }

  /** Puts a value with a time to live of its own. */
  void put(K key, V value, long timeToLiveMillis) {
    long start = statistics.start();
    boolean ignored =
        apply(key, putting(key, value, (plan, draft) -> plan.put(draft, timeToLiveMillis)));
    statistics.addPutTime(start);
  }

  CompletionStage<Void> putAsync(K key, V value) {
    long start = statistics.start();
    CompletionStage<Boolean> put = applyAsync(key, putting(key, value, EntryPlan::put));
    statistics.addPutTime(start);
    return put.thenAccept(isSet -> {});
  }

  private interface Putting<K, V> {
    boolean put(EntryPlan<K, V> plan, byte[] draft);
  }

  private Function<EntryPlan<K, V>, Boolean> putting(K key, V value, Putting<K, V> putting) {
    byte[] draft = format.draft(key, value);
    WriteThrough through = new WriteThrough();
    return plan -> {
      boolean isSet = putting.put(plan, draft);
      through.write(plan, key, value, draft);
      return isSet;
    };
  }

  @Nullable V getAndPut(K key, V value) {
    long start = statistics.start();
    byte[] draft = format.draft(key, value);
    WriteThrough through = new WriteThrough();
    V old =
        this.<@Nullable V>apply(
            key,
            plan -> {
              V present = countAndGet(plan);
              plan.put(draft);
              through.write(plan, key, value, draft);
              return present;
            });
    statistics.addGetTime(start);
    statistics.addPutTime(start);
    return old;
  }

  /** Returns the present value or null, and counts that as getting. */
  private @Nullable V countAndGet(EntryPlan<K, V> plan) {
    count(plan);
    return plan.isLive() ? plan.value() : null;
  }

  private static void count(EntryPlan<?, ?> plan) {
    if (plan.isLive()) {
      plan.countHit();
    } else {
      plan.countMiss();
    }
  }

  boolean putIfAbsent(K key, V value) {
    long start = statistics.start();
    byte[] draft = format.draft(key, value);
    WriteThrough through = new WriteThrough();
    boolean isPut =
        apply(
            key,
            plan -> {
              count(plan);
              if (plan.isLive() || !plan.put(draft)) {
                return false;
              }
              through.write(plan, key, value, draft);
              return true;
            });
    if (isPut) {
      statistics.addPutTime(start);
    }
    return isPut;
  }

  boolean remove(K key) {
    long start = statistics.start();
    boolean isRemoved = apply(key, removing(key));
    if (isRemoved) {
      statistics.addRemoveTime(start);
    }
    return isRemoved;
  }

  CompletionStage<Boolean> removeAsync(K key) {
    return applyAsync(key, removing(key));
  }

  private Function<EntryPlan<K, V>, Boolean> removing(K key) {
    WriteThrough through = new WriteThrough();
    return plan -> {
      boolean wasThere = plan.remove();
      through.delete(plan, key);
      return wasThere;
    };
  }

  boolean remove(K key, V oldValue) {
    long start = statistics.start();
    byte[] oldDraft = format.draft(key, oldValue);
    WriteThrough through = new WriteThrough();
    boolean isRemoved =
        apply(
            key,
            plan -> {
              count(plan);
              if (!plan.isLive()) {
                return false;
              }
              if (!plan.hasValue(oldValue, oldDraft)) {
                plan.access();
                return false;
              }
              plan.remove();
              through.delete(plan, key);
              return true;
            });
    if (isRemoved) {
      statistics.addRemoveTime(start);
    }
    return isRemoved;
  }

  @Nullable V getAndRemove(K key) {
    long start = statistics.start();
    WriteThrough through = new WriteThrough();
    V old =
        this.<@Nullable V>apply(
            key,
            plan -> {
              V present = countAndGet(plan);
              plan.remove();
              through.delete(plan, key);
              return present;
            });
    statistics.addGetTime(start);
    if (old != null) {
      statistics.addRemoveTime(start);
    }
    return old;
  }

  boolean replace(K key, V oldValue, V newValue) {
    long start = statistics.start();
    byte[] oldDraft = format.draft(key, oldValue);
    byte[] newDraft = format.draft(key, newValue);
    WriteThrough through = new WriteThrough();
    boolean isReplaced =
        apply(
            key,
            plan -> {
              count(plan);
              if (!plan.isLive()) {
                return false;
              }
              if (!plan.hasValue(oldValue, oldDraft)) {
                plan.access();
                return false;
              }
              plan.put(newDraft);
              through.write(plan, key, newValue, newDraft);
              return true;
            });
    if (isReplaced) {
      statistics.addPutTime(start);
    }
    return isReplaced;
  }

  boolean replace(K key, V value) {
    long start = statistics.start();
    byte[] draft = format.draft(key, value);
    WriteThrough through = new WriteThrough();
    boolean isReplaced =
        apply(
            key,
            plan -> {
              count(plan);
              if (!plan.isLive()) {
                return false;
              }
              plan.put(draft);
              through.write(plan, key, value, draft);
              return true;
            });
    if (isReplaced) {
      statistics.addPutTime(start);
    }
    return isReplaced;
  }

  @Nullable V getAndReplace(K key, V value) {
    long start = statistics.start();
    byte[] draft = format.draft(key, value);
    WriteThrough through = new WriteThrough();
    V old =
        this.<@Nullable V>apply(
            key,
            plan -> {
              V present = countAndGet(plan);
              if (present != null) {
                plan.put(draft);
                through.write(plan, key, value, draft);
              }
              return present;
            });
    statistics.addGetTime(start);
    if (old != null) {
      statistics.addPutTime(start);
    }
    return old;
  }
}
