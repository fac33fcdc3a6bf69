package io.lightningdb.jdbc.internal.session;

import io.lightningdb.ConflictException;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.Transaction;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.RowLocks;
import io.lightningdb.jdbc.internal.sql.Query;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Locks rows in a transaction: those that it changes at READ COMMITTED, and those of FOR UPDATE.
 */
final class TransactionLocks implements RowLocks {

  private final Transaction transaction;
  private final Query.@Nullable Lock asked;

  /**
   * @param asked how rows are to be locked; null if the statement does not ask for it
   */
  TransactionLocks(Transaction transaction, Query.@Nullable Lock asked) {
    this.transaction = transaction;
    this.asked = asked;
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
      return transaction.getForUpdate(keyspace, key);
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
}
