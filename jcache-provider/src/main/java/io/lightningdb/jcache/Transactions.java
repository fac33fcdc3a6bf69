package io.lightningdb.jcache;

import io.lightningdb.Database;
import io.lightningdb.jcache.entry.Completion;
import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.lock.DeadlockException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Runs transactions, and runs them again. */
final class Transactions {

  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int DOUBLINGS_MAX = 20;

  private final Database database;
  private final Function<Cache<?, ?>, KeyspaceCache<?, ?>> caches;
  private final EntryContext<?, ?> context;
  private final Duration timeout;

  /**
   * @param caches finds a cache of the manager
   * @param context of the cache that was asked
   * @param timeout for how long to try again
   */
  Transactions(
      Database database,
      Function<Cache<?, ?>, KeyspaceCache<?, ?>> caches,
      EntryContext<?, ?> context,
      Duration timeout) {
    this.database = database;
    this.caches = caches;
    this.context = context;
    this.timeout = timeout;
  }

  /** A writer outside JCache has changed what the transaction had read. */
  private static final class InterferenceException extends CacheException {

    private static final long serialVersionUID = 1;

    InterferenceException() {
      super(
          "entries were changed, or locked for long, by a writer outside JCache or by an access"
              + " meanwhile");
    }
  }

  <R extends @Nullable Object> R run(Function<? super CacheTransaction, R> work) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (int attempt = 1; ; attempt++) {
      try {
        return Completion.<R>run(context, completion -> this.<R>runOnce(work, completion));
      } catch (DeadlockException | InterferenceException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw new CacheException(
              "a transaction was given up after " + attempt + " attempts: " + e.getMessage(), e);
        }
        // Jittered, or those that were in each other's way would be so again.
        long nanos =
            Math.min(
                PAUSE_NANOS_MAX,
                TimeUnit.MICROSECONDS.toNanos(200L << Math.min(attempt, DOUBLINGS_MAX)));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanos));
      }
    }
  }

  private <R extends @Nullable Object> R runOnce(
      Function<? super CacheTransaction, R> work, Completion completion) {
    try (LockedTransaction transaction = new LockedTransaction(database, caches)) {
      R result = work.apply(transaction);
      if (!transaction.commit(completion)) {
        throw new InterferenceException();
      }
      return result;
    }
  }
}
