package io.lightningdb.internal.db;

import io.lightningdb.SnapshotStatistics.Kind;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Tells the process's log what the engine has ended that its owners did not. For one thread. */
final class LeaseReport {

  private static final System.Logger LOGGER = System.getLogger(Leases.class.getName());

  /** How many are told of one by one: a program that forgets one may forget a thousand. */
  private static final int TOLD_MAX = 8;

  private final Leases leases;
  private int count;

  LeaseReport(Leases leases) {
    this.leases = leases;
  }

  /** Returns what the owner of a transaction is told that was open for too long. */
  static String timedOut(Lease lease, long nowNanos) {
    return "the transaction was open for longer than its timeout of "
        + Duration.ofNanos(lease.timeoutNanos())
        + " and was rolled back, "
        + lease.age(nowNanos)
        + " after it was begun by thread '"
        + lease.thread()
        + "'; end transactions sooner, or give them a longer timeout";
  }

  /** Returns what the owner of something is told that kept a snapshot for too long. */
  static String tooOld(Lease lease, long nowNanos, Duration ageMax) {
    return "the "
        + lease.kind()
        + " was open for "
        + lease.age(nowNanos)
        + ", which is longer than snapshotAgeMax="
        + ageMax
        + ", and was "
        + ended(lease)
        + "; it was opened by thread '"
        + lease.thread()
        + "'";
  }

  private static String ended(Lease lease) {
    return lease.kind() == Kind.TRANSACTION ? "rolled back" : "closed";
  }

  void abandoned(Lease lease) {
    tell(
        lease,
        "a "
            + lease.kind()
            + " was never closed and nothing refers to it any more, so it was "
            + ended(lease)
            + ", "
            + lease.age(leases.nowNanos())
            + " after it was opened by thread '"
            + lease.thread()
            + "'");
  }

  void expired(Lease lease, String limit) {
    tell(lease, limit);
  }

  private void tell(Lease lease, String what) {
    count++;
    if (count > TOLD_MAX) {
      return;
    }
    String text = "number " + leases.numberOf(lease) + ": " + what;
    Throwable openedAt = lease.openedAt();
    if (openedAt == null) {
      LOGGER.log(
          Level.WARNING, text + "; open the database with trackTransactions=true to be told where");
    } else {
      LOGGER.log(Level.WARNING, text, openedAt);
    }
  }

  /** Tells how many more there were. */
  void end() {
    if (count > TOLD_MAX) {
      LOGGER.log(Level.WARNING, (count - TOLD_MAX) + " more were ended for the like reasons");
    }
  }
}
