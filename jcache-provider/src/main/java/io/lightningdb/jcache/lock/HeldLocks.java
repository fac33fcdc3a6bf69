package io.lightningdb.jcache.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The locks that one operation has taken so far. For one thread. */
public final class HeldLocks implements AutoCloseable {

  private final KeyLocks locks;
  private final Duration timeout;
  private final List<LockName> held = new ArrayList<>(2);

  /**
   * @param timeout how long to wait for each lock
   */
  public HeldLocks(KeyLocks locks, Duration timeout) {
    this.locks = locks;
    this.timeout = timeout;
  }

  /**
   * Takes a lock.
   *
   * @param key the key, whose text is for messages
   * @throws javax.cache.CacheException if the thread has it already, would wait for itself, or has
   *     waited for too long
   */
  public void take(LockName name, Object key) {
    locks.acquire(name, key, timeout);
    held.add(name);
  }

  /** Takes a lock as {@link #take} does, also if the thread has it already. */
  public void takeAgain(LockName name, Object key) {
    locks.acquireAgain(name, key, timeout);
    held.add(name);
  }

  /** Takes a lock if nobody has it. */
  public boolean tryTake(LockName name, Object key) {
    if (!locks.tryAcquire(name, key)) {
      return false;
    }
    held.add(name);
    return true;
  }

  /** Gives up the lock that was taken last. */
  public void releaseLast() {
    locks.release(held.remove(held.size() - 1));
  }

  /** Returns how many there are. */
  public int count() {
    return held.size();
  }

  /** Gives up those that were taken last, until {@code count} are left. */
  public void releaseTo(int count) {
    while (held.size() > count) {
      releaseLast();
    }
  }

  /** Gives up all locks. */
  @Override
  public void close() {
    releaseTo(0);
  }
}
