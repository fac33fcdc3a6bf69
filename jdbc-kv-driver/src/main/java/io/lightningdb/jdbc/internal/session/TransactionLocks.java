package io.lightningdb.jdbc.internal.session;

import io.lightningdb.ConflictException;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import io.lightningdb.jdbc.internal.exec.RowLocks;
import io.lightningdb.jdbc.internal.sql.Query;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Locks rows in a transaction: those that it changes at READ COMMITTED, and those of FOR UPDATE.
 */
final class TransactionLocks implements RowLocks {

  /** How long a lock is waited for. */
  private static final Duration PATIENCE = TransactionOptions.defaults().lockTimeout();

  private final Transaction transaction;
  private final Query.@Nullable Lock asked;
  private final Cancellation cancellation;

  /**
   * @param asked how rows are to be locked; null if the statement does not ask for it
   * @param cancellation what ends the waiting if the statement has a time-out
   */
  TransactionLocks(Transaction transaction, Query.@Nullable Lock asked, Cancellation cancellation) {
    this.transaction = transaction;
    this.asked = asked;
    this.cancellation = cancellation;
  }

  @Override
  public boolean isLocking() {
    return true;
  }

  @Override
  public boolean guardInserts() {
    return transaction.isolation() == Isolation.READ_COMMITTED;
  }

  @Override
  public byte @Nullable [] lock(Keyspace keyspace, byte[] key, byte @Nullable [] read)
      throws SQLException {
    if (asked == null || asked == Query.Lock.WAIT) {
      return waiting(keyspace, key);
    }
    try {
      return transaction.getForUpdate(keyspace, key, Duration.ZERO);
    } catch (ConflictException e) {
      if (e.reason() != ConflictException.Reason.LOCK_TIMEOUT) {
        throw e;
      }
      if (asked == Query.Lock.SKIP_LOCKED) {
        return SKIPPED;
      }
      throw SqlErrors.lockNotAvailable("another transaction has locked one of the rows");
    }
  }

  private byte @Nullable [] waiting(Keyspace keyspace, byte[] key) throws SQLException {
    try {
      return transaction.getForUpdate(keyspace, key, cancellation.left(PATIENCE));
    } catch (ConflictException e) {
      if (e.reason() == ConflictException.Reason.LOCK_TIMEOUT) {
        cancellation.check();
      }
      throw e;
    }
  }
}
