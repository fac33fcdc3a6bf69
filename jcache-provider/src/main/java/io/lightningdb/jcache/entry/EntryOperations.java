package io.lightningdb.jcache.entry;

import io.lightningdb.Durability;
import io.lightningdb.jcache.event.Occurrence;
import io.lightningdb.jcache.lock.HeldLocks;
import io.lightningdb.jcache.store.EntryChange;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryStore;
import io.lightningdb.jcache.store.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what operations plan: under the locks of the entries, in one commit, with listeners
 * told and statistics kept.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class EntryOperations<K, V> {

  /** How often an operation is planned if writers outside JCache keep coming in between. */
  private static final int ATTEMPTS_MAX = 1_000;

  private final EntryContext<K, V> context;
  private final EntryStore store;

  public EntryOperations(EntryContext<K, V> context) {
    this.context = context;
    this.store = context.store();
  }

  /**
   * Locks an entry, has {@code operation} plan, and carries that out.
   *
   * @param operation called again if a writer outside JCache came in between; user code that it
   *     calls it must not call again then
   * @return what the operation returned
   */
  public <R extends @Nullable Object> R apply(
      EntryKey key, Completion completion, Function<EntryPlan<K, V>, R> operation) {
    try (HeldLocks held = store.newLocks()) {
      Slot slot = store.lock(key, held);
      EntryPlan<K, V> plan = new EntryPlan<>(context, slot);
      for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        plan.begin(slot);
        R result = operation.apply(plan);
        if (carryOut(plan, completion)) {
          return result;
        }
        slot = store.reread(slot);
      }
      throw interfered(key, "again and again");
    }
  }

  /** Does as {@link #apply} does, but fails if a writer outside JCache came in between. */
  public <R extends @Nullable Object> R applyOnce(
      EntryKey key, Completion completion, Function<EntryPlan<K, V>, R> operation) {
    try (HeldLocks held = store.newLocks()) {
      Slot slot = store.lock(key, held);
      EntryPlan<K, V> plan = new EntryPlan<>(context, slot);
      plan.begin(slot);
      R result = operation.apply(plan);
      if (!carryOut(plan, true, completion)) {
        throw interfered(key, "while an entry processor was working on it");
      }
      return result;
    }
  }

  private CacheException interfered(@Nullable EntryKey key, String when) {
    return new CacheException(
        (key == null ? "a key" : "key " + key)
            + " of cache '"
            + context.name()
            + "' was changed by a writer outside JCache "
            + when
            + "; the cache was not changed, and the operation can be tried again");
  }

  /**
   * Locks entries, has {@code operation} plan, and carries that out in one commit.
   *
   * @param keys as {@link EntryFormat#keys} returns them
   * @param operation called again if a writer outside JCache came in between; user code that it
   *     calls it must not call again then
   */
  public void applyAll(
      List<EntryKey> keys, Completion completion, Consumer<List<EntryPlan<K, V>>> operation) {
    try (HeldLocks held = store.newLocks()) {
      List<EntryPlan<K, V>> plans = new ArrayList<>(keys.size());
      for (Slot slot : store.lockAll(keys, held)) {
        EntryPlan<K, V> plan = new EntryPlan<>(context, slot);
        plan.begin(slot);
        plans.add(plan);
      }
      for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        operation.accept(plans);
        if (carryOut(plans, completion)) {
          return;
        }
        plans.forEach(plan -> plan.begin(store.reread(plan.slot())));
      }
      throw interfered(null, "again and again");
    }
  }

  /**
   * Removes an entry if it has expired, unless somebody is working on it, who will see to it then.
   *
   * @return whether it was removed
   */
  public boolean expire(byte[] storedKey) {
    return Completion.run(
        context,
        completion -> {
          try (HeldLocks held = store.newLocks()) {
            Slot slot = store.tryLockStored(storedKey, held);
            if (slot == null || slot.record() == null) {
              return false;
            }
            EntryPlan<K, V> plan = new EntryPlan<>(context, slot);
            plan.begin(slot);
            return !plan.isLive() && carryOut(plan, completion);
          }
        });
  }

  private boolean carryOut(EntryPlan<K, V> plan, Completion completion) {
    return carryOut(plan, plan.isLive(), completion);
  }

  /*
   * Somebody who only reads may have prolonged the life of the entry meanwhile. That is no reason to
   * begin anew, except where the plan was that the entry had expired.
   */
  private boolean carryOut(EntryPlan<K, V> plan, boolean toleratesTouch, Completion completion) {
    EntryChange change = plan.change();
    if (change != null
        && !store.change(change, toleratesTouch, durability(isWorthASync(plan), completion))) {
      return false;
    }
    plan.count();
    tell(plan.occurrences(), completion);
    return true;
  }

  private boolean carryOut(List<EntryPlan<K, V>> plans, Completion completion) {
    List<EntryChange> changes =
        plans.stream().map(EntryPlan::change).filter(Objects::nonNull).toList();
    if (!changes.isEmpty()) {
      boolean isWorthASync = plans.stream().anyMatch(EntryOperations::isWorthASync);
      if (!store.changeAll(changes, durability(isWorthASync, completion))) {
        return false;
      }
    }
    List<Occurrence<K, V>> occurrences = new ArrayList<>();
    for (EntryPlan<K, V> plan : plans) {
      plan.count();
      occurrences.addAll(plan.occurrences());
    }
    tell(occurrences, completion);
    return true;
  }

  /**
   * Returns whether a plan has a change that must not be lost. If a touch is lost, the entry
   * expires earlier; if the removal of an expired entry is lost, it is found expired once more.
   */
  private static boolean isWorthASync(EntryPlan<?, ?> plan) {
    return plan.change() != null && !plan.isTouched() && !plan.isCleanup();
  }

  /**
   * Returns how a change is to be committed. Listeners are not told of what could still be lost, so
   * where there are some the locks are held for as long as it takes.
   */
  private Durability durability(boolean isWorthASync, Completion completion) {
    if (!isWorthASync) {
      return Durability.ASYNC;
    }
    if (context.durability() == Durability.SYNC && context.listeners().isEmpty()) {
      completion.syncLater();
      return Durability.ASYNC;
    }
    return context.durability();
  }

  private void tell(List<Occurrence<K, V>> occurrences, Completion completion) {
    if (!occurrences.isEmpty() && !context.listeners().isEmpty()) {
      completion.noteFailure(context.listeners().tell(context.cache().get(), occurrences));
    }
  }
}
