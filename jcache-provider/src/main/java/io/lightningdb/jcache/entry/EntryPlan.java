package io.lightningdb.jcache.entry;

import io.lightningdb.jcache.event.LazyValue;
import io.lightningdb.jcache.event.Occurrence;
import io.lightningdb.jcache.expiry.ExpiryRules;
import io.lightningdb.jcache.store.EntryChange;
import io.lightningdb.jcache.store.EntryKey;
import io.lightningdb.jcache.store.EntryRecord;
import io.lightningdb.jcache.store.Outgoing;
import io.lightningdb.jcache.store.PendingWrite;
import io.lightningdb.jcache.store.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/*
 * An operation looks at the plan, which says what was found, and tells it what is to become of the
 * entry. Nothing happens before the whole plan is carried out, in one commit. If a writer outside
 * JCache has changed the entry meanwhile, the operation makes the plan anew; what the expiry policy
 * has said stands, since it is to be asked only once.
 */
/**
 * What is to become of one entry whose lock is held. For one thread.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class EntryPlan<K, V> {

  private final EntryContext<K, V> context;
  private final K key;
  private final ExpiryRules.Answers expiry;

  private Slot slot;
  private long nowMillis;
  private boolean isLive;

  /** When the entry expires as it is, after it was accessed. */
  private long expiryMillis;

  private boolean isRemoved;
  private @Nullable EntryRecord update;

  /** An update that has expired at once: told of, but not kept. */
  private @Nullable EntryRecord expiredUpdate;

  private @Nullable Outgoing outgoing;

  private int hits;
  private int misses;
  private int puts;
  private int removals;

  @SuppressWarnings("unchecked") // checked, if at all, by the cache
  EntryPlan(EntryContext<K, V> context, Slot slot) {
    this.context = context;
    this.key = (K) slot.key().object();
    this.expiry = context.expiry().ask();
    this.slot = slot;
  }

  /** Begins anew with what lies in the slot now. */
  void begin(Slot newSlot) {
    slot = newSlot;
    nowMillis = context.nowMillis();
    EntryRecord record = newSlot.record();
    isLive = record != null && !record.isExpiredAt(nowMillis);
    expiryMillis = record == null ? 0 : record.expiryMillis();
    isRemoved = false;
    update = null;
    expiredUpdate = null;
    outgoing = null;
    hits = 0;
    misses = 0;
    puts = 0;
    removals = 0;
  }

  /** Lets what is planned from now on count from the present time. */
  public void readClock() {
    nowMillis = context.nowMillis();
  }

  Slot slot() {
    return slot;
  }

  /** Returns the key. */
  public K key() {
    return key;
  }

  /** Returns the key with its bytes. */
  public EntryKey entryKey() {
    return slot.key();
  }

  /** Returns whether there is an entry that has not expired. */
  public boolean isLive() {
    return isLive;
  }

  /** Returns whether the entry that was found is still {@code record}, as it was read before. */
  public boolean isStill(EntryRecord record) {
    return slot.record() != null && Arrays.equals(slot.record().bytes(), record.bytes());
  }

  /** Returns the present value, which is there, as an object of its own. */
  public V value() {
    return context.value(slot.key(), liveRecord().bytes());
  }

  /** Returns the value in a draft of a record, as an object of its own. */
  public V value(byte[] draft) {
    return context.value(slot.key(), draft);
  }

  private EntryRecord liveRecord() {
    EntryRecord record = slot.record();
    if (!isLive || record == null) {
      throw new IllegalStateException("there is no entry");
    }
    return record;
  }

  /**
   * Returns whether the present value, which is there, is equal to {@code other}, or has the same
   * bytes: a class without equals is to be of use as well.
   *
   * @param draft {@code other} as the draft of a record
   */
  public boolean hasValue(V other, byte[] draft) {
    return liveRecord().hasValueOf(draft) || value().equals(other);
  }

  /** Notes that the entry was found by what counts as getting. */
  public void countHit() {
    hits = 1;
  }

  /** Notes that the entry was not found by what counts as getting. */
  public void countMiss() {
    misses = 1;
  }

  /** Has the entry, which is there, accessed. */
  public void access() {
    expiryMillis = expiry.afterAccess(nowMillis, expiryMillis);
  }

  /** Has the entry, which is there, expire at once. */
  public void expireNow() {
    expiryMillis = nowMillis;
  }

  /**
   * Has a value put.
   *
   * @param draft the draft of a record
   * @return whether there will be such an entry; if not, it expires before it is there
   */
  public boolean put(byte[] draft) {
    return countPut(set(draft));
  }

  /** Has a value put, as {@link #put} does, that expires when it is told and not by the policy. */
  public boolean put(byte[] draft, long timeToLiveMillis) {
    long end = nowMillis + timeToLiveMillis;
    return countPut(set(draft, end < nowMillis ? EntryRecord.NEVER : end));
  }

  private boolean countPut(boolean isSet) {
    puts = isSet || isLive ? 1 : 0;
    return isSet;
  }

  /** Has a loaded value set, which does not count as put. */
  public void load(byte[] draft) {
    set(draft);
  }

  private boolean set(byte[] draft) {
    return set(
        draft,
        isLive ? expiry.afterUpdate(nowMillis, expiryMillis) : expiry.afterCreation(nowMillis));
  }

  private boolean set(byte[] draft, long newExpiry) {
    EntryRecord present = slot.record();
    long creation = isLive && present != null ? present.creationMillis() : nowMillis;
    EntryRecord sealed = EntryRecord.seal(slot.storedKey(), draft, creation, newExpiry);
    if (sealed.isExpiredAt(nowMillis)) {
      isRemoved = true;
      expiredUpdate = isLive ? sealed : null;
      return false;
    }
    update = sealed;
    return true;
  }

  /**
   * Has the entry removed.
   *
   * @return whether there is one
   */
  public boolean remove() {
    isRemoved = true;
    removals = isLive ? 1 : 0;
    return isLive;
  }

  /** Has the writer told of a value later, if the cache writes behind. */
  public void writeBehind(byte[] draft) {
    if (context.store().writesBehind()) {
      outgoing = new Outgoing(draft);
    }
  }

  /** Has the writer told of a deletion later, if the cache writes behind. */
  public void deleteBehind() {
    if (context.store().writesBehind()) {
      outgoing = new Outgoing(null);
    }
  }

  /** Returns what the writer is still to be told of the key, or null if that is nothing. */
  public @Nullable PendingWrite pendingWrite() {
    return context.store().pendingWrite(slot);
  }

  /** Returns the value that a pending write will write, or null if it deletes. */
  public @Nullable V value(PendingWrite pending) {
    return pending.isDelete() ? null : context.value(slot.key(), pending.draft());
  }

  /**
   * Returns what a loader has for the key, or will have once what is pending is written: older than
   * that is nothing that is loaded.
   */
  public @Nullable V loaded(Function<K, @Nullable V> loader) {
    PendingWrite pending = pendingWrite();
    return pending == null ? loader.apply(key) : value(pending);
  }

  /** Returns whether there is an entry that expires within {@code millis}. */
  public boolean expiresWithin(long millis) {
    return isLive && expiryMillis - nowMillis < millis;
  }

  /** Returns the change to be made, or null if there is none. */
  @Nullable EntryChange change() {
    EntryRecord present = slot.record();
    EntryRecord next = next();
    return next == present && outgoing == null
        ? null
        : new EntryChange(slot, next, outgoing, toleratesTouch());
  }

  /** Returns the change to be made, or else one that only expects what was found. */
  EntryChange changeOrCheck() {
    return new EntryChange(slot, next(), outgoing, toleratesTouch());
  }

  /** Returns whether the plan stands if the entry was given a longer life meanwhile. */
  private boolean toleratesTouch() {
    return isLive && (isRemoved || update != null || expiryMillis > nowMillis);
  }

  /** Returns what is to lie in the slot, which may be what lies there. */
  private @Nullable EntryRecord next() {
    EntryRecord present = slot.record();
    if (update != null || present == null) {
      return update;
    }
    if (!isLive || isRemoved || expiryMillis <= nowMillis) {
      return null;
    }
    return isTouched() ? present.withExpiry(slot.storedKey(), expiryMillis) : present;
  }

  /** Returns whether the writer is to be told of something later. */
  boolean hasOutgoing() {
    return outgoing != null;
  }

  /** Returns whether nothing changes but the time of expiry. */
  boolean isTouched() {
    EntryRecord present = slot.record();
    return isLive
        && !isRemoved
        && update == null
        && present != null
        && present.expiryMillis() != expiryMillis
        && expiryMillis > nowMillis;
  }

  /** Returns whether the only change is that an entry goes which had expired before. */
  boolean isCleanup() {
    return !isLive && update == null && slot.record() != null;
  }

  /** Returns what happens to the entry, in order. */
  List<Occurrence<K, V>> occurrences() {
    List<Occurrence<K, V>> occurrences = new ArrayList<>(2);
    LazyValue<K> copiedKey = new LazyValue<>(() -> context.key(slot.storedKey()));
    LazyValue<V> old = lazy(slot.record());
    if (old != null && !isLive) {
      occurrences.add(new Occurrence<>(EventType.EXPIRED, copiedKey, null, old));
      old = null;
    }
    LazyValue<V> updated = lazy(update != null ? update : expiredUpdate);
    if (updated != null) {
      EventType type = old == null ? EventType.CREATED : EventType.UPDATED;
      occurrences.add(new Occurrence<>(type, copiedKey, updated, old));
      if (expiredUpdate != null) {
        occurrences.add(new Occurrence<>(EventType.EXPIRED, copiedKey, null, updated));
      }
    } else if (old != null && isRemoved) {
      occurrences.add(new Occurrence<>(EventType.REMOVED, copiedKey, null, old));
    } else if (old != null && expiryMillis <= nowMillis) {
      occurrences.add(new Occurrence<>(EventType.EXPIRED, copiedKey, null, old));
    }
    return occurrences;
  }

  private @Nullable LazyValue<V> lazy(@Nullable EntryRecord record) {
    return record == null ? null : new LazyValue<>(() -> context.value(slot.key(), record.bytes()));
  }

  /** Counts what was done. */
  void count() {
    context.statistics().addHits(hits);
    context.statistics().addMisses(misses);
    context.statistics().addPuts(puts);
    context.statistics().addRemovals(removals);
  }
}
