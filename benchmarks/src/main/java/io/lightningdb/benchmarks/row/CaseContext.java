package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.Survives;
import java.nio.file.Path;

/**
 * What a row measures, and where.
 *
 * @param contender who is measured
 * @param directory the contender's own; loaded if the row asked for that, else empty
 * @param plan the sizes
 * @param killedWriter for rows that kill
 */
public record CaseContext(
    Contender contender, Path directory, Plan plan, KilledWriter killedWriter) {

  /** Opens the contender, which must be a store, in its directory. */
  Store open(Survives survives) {
    return adapter().open(directory, survives, plan);
  }

  /** Returns the contender as a store. */
  StoreAdapter adapter() {
    if (contender instanceof StoreAdapter adapter) {
      return adapter;
    }
    throw new IllegalStateException(contender.id() + " is no store");
  }

  /** Returns the same in another directory. */
  CaseContext in(Path newDirectory) {
    return new CaseContext(contender, newDirectory, plan, killedWriter);
  }
}
