package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.Keys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Locks are exclusive, so ranges of different owners have no key in common. Of one owner a range that
 * lies in another is forgotten. So the ranges order by their ends as they do by their beginnings, and
 * the last one that begins at or before a key is the only one that can have it.
 *
 * A request waits for those who have what it asks for, and behind earlier requests for any of that,
 * or many who lock keys would keep out somebody who wants a range for good. But it does not wait
 * behind those who wait for its own owner: that would be a deadlock for nothing.
 */
/** The locks of one keyspace, and who waits for them. Guarded by the table's lock. */
final class KeyspaceLocks {

  /** A key that is locked, or waited for, or both. */
  private static final class KeyLock {
    private @Nullable LockOwner owner;
    private @Nullable LockWaiter first;
    private @Nullable LockWaiter last;

    boolean isUnused() {
      return owner == null && first == null;
    }
  }

  private record HeldRange(LockOwner owner, LockTarget target) {}

  private final NavigableMap<byte[], KeyLock> keys = new TreeMap<>(Keys::compare);
  private final NavigableMap<byte[], HeldRange> ranges = new TreeMap<>(Keys::compare);

  /** The requests for ranges, oldest first. */
  private final Set<LockWaiter> rangeWaiters = new LinkedHashSet<>();

  /** Looks at who is in the way of a request. */
  interface BlockerVisitor {
    /**
     * Looks at one who has what is asked for, or asked for it before.
     *
     * @return whether that is enough
     */
    boolean visit(LockOwner blocker, boolean holds);
  }

  boolean isUnused() {
    return keys.isEmpty() && ranges.isEmpty() && rangeWaiters.isEmpty();
  }

  /** Returns whether {@code owner} has all of {@code target}. */
  boolean holds(LockOwner owner, LockTarget target) {
    if (target.isKey()) {
      KeyLock lock = keys.get(target.from());
      if (lock != null && lock.owner == owner) {
        return true;
      }
    }
    HeldRange range = rangeAt(target.from());
    return range != null && range.owner == owner && range.target.covers(target.from(), target.to());
  }

  /** Returns whether somebody else than {@code owner} has a key. */
  boolean isHeldByAnother(@Nullable LockOwner owner, byte[] key) {
    KeyLock lock = keys.get(key);
    if (lock != null && lock.owner != null && lock.owner != owner) {
      return true;
    }
    HeldRange range = rangeAt(key);
    return range != null
        && range.owner != owner
        && (range.target.to() == null || Keys.compare(key, range.target.to()) < 0);
  }

  /** Returns the last range that begins at or before a key. */
  private @Nullable HeldRange rangeAt(byte[] key) {
    Map.Entry<byte[], HeldRange> entry = ranges.floorEntry(key);
    return entry == null ? null : entry.getValue();
  }

  private static <T> NavigableMap<byte[], T> within(
      NavigableMap<byte[], T> map, LockTarget target) {
    byte[] to = target.to();
    return to == null
        ? map.tailMap(target.from(), true)
        : map.subMap(target.from(), true, to, false);
  }

  /**
   * Shows who else has something of {@code target}.
   *
   * @return whether the visitor has seen enough
   */
  boolean visitHolders(@Nullable LockOwner owner, LockTarget target, BlockerVisitor visitor) {
    for (KeyLock lock : within(keys, target).values()) {
      LockOwner holder = lock.owner;
      if (holder != null && holder != owner && visitor.visit(holder, true)) {
        return true;
      }
    }
    HeldRange before = rangeAt(target.from());
    if (before != null
        && before.owner != owner
        && before.target.overlaps(target)
        && visitor.visit(before.owner, true)) {
      return true;
    }
    for (HeldRange range : within(ranges, target).values()) {
      if (range.owner != owner && visitor.visit(range.owner, true)) {
        return true;
      }
    }
    return false;
  }

  /*
   * Of the requests for one key it is enough to show the last before this one: that waits for the one
   * before it, and so on.
   */
  /**
   * Shows whom a request has to wait for, be it directly or through others that it shows.
   *
   * @return whether the visitor has seen enough
   */
  boolean visitBlockers(LockWaiter waiter, BlockerVisitor visitor) {
    LockTarget target = waiter.target;
    if (visitHolders(waiter.owner, target, visitor)) {
      return true;
    }
    if (target.isKey()) {
      LockWaiter before = waiter.previous;
      if (before != null && visitor.visit(before.owner, false)) {
        return true;
      }
    } else {
      for (KeyLock lock : within(keys, target).values()) {
        LockWaiter before = lastBefore(lock, waiter.ticket);
        if (before != null
            && !waitsFor(before, waiter.owner)
            && visitor.visit(before.owner, false)) {
          return true;
        }
      }
    }
    for (LockWaiter before : rangeWaiters) {
      if (before.ticket >= waiter.ticket) {
        break;
      }
      if (before.target.overlaps(target)
          && !waitsFor(before, waiter.owner)
          && visitor.visit(before.owner, false)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable LockWaiter lastBefore(KeyLock lock, long ticket) {
    LockWaiter waiter = lock.last;
    while (waiter != null && waiter.ticket >= ticket) {
      waiter = waiter.previous;
    }
    return waiter;
  }

  /** Returns whether a request waits for what {@code owner} has. */
  private boolean waitsFor(LockWaiter waiter, LockOwner owner) {
    return visitHolders(null, waiter.target, (holder, holds) -> holder == owner);
  }

  private boolean isBlocked(LockWaiter waiter) {
    return visitBlockers(waiter, (blocker, holds) -> true);
  }

  /** Adds a request, which is the newest. */
  void enqueue(LockWaiter waiter) {
    if (!waiter.target.isKey()) {
      rangeWaiters.add(waiter);
      return;
    }
    KeyLock lock = keys.computeIfAbsent(waiter.target.from(), key -> new KeyLock());
    LockWaiter before = lock.last;
    waiter.previous = before;
    lock.last = waiter;
    if (before == null) {
      lock.first = waiter;
    } else {
      before.next = waiter;
    }
  }

  /** Removes a request, which is answered or given up. */
  void dequeue(LockWaiter waiter) {
    if (!waiter.target.isKey()) {
      rangeWaiters.remove(waiter);
      return;
    }
    KeyLock lock = keys.get(waiter.target.from());
    if (lock == null) {
      throw new IllegalStateException("a request is not in its queue");
    }
    LockWaiter before = waiter.previous;
    LockWaiter after = waiter.next;
    if (before == null) {
      lock.first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      lock.last = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    if (lock.isUnused()) {
      keys.remove(waiter.target.from());
    }
  }

  /** Grants a request that is in its queue, if nobody is in its way. */
  boolean grantIfFree(LockWaiter waiter) {
    if (isBlocked(waiter)) {
      return false;
    }
    if (waiter.target.isKey()) {
      // Before the request goes, or the key would be taken for unused.
      hold(waiter.owner, waiter.target);
      dequeue(waiter);
    } else {
      dequeue(waiter);
      hold(waiter.owner, waiter.target);
    }
    return true;
  }

  private void hold(LockOwner owner, LockTarget target) {
    if (target.isKey()) {
      keys.computeIfAbsent(target.from(), key -> new KeyLock()).owner = owner;
    } else {
      within(ranges, target)
          .values()
          .removeIf(range -> target.covers(range.target.from(), range.target.to()));
      ranges.put(target.from(), new HeldRange(owner, target));
    }
    owner.held.add(target);
  }

  /** Takes a lock from its owner, who gives up all of them. */
  void release(LockTarget target) {
    if (!target.isKey()) {
      ranges.remove(target.from());
      return;
    }
    KeyLock lock = keys.get(target.from());
    if (lock != null) {
      lock.owner = null;
      if (lock.isUnused()) {
        keys.remove(target.from());
      }
    }
  }

  /** Grants what can be granted now that these were released or given up, and tells whom. */
  void grantAround(List<LockTarget> freed, Consumer<LockWaiter> granted) {
    for (LockTarget target : freed) {
      for (KeyLock lock : within(keys, target).values()) {
        LockWaiter waiter = lock.first;
        if (waiter != null && grantIfFree(waiter)) {
          granted.accept(waiter);
        }
      }
    }
    for (LockWaiter waiter : List.copyOf(rangeWaiters)) {
      if (grantIfFree(waiter)) {
        granted.accept(waiter);
      }
    }
  }
}
