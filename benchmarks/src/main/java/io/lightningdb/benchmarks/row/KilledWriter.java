package io.lightningdb.benchmarks.row;

/** Has a store written to by a process that is killed. */
@FunctionalInterface
public interface KilledWriter {

  /**
   * Has {@link Rows#write} called with {@code context} in a process of its own, and kills that as
   * soon as all is written. Returns when it is dead.
   *
   * @throws RuntimeException if it ended in another way
   */
  void writeAndDie(CaseContext context);
}
