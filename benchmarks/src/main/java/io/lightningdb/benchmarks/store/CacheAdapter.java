package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;

/**
 * A contender that is a provider of JCache. Its caches store by value, hold all entries of a plan
 * without evicting any, and keep no statistics.
 */
public interface CacheAdapter extends Contender {

  /**
   * Opens a manager with a cache in it.
   *
   * @param directory where its files are, if it has any; is there, and empty at first
   * @throws RuntimeException if it fails
   */
  OpenCache open(Path directory, Plan plan);

  /** Returns whether entries are there again when a cache that was closed is opened anew. */
  boolean keepsEntries();

  /**
   * Returns whether a change is synced to the device before it returns. Reading is no different
   * then, so such a contender takes part only in what writes.
   */
  default boolean syncs() {
    return false;
  }

  /** Returns whether several threads can call {@code getAll} at the same time. */
  default boolean getsAllAtOnce() {
    return true;
  }

  /** Returns what exactly is left of its entries, and after what. */
  String promise();

  /** Returns the same whatever is asked for: how caches keep entries is part of their settings. */
  @Override
  default String promise(Survives survives) {
    return promise();
  }

  @Override
  default String version() {
    return Versions.of(id());
  }
}
