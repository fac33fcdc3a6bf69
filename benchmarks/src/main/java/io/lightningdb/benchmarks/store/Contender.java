package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.util.List;

/** Somebody who takes part in a run. */
public interface Contender {

  /** Returns the name that stands in commands and files. */
  String id();

  /** Returns the name that stands in tables. */
  String title();

  /**
   * Loads the native code that it needs, if any.
   *
   * @throws RuntimeException if that cannot be loaded here; it may be a {@link LinkageError} too
   */
  default void load() {}

  /** Returns which version takes part. It is loaded already. */
  String version();

  /** Returns how it is set up, for experts to judge whether that is fair. */
  String settings(Plan plan);

  /** Returns what exactly it promises of a commit that returned, where it is to survive this. */
  String promise(Survives survives);

  /** Returns what its JVM has to be given beyond what all are. */
  default List<String> jvmArguments() {
    return List.of();
  }
}
