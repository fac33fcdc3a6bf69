package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.lock.LockName;
import io.lightningdb.jcache.store.EntryKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads entries anew, in the background, that are read shortly before they expire. Whoever reads
 * one does not wait. Any number of threads may use it.
 */
final class RefreshAhead<K, V> {

  private static final System.Logger LOGGER = System.getLogger(RefreshAhead.class.getName());

  /** How many entries are loaded, or wait for that, at once; the others have to be read again. */
  static final int UNDER_WAY_MAX = 1_000;

  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final EntryContext<K, V> context;
  private final Loader<K, V> loader;
  private final long aheadMillis;
  private final Executor executor;
  private final LoaderGate gate;
  private final Semaphore room = new Semaphore(UNDER_WAY_MAX);
  private final Set<LockName> underWay = ConcurrentHashMap.newKeySet();

  /** When failures are to be logged again, as System.nanoTime has it. */
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  RefreshAhead(
      EntryContext<K, V> context,
      Loader<K, V> loader,
      Duration ahead,
      Executor executor,
      LoaderGate gate) {
    this.context = context;
    this.loader = loader;
    this.aheadMillis = ahead.toMillis();
    this.executor = executor;
    this.gate = gate;
  }

  /**
   * Notes that an entry was read, and begins to load it anew if it is about to expire.
   *
   * @param expiryMillis when it expires, in milliseconds since 1970
   * @param reads what sets the new value
   */
  void hit(EntryKey key, long expiryMillis, CacheReads<K, V> reads) {
    long left = expiryMillis - context.nowMillis();
    if (left <= 0 || left >= aheadMillis || !room.tryAcquire()) {
      return;
    }
    LockName name = key.lockName();
    if (!underWay.add(name)) {
      room.release();
      return;
    }
    boolean begun = false;
    try {
      executor.execute(() -> run(key, name, reads));
      begun = true;
    } catch (RejectedExecutionException e) {
      // The manager is being closed, and reading goes on until its caches are.
      LOGGER.log(System.Logger.Level.TRACE, "no refreshing any more", e);
    } finally {
      if (!begun) {
        end(name);
      }
    }
  }

  private void end(LockName name) {
    underWay.remove(name);
    room.release();
  }

  private void run(EntryKey key, LockName name, CacheReads<K, V> reads) {
    try {
      gate.run(() -> reads.refresh(loader, key, aheadMillis));
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      end(name);
    }
  }

  private void fail(Throwable e) {
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (!gate.isClosed()
        && now - until >= 0
        && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "an entry of cache '"
              + context.name()
              + "' could not be loaded before it expires; more of this is logged in a minute",
          e);
    }
  }
}
