package io.lightningdb.benchmarks.row;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which value each entry has got by now: how often it was overwritten. Several threads may note
 * theirs, if no two of them note the same entry.
 */
final class Generations {

  /** What is done with entries. */
  @FunctionalInterface
  interface Action {
    void accept(long index, int generation);
  }

  private static final byte ABSENT = -1;

  /** After so many an entry gets its first value again. */
  private static final int COUNT = 100;

  private final byte[] generations;
  private final AtomicInteger rounds = new AtomicInteger();

  private Generations(long entryCount, byte first) {
    generations = new byte[Math.toIntExact(entryCount)];
    Arrays.fill(generations, first);
  }

  /** No entry is there. */
  static Generations absent(long entryCount) {
    return new Generations(entryCount, ABSENT);
  }

  /** All entries are there with their first values. */
  static Generations first(long entryCount) {
    return new Generations(entryCount, (byte) 0);
  }

  /** Returns a number that it has not returned before: whoever draws entries by it draws others. */
  int nextRound() {
    return rounds.incrementAndGet();
  }

  /** Returns which value entry {@code index} is to get next. */
  int next(long index) {
    return (generations[(int) index] + 1) % COUNT;
  }

  /** Notes that entry {@code index} has got a value. */
  void set(long index, int generation) {
    generations[(int) index] = (byte) generation;
  }

  /** Does {@code action} with all entries that are there. */
  void forEach(Action action) {
    for (int index = 0; index < generations.length; index++) {
      if (generations[index] != ABSENT) {
        action.accept(index, generations[index]);
      }
    }
  }
}
