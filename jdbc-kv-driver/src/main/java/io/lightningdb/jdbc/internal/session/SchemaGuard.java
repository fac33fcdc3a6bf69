package io.lightningdb.jdbc.internal.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/*
 * Whoever writes to a table has to keep its indexes. So while an index is made nobody may write who does
 * not know of it: an open transaction that has written to the table is waited for, and those that come
 * wait until it is done. And whoever sees the database as it was before cannot use what came later: its
 * transaction is a conflict as soon as it meets the table.
 *
 * Whoever comes while a change waits for others lets it go first, or statements that follow each other
 * without a gap would keep it out for ever. Only a transaction for which others may be waiting goes on,
 * since the change may wait for these.
 */
/** Keeps statements that change a table apart from those that write to it. */
final class SchemaGuard {

  /** How long an open transaction is waited for that has written to the table. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How often somebody who waits looks whether to go on. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ConcurrentMap<String, Guarded> tables = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  /** A table. */
  private static final class Guarded {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private int writers;

    /** Whether somebody changes the table. */
    @GuardedBy("lock")
    private boolean changing;

    /** How many wait to change it. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** Which change of a table was the last one of this. */
    private volatile long lastChange;

    void enter(boolean goesFirst, Cancellation cancellation) throws SQLException {
      lock.lock();
      try {
        while (changing || (waiting.get() > 0 && !goesFirst)) {
          await();
          cancellation.check();
        }
        writers++;
      } finally {
        lock.unlock();
      }
    }

    void leave() {
      lock.lock();
      try {
        writers--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Waits until nobody writes; returns false if that takes too long. */
    boolean beginChange(Cancellation cancellation) throws SQLException {
      waiting.incrementAndGet();
      lock.lock();
      try {
        long begin = System.nanoTime();
        while (changing || writers > 0) {
          await();
          cancellation.check();
          if (System.nanoTime() - begin > PATIENCE_NANOS) {
            return false;
          }
        }
        changing = true;
        return true;
      } finally {
        waiting.decrementAndGet();
        changed.signalAll();
        lock.unlock();
      }
    }

    void endChange(long number) {
      lock.lock();
      try {
        lastChange = number;
        changing = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Waits a little. An interrupt is kept for whoever asks for it. */
    @GuardedBy("lock")
    @SuppressWarnings("WaitNotInLoop") // the callers are loops
    private void await() {
      boolean interrupted = Thread.interrupted();
      try {
        // Whether the time is over is no matter: whoever waits looks again.
        var unused = changed.awaitNanos(SLICE_NANOS);
      } catch (InterruptedException e) {
        interrupted = true;
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private Guarded table(String name) {
    return tables.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new Guarded());
  }

  /** Returns how many changes of tables there have been. */
  long changes() {
    return changes.get();
  }

  /** Returns whether a table was changed after the change number {@code since}. */
  boolean isChangedSince(String name, long since) {
    Guarded table = tables.get(name.toLowerCase(Locale.ROOT));
    return table != null && table.lastChange > since;
  }

  /**
   * Waits until nobody changes a table, and keeps everybody from it until it is released.
   *
   * @param goesFirst whether a change that waits itself is not waited for
   */
  Runnable write(String name, boolean goesFirst, Cancellation cancellation) throws SQLException {
    Guarded table = table(name);
    table.enter(goesFirst, cancellation);
    return table::leave;
  }

  /**
   * Waits until nobody writes to a table, and keeps everybody from writing until it is released.
   *
   * @throws SQLException if a transaction that has written to it does not end
   */
  Runnable change(String name, Cancellation cancellation) throws SQLException {
    Guarded table = table(name);
    if (!table.beginChange(cancellation)) {
      throw SqlErrors.lockNotAvailable(
          "table " + name + " cannot be changed: a transaction that is open has written to it");
    }
    return () -> table.endChange(changes.incrementAndGet());
  }
}
