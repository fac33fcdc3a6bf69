package io.lightningdb.benchmarks.store;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.Transaction;

/**
 * Transactions of RocksDB, optimistic ones or such that lock. Its object for a transaction is used
 * again for the next one, as its manual advises.
 */
final class RocksDbTransactor implements Transactor, Transactor.Access {

  private final ReadOptions readOptions;
  private final UnaryOperator<@Nullable Transaction> begin;
  private @Nullable Transaction transaction;

  /**
   * @param begin begins a transaction in the object of one that is over, or a new one for null
   */
  RocksDbTransactor(ReadOptions readOptions, UnaryOperator<@Nullable Transaction> begin) {
    this.readOptions = readOptions;
    this.begin = begin;
  }

  /** Another transaction was in the way. */
  private static final class InTheWay extends RuntimeException {
    private static final long serialVersionUID = 1;

    InTheWay(RocksDBException cause) {
      super(cause);
    }
  }

  @Override
  public boolean transact(Work work) {
    Transaction begun = begin.apply(transaction);
    transaction = begun;
    try {
      work.run(this);
      begun.commit();
      return true;
    } catch (InTheWay e) {
      rollBack(begun);
      return false;
    } catch (RocksDBException e) {
      if (!isConflict(e)) {
        throw new StoreException("RocksDB: committing failed: " + e.getMessage(), e);
      }
      rollBack(begun);
      return false;
    }
  }

  private static void rollBack(Transaction transaction) {
    try {
      transaction.rollback();
    } catch (RocksDBException e) {
      throw new StoreException("RocksDB: rolling back failed: " + e.getMessage(), e);
    }
  }

  private static boolean isConflict(RocksDBException e) {
    Status status = e.getStatus();
    return status != null
        && switch (status.getCode()) {
          case Busy, TimedOut, TryAgain -> true;
          default -> false;
        };
  }

  private Transaction open() {
    Transaction open = transaction;
    if (open == null) {
      throw new IllegalStateException("no transaction has begun");
    }
    return open;
  }

  @Override
  public byte @Nullable [] getToChange(byte[] key) {
    try {
      return open().getForUpdate(readOptions, key, true);
    } catch (RocksDBException e) {
      throw isConflict(e)
          ? new InTheWay(e)
          : new StoreException("RocksDB: reading failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    try {
      open().put(key, value);
    } catch (RocksDBException e) {
      throw isConflict(e)
          ? new InTheWay(e)
          : new StoreException("RocksDB: writing failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (transaction != null) {
      transaction.close();
      transaction = null;
    }
  }
}
