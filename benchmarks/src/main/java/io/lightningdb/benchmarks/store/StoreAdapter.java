package io.lightningdb.benchmarks.store;

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
}
