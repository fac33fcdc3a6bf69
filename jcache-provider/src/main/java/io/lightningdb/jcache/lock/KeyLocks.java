package io.lightningdb.jcache.lock;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;

/*
 * One lock for each key, and not a fixed number of stripes: an entry processor may work on other keys,
 * and stripes that happen to collide would deadlock where the keys do not. A lock is in the table
 * only while it is in use.
 */
/**
 * The locks of the keys of one keyspace, shared by all caches of this process that lie in it. A
 * thread that waits does so for a limited time, and not at all if it could only wait for itself.
 */
public final class KeyLocks {

  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final String cacheName;
  private final ConcurrentMap<LockName, KeyLock> locks = new ConcurrentHashMap<>();

  public KeyLocks(String cacheName) {
    this.cacheName = cacheName;
  }

  /** Returns whether the calling thread holds the lock of {@code name}. */
  public boolean isHeldByCaller(LockName name) {
    KeyLock lock = locks.get(name);
    return lock != null && lock.isHeldByCurrentThread();
  }

  /** Returns how many locks are held or waited for. */
  public int size() {
    return locks.size();
  }

  /**
   * Takes the lock of {@code name}.
   *
   * @param key the key, whose text is for messages
   * @throws CacheException if the thread has it already, would wait for itself, or has waited for
   *     {@code timeout}
   */
  void acquire(LockName name, Object key, Duration timeout) {
    KeyLock lock = use(name, key);
    boolean acquired = false;
    try {
      if (lock.isHeldByCurrentThread()) {
        throw new CacheException(
            "an operation on "
                + lock.where()
                + " was called from inside another one on the same key, by an entry processor,"
                + " loader, writer or listener; use the processor's own entry, or another thread"
                + " once the operation is over");
      }
      take(lock, timeout);
      acquired = true;
    } finally {
      if (!acquired) {
        leave(name);
      }
    }
  }

  /** Takes the lock of {@code name} as {@link #acquire} does, also if the thread has it already. */
  void acquireAgain(LockName name, Object key, Duration timeout) {
    KeyLock lock = use(name, key);
    boolean acquired = false;
    try {
      take(lock, timeout);
      acquired = true;
    } finally {
      if (!acquired) {
        leave(name);
      }
    }
  }

  /** Takes the lock of {@code name} if nobody has it. */
  boolean tryAcquire(LockName name, Object key) {
    KeyLock lock = use(name, key);
    if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
      return true;
    }
    leave(name);
    return false;
  }

  private static void take(KeyLock lock, Duration timeout) {
    if (!lock.tryLock()) {
      await(lock, timeout);
    }
  }

  /*
   * An interrupt does not end the wait, just as it does not end any other operation of a database;
   * the wait is limited anyway.
   */
  private static void await(KeyLock lock, Duration timeout) {
    Thread thread = Thread.currentThread();
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    Waits.begin(thread, lock);
    try {
      while (true) {
        String deadlock = Waits.findDeadlock(thread, lock);
        if (deadlock != null) {
          throw new DeadlockException(deadlock);
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw timedOut(lock, timeout);
        }
        try {
          long slice = Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
          if (lock.tryLock(slice, TimeUnit.NANOSECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      Waits.end(thread);
      if (interrupted) {
        thread.interrupt();
      }
    }
  }

  private static CacheException timedOut(KeyLock lock, Duration timeout) {
    Thread owner = lock.owner();
    return new CacheException(
        "waited "
            + timeout.toMillis()
            + " ms for "
            + lock.where()
            + (owner == null ? "" : ", which thread '" + owner.getName() + "' is working on")
            + "; the setting lockTimeout says for how long to wait");
  }

  void release(LockName name) {
    KeyLock lock = locks.get(name);
    if (lock == null) {
      throw new IllegalStateException("a lock that is held is not in the table");
    }
    lock.unlock();
    leave(name);
  }

  private KeyLock use(LockName name, Object key) {
    return locks.compute(
        name,
        (n, present) -> {
          KeyLock lock = present;
          if (lock == null) {
            lock = new KeyLock(cacheName, key);
          }
          lock.addUser();
          return lock;
        });
  }

  private void leave(LockName name) {
    locks.computeIfPresent(name, (n, lock) -> lock.removeUser() ? null : lock);
  }
}
