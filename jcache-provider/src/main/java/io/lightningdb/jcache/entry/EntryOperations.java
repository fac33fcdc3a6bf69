package io.lightningdb.jcache.entry;

import io.lightningdb.Durability;
import io.lightningdb.jcache.bound.Bound;
import io.lightningdb.jcache.event.Occurrence;
import io.lightningdb.jcache.lock.HeldLocks;
import io.lightningdb.jcache.store.EntryChange;
import io.lightningdb.jcache.store.EntryFormat;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryRecord;
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

  private static final System.Logger LOGGER = System.getLogger(EntryOperations.class.getName());

  /** How many locked victims to come across before the rest is left to the next operation. */
  private static final int BUSY_VICTIMS_MAX = 8;

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
    R result = this.<R>applyLocked(key, completion, operation);
    evict();
    return result;
  }

  private <R extends @Nullable Object> R applyLocked(
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
    } finally {
      evict();
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
    applyAllLocked(keys, completion, operation);
    evict();
  }

  private void applyAllLocked(
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

  /**
   * Removes the entries that are too many. One that somebody is working on has to wait for the next
   * operation, which may be his.
   */
  public void evict() {
    Bound bound = context.bound();
    if (bound == null) {
      return;
    }
    List<byte[]> busy = new ArrayList<>();
    while (busy.size() < BUSY_VICTIMS_MAX) {
      byte[] victim = bound.nextVictim();
      if (victim == null) {
        break;
      }
      if (!evict(victim, bound)) {
        busy.add(victim);
      }
    }
    busy.forEach(bound::removeLater);
  }

  /** Removes an entry, unless it has become one to stay, and returns false if it is locked. */
  private boolean evict(byte[] storedKey, Bound bound) {
    try (HeldLocks held = store.newLocks()) {
      EntryStore.Removal removal =
          store.removeIf(storedKey, held, () -> !bound.isToStay(storedKey));
      if (removal == EntryStore.Removal.DONE) {
        context.statistics().addEvictions(1);
      }
      return removal != EntryStore.Removal.BUSY;
    } catch (CacheException | IllegalStateException e) {
      // A disk that fails, or a cache that is being closed. What the caller wanted is done; the
      // sweep
      // comes across the entry again.
      LOGGER.log(
          System.Logger.Level.WARNING,
          "an entry of cache '" + context.name() + "' could not be evicted",
          e);
      return true;
    }
  }

  /** Notes what became of an entry whose lock is held. */
  private void keepCount(EntryPlan<K, V> plan) {
    Bound bound = context.bound();
    if (bound == null) {
      return;
    }
    byte[] key = plan.slot().storedKey();
    EntryChange change = plan.change();
    EntryRecord left = change == null ? plan.slot().record() : change.update();
    if (left == null) {
      bound.removed(key);
    } else if (change == null) {
      bound.found(key, left.bytes().length);
    } else {
      bound.put(key, left.bytes().length);
    }
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
    keepCount(plan);
    plan.count();
    if (!context.listeners().isEmpty()) {
      tell(plan.occurrences(), completion);
    }
    return true;
  }

  private boolean carryOut(List<EntryPlan<K, V>> plans, Completion completion) {
    List<EntryChange> changes = changes(plans);
    if (!changes.isEmpty()
        && !store.changeAll(changes, durability(anyWorthASync(plans), completion))) {
      return false;
    }
    finish(plans, completion);
    return true;
  }

  /** Locks an entry for what is carried out together with changes of other caches. */
  public EntryPlan<K, V> plan(EntryKey key, HeldLocks held) {
    int before = held.count();
    try {
      Slot slot = store.lock(key, held);
      EntryPlan<K, V> plan = new EntryPlan<>(context, slot);
      plan.begin(slot);
      return plan;
    } catch (RuntimeException | Error e) {
      held.releaseTo(before);
      throw e;
    }
  }

  private List<EntryChange> changes(List<EntryPlan<K, V>> plans) {
    return plans.stream().map(EntryPlan::change).filter(Objects::nonNull).toList();
  }

  /** Returns the changes that are planned, and what else must still be as it was found. */
  public List<EntryChange> changesAndChecks(List<EntryPlan<K, V>> plans) {
    return plans.stream().map(EntryPlan::changeOrCheck).toList();
  }

  /** Returns what a commit of some plans has to survive before others are told of it. */
  public Durability durability(List<EntryPlan<K, V>> plans) {
    return anyWorthASync(plans) ? context.durability() : Durability.ASYNC;
  }

  private boolean anyWorthASync(List<EntryPlan<K, V>> plans) {
    return plans.stream().anyMatch(EntryOperations::isWorthASync);
  }

  /** Counts and tells what was planned, after the changes were made. */
  public void finish(List<EntryPlan<K, V>> plans, Completion completion) {
    List<Occurrence<K, V>> occurrences = new ArrayList<>();
    for (EntryPlan<K, V> plan : plans) {
      keepCount(plan);
      plan.count();
      if (!context.listeners().isEmpty()) {
        occurrences.addAll(plan.occurrences());
      }
    }
    tell(occurrences, completion);
  }

  /**
   * Returns whether a plan has a change that must not be lost. If a touch is lost, the entry
   * expires earlier; if the removal of an expired entry is lost, it is found expired once more.
   */
  private static boolean isWorthASync(EntryPlan<?, ?> plan) {
    return plan.hasOutgoing() || (plan.change() != null && !plan.isTouched() && !plan.isCleanup());
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
    if (!occurrences.isEmpty()) {
      completion.noteFailure(context.listeners().tell(context.cache().get(), occurrences));
    }
  }
}
