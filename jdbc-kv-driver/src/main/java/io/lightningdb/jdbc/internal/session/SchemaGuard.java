package io.lightningdb.jdbc.internal.session;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/*
 * Whoever writes to a table has to keep its indexes. So while an index is made nobody may write who does
 * not know of it: an open transaction that has written to the table is waited for, and those that come
 * wait until it is done. And whoever sees the database as it was before cannot use what came later: its
 * transaction is a conflict as soon as it meets the table.
 */
/** Keeps statements that change a table apart from those that write to it. */
final class SchemaGuard {

  private static final int WRITERS_MAX = Integer.MAX_VALUE;

  /** How long an open transaction is waited for that has written to the table. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long SLICE_MILLIS = 50;

  private final ConcurrentMap<String, Guarded> tables = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  /** A table. */
  private static final class Guarded {

    private final Semaphore writers = new Semaphore(WRITERS_MAX, true);

    /** Which change of a table was the last one of this. */
    private volatile long changed;
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
    return table != null && table.changed > since;
  }

  /** Waits until nobody changes a table, and keeps everybody from it until it is released. */
  Runnable write(String name, Cancellation cancellation) throws SQLException {
    Guarded table = table(name);
    if (!table.writers.tryAcquire()) {
      while (!acquire(table, 1)) {
        cancellation.check();
      }
    }
    return table.writers::release;
  }

  /**
   * Waits until nobody writes to a table, and keeps everybody from writing until it is released.
   *
   * @throws SQLException if a transaction that has written to it does not end
   */
  Runnable change(String name, Cancellation cancellation) throws SQLException {
    Guarded table = table(name);
    long begin = System.nanoTime();
    while (!acquire(table, WRITERS_MAX)) {
      cancellation.check();
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw SqlErrors.lockNotAvailable(
            "table " + name + " cannot be changed: a transaction that is open has written to it");
      }
    }
    return () -> {
      table.changed = changes.incrementAndGet();
      table.writers.release(WRITERS_MAX);
    };
  }

  private static boolean acquire(Guarded table, int permits) throws SQLException {
    try {
      return table.writers.tryAcquire(permits, SLICE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlErrors.wrongMoment("interrupted while waiting for a change of a table");
    }
  }
}
