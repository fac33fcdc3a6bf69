package io.lightningdb.jcache.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.jcache.lock.LockName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/*
 * The writes themselves are in the database. Here are only their keys, in the order in which they are
 * to be tried, so that nobody has to look through the whole queue for what is due, and their number,
 * which is bounded. It is made up from the queue when the first cache of a keyspace is opened.
 */
/**
 * Which writes are pending in one queue, for all caches of this process that lie in one keyspace.
 * Any number of threads may use it.
 */
public final class PendingWrites {

  /** How many writes may be pending before changes have to wait. */
  public static final int PENDING_MAX = 100_000;

  /**
   * One of them.
   *
   * @param key the stored key of the entry
   * @param sequence the write's number
   * @param since the number of the first change of the key that the writer was not told of
   * @param dueMillis when it is due for the first time
   * @param nextMillis when it is to be tried next
   * @param attempts how often it was tried in vain
   */
  public record Pending(
      LockName key, long sequence, long since, long dueMillis, long nextMillis, int attempts) {}

  private static final Comparator<Pending> ORDER =
      Comparator.comparingLong(Pending::nextMillis).thenComparingLong(Pending::sequence);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fewer = lock.newCondition();
  private final ReentrantLock draining = new ReentrantLock();
  private final List<Runnable> drainers = new CopyOnWriteArrayList<>();
  private final LongAdder failures = new LongAdder();

  @GuardedBy("lock")
  private final Map<LockName, Pending> all = new HashMap<>();

  /** Those that nobody is handing over. */
  @GuardedBy("lock")
  private final TreeSet<Pending> waiting = new TreeSet<>(ORDER);

  @GuardedBy("lock")
  private int reserved;

  @GuardedBy("lock")
  private long lastSequence;

  @GuardedBy("lock")
  private boolean isLoaded;

  /** Held by whoever hands writes over: one at a time, so that a key's writes stay in order. */
  public ReentrantLock draining() {
    return draining;
  }

  /** Returns what wakes those who hand writes over. */
  public List<Runnable> drainers() {
    return drainers;
  }

  /** Gets to know what an earlier run has left, unless that is known already. */
  void loadOnce(Supplier<List<Pending>> left) {
    lock.lock();
    try {
      if (!isLoaded) {
        for (Pending each : left.get()) {
          all.put(each.key(), each);
          waiting.add(each);
          lastSequence = Math.max(lastSequence, each.sequence());
        }
        isLoaded = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes room for writes, for which it waits where there is none.
   *
   * @return how much room was made, to be given back with {@link #release}
   * @throws CacheWriterException if there is no room for too long
   */
  int reserve(Collection<LockName> keys, Duration timeout, String cacheName) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    lock.lock();
    try {
      while (true) {
        int wanted = 0;
        for (LockName key : keys) {
          if (!all.containsKey(key)) {
            wanted++;
          }
        }
        if (wanted == 0 || all.size() + reserved + wanted <= PENDING_MAX) {
          reserved += wanted;
          return wanted;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new CacheWriterException(
              "cache '"
                  + cacheName
                  + "' has "
                  + PENDING_MAX
                  + " pending writes, which is the most there may be, and its writer took none for "
                  + timeout.toMillis()
                  + " ms; nothing was changed");
        }
        try {
          boolean ignored = fewer.await(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // As in waiting for the lock of a key: it is limited anyway.
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Gives back room that was made. */
  void release(int room) {
    if (room == 0) {
      return;
    }
    lock.lock();
    try {
      reserved -= room;
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long nextSequence() {
    lock.lock();
    try {
      return ++lastSequence;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when a new write of {@code key} is due. If an older one still waits, it is due with
   * that: or else a key that changes all the time would never be handed over.
   */
  long dueMillis(LockName key, long otherwise) {
    lock.lock();
    try {
      Pending present = all.get(key);
      return present != null && waiting.contains(present) ? present.dueMillis() : otherwise;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that a write was put into the queue. The caller has the lock of its key. */
  void add(LockName key, PendingWrite write) {
    lock.lock();
    try {
      Pending before = all.get(key);
      boolean isWaiting = before != null && waiting.remove(before);
      Pending added =
          new Pending(
              key,
              write.sequence(),
              before == null ? write.sequence() : before.since(),
              write.dueMillis(),
              before != null && isWaiting ? before.nextMillis() : write.dueMillis(),
              before != null && isWaiting ? before.attempts() : 0);
      all.put(key, added);
      waiting.add(added);
    } finally {
      lock.unlock();
    }
  }

  /** Takes the first of those that are to be tried, if there is one, for somebody to hand over. */
  public @Nullable Pending take(long nowMillis) {
    lock.lock();
    try {
      if (waiting.isEmpty() || waiting.first().nextMillis() > nowMillis) {
        return null;
      }
      return waiting.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Puts one back that was taken and not tried, unless there is a newer one by now. */
  public void putBack(Pending taken) {
    tryAgain(taken, taken.nextMillis(), taken.attempts());
  }

  /** Has one tried again that was taken and has failed, unless there is a newer one by now. */
  public void failed(Pending taken, long nextMillis) {
    tryAgain(taken, nextMillis, taken.attempts() + 1);
    // Who sees the failure can rely on the write being among those that wait.
    failures.increment();
  }

  private void tryAgain(Pending taken, long nextMillis, int attempts) {
    lock.lock();
    try {
      if (taken.equals(all.get(taken.key()))) {
        Pending next =
            new Pending(
                taken.key(),
                taken.sequence(),
                taken.since(),
                taken.dueMillis(),
                nextMillis,
                attempts);
        all.put(taken.key(), next);
        waiting.add(next);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Notes that one that was taken is in the queue no more, or replaced by a newer one. */
  public void handedOver(Pending taken) {
    lock.lock();
    try {
      Pending present = all.get(taken.key());
      if (taken.equals(present)) {
        all.remove(taken.key());
      } else if (present != null) {
        boolean isWaiting = waiting.remove(present);
        Pending newer =
            new Pending(
                present.key(),
                present.sequence(),
                present.sequence(),
                present.dueMillis(),
                present.nextMillis(),
                present.attempts());
        all.put(newer.key(), newer);
        if (isWaiting) {
          waiting.add(newer);
        }
      }
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets one that was taken and turned out to be damaged. */
  public void forget(Pending taken) {
    failures.increment();
    lock.lock();
    try {
      all.remove(taken.key(), taken);
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Counts a write that was found damaged. */
  void countFailure() {
    failures.increment();
  }

  /** Returns how many writes are pending. */
  public long size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how often handing over a write has failed, and how many were found damaged. */
  public long failures() {
    return failures.sum();
  }

  /** Returns when the next one is to be tried. */
  public OptionalLong nextMillis() {
    lock.lock();
    try {
      return waiting.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(waiting.first().nextMillis());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes all that wait due at once, whatever they wait for.
   *
   * @return the number of the last change so far
   */
  public long hurry() {
    lock.lock();
    try {
      List<Pending> hurried = new ArrayList<>(waiting);
      waiting.clear();
      for (Pending each : hurried) {
        Pending now =
            new Pending(
                each.key(),
                each.sequence(),
                each.since(),
                each.dueMillis(),
                Long.MIN_VALUE,
                each.attempts());
        all.put(now.key(), now);
        waiting.add(now);
      }
      return lastSequence;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the writer was told of all changes up to one.
   *
   * @return whether it was, before the time was over or the thread interrupted
   */
  public boolean await(long sequence, Duration timeout) {
    long left = timeout.toNanos();
    lock.lock();
    try {
      List<LockName> keys = new ArrayList<>();
      all.forEach(
          (key, each) -> {
            if (each.since() <= sequence) {
              keys.add(key);
            }
          });
      while (true) {
        while (!keys.isEmpty() && isDone(keys.get(keys.size() - 1), sequence)) {
          keys.remove(keys.size() - 1);
        }
        if (keys.isEmpty()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
        left = fewer.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean isDone(LockName key, long sequence) {
    Pending present = all.get(key);
    return present == null || present.since() > sequence;
  }
}
