package io.lightningdb.internal.db;

import io.lightningdb.LimitException;
import io.lightningdb.Options;
import io.lightningdb.SnapshotStatistics.Kind;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Bounds what users have open: how many transactions, for how long, and by nobody any more. */
final class Leases {

  /** How often what is open is looked through. */
  static final Duration INTERVAL = Duration.ofMillis(250);

  private final Options options;
  private final LongSupplier clockNanos;
  private final SnapshotRegistry snapshots;
  private final long ageNanosMax;
  private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
  private final Set<Lease> transactions = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder abandoned = new LongAdder();
  private final LongAdder expired = new LongAdder();

  /**
   * @param clockNanos tells the time in nanoseconds, from any moment on
   * @param snapshots those that are open
   */
  Leases(Options options, LongSupplier clockNanos, SnapshotRegistry snapshots) {
    this.options = options;
    this.clockNanos = clockNanos;
    this.snapshots = snapshots;
    this.ageNanosMax = nanos(options.snapshotAgeMax());
  }

  private static long nanos(Duration time) {
    return TimeUnit.NANOSECONDS.convert(time); // the nearest long, unlike toNanos
  }

  /** Makes the lease of something that is no transaction. */
  Lease begin(Session session, Kind kind) {
    return lease(session, kind, 0);
  }

  private Lease lease(Session session, Kind kind, long timeoutNanos) {
    Throwable openedAt =
        options.trackTransactions() ? new Throwable("the " + kind + " was opened here") : null;
    return new Lease(session, kind, clockNanos.getAsLong(), timeoutNanos, openedAt);
  }

  /**
   * Makes the lease of a transaction, to be given to {@link #forget} when that is over.
   *
   * @param timeout how long it may be open; zero for as long as it likes
   * @throws LimitException if there are too many
   */
  Lease beginTransaction(Session session, Duration timeout) {
    Lease lease = lease(session, Kind.TRANSACTION, nanos(timeout));
    // First in, then counted: so of several at a time none is one too many.
    transactions.add(lease);
    int max = options.openTransactionsMax();
    if (transactions.size() > max) {
      transactions.remove(lease);
      throw new LimitException(
          "there are openTransactionsMax="
              + max
              + " open transactions, and there can be no more: end those that are not needed"
              + " (DatabaseStatistics.oldestSnapshot tells of the oldest one), or open the database"
              + " with a higher limit");
    }
    return lease;
  }

  /** Notes that a transaction is over. */
  void forget(Lease transaction) {
    transactions.remove(transaction);
  }

  /** Lets a lease be ended by the engine; see {@link Lease#give}. */
  void give(Lease lease, Object handle, Runnable onEnd) {
    lease.give(handle, unreachable, onEnd);
  }

  /** Returns the leases of the transactions that are open. */
  Set<Lease> transactions() {
    return transactions;
  }

  /** Returns how many leases were ended because nobody could reach their handles. */
  long abandonedCount() {
    return abandoned.sum();
  }

  /** Returns how many leases were ended because they had lasted for too long. */
  long expiredCount() {
    return expired.sum();
  }

  long nowNanos() {
    return clockNanos.getAsLong();
  }

  /** Returns a number that no other lease has. */
  long numberOf(Lease lease) {
    return lease.number(numbers);
  }

  /** Ends what has lasted for too long, or can be reached by nobody any more. */
  void sweep() {
    LeaseReport report = new LeaseReport(this);
    for (Lease lost = Lease.nextLost(unreachable);
        lost != null;
        lost = Lease.nextLost(unreachable)) {
      if (lost.revoke("the " + lost.kind() + " was abandoned, and so it was closed")) {
        abandoned.increment();
        report.abandoned(lost);
      }
    }
    long now = nowNanos();
    for (Lease lease : transactions) {
      long max = lease.timeoutNanos();
      if (max > 0 && lease.ageNanos(now) > max) {
        expire(lease, LeaseReport.timedOut(lease, now), report);
      }
    }
    if (ageNanosMax > 0) {
      for (OpenSnapshot snapshot : snapshots.all()) {
        Lease lease = snapshot.lease();
        if (lease.ageNanos(now) > ageNanosMax) {
          expire(lease, LeaseReport.tooOld(lease, now, options.snapshotAgeMax()), report);
        }
      }
    }
    report.end();
  }

  private void expire(Lease lease, String limit, LeaseReport report) {
    if (lease.revoke(limit)) {
      expired.increment();
      report.expired(lease, limit);
    }
  }
}
