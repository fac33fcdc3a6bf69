package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;

/** A store whose transactions read what they change. */
public interface TransactionalAdapter extends StoreAdapter {

  /** Returns whether it has transactions of this kind. */
  boolean has(TransactionKind kind);

  /**
   * Opens the store as {@link #open} does.
   *
   * @param kind the kind of its transactions, one that it has
   */
  TransactionalStore openTransactional(
      Path directory, Survives survives, Plan plan, TransactionKind kind);
}
