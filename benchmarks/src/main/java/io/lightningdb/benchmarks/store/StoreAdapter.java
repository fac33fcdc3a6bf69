package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Compress;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;

/** A contender that is a key-value store. */
public interface StoreAdapter extends Contender {

  /**
   * Opens the store in {@code directory}, which is there, and creates it where it is empty.
   *
   * @param survives what its commits have to survive
   * @throws StoreException if it fails
   */
  Store open(Path directory, Survives survives, Plan plan);

  /**
   * Gives back the space that overwritten entries take in {@code directory}, by the way that the
   * store has for it. The store is closed before and after.
   *
   * @return false, and nothing was done, if the store has none
   * @throws StoreException if it fails
   */
  default boolean compact(Path directory, Plan plan) {
    return false;
  }

  /** Returns whether the store compresses without being asked, {@link Compress#AS_USUAL}. */
  default boolean compressesAsUsual() {
    return false;
  }

  /**
   * Returns whether the store takes part in the rows that last for minutes, of which a run can
   * afford only a few.
   */
  default boolean takesPartInLongRows() {
    return false;
  }
}
