package io.lightningdb.benchmarks.measure;

/**
 * The sizes of a run. They are the same for every store.
 *
 * @param name what the sizes are called in the report
 * @param entries the number of entries that a load writes and that reads find
 * @param keyBytes the length of each key
 * @param valueBytes the length of each value
 * @param putsPerCommit the number of puts that a load makes in one commit
 * @param warmUpMillis how long a case runs at least before it is measured
 * @param measureMillis how long a case that is bounded by time is measured
 * @param repetitions how often each case is run
 * @param seed what keys, values and the order of reads follow from
 * @param heapMib the largest heap of each child JVM, in MiB
 * @param cacheMib the cache that each store with one of its own is given, in MiB
 */
public record Plan(
    String name,
    long entries,
    int keyBytes,
    int valueBytes,
    int putsPerCommit,
    long warmUpMillis,
    long measureMillis,
    int repetitions,
    long seed,
    int heapMib,
    int cacheMib) {

  private static final int BYTES_MIN = 16;
  private static final long MIB = 1024 * 1024;

  public Plan {
    check("entries", entries, 1);
    check("keyBytes", keyBytes, BYTES_MIN);
    check("valueBytes", valueBytes, BYTES_MIN);
    check("putsPerCommit", putsPerCommit, 1);
    check("warmUpMillis", warmUpMillis, 0);
    check("measureMillis", measureMillis, 1);
    check("repetitions", repetitions, 1);
    check("heapMib", heapMib, 16);
    check("cacheMib", cacheMib, 1);
  }

  /** Returns the sizes for a first look, in a few minutes. */
  public static Plan quick() {
    return new Plan("quick", 100_000, 16, 100, 1_000, 400, 1_000, 3, 20_240_607L, 2_048, 512);
  }

  /** Returns the sizes for figures to publish. */
  public static Plan full() {
    return new Plan("full", 1_000_000, 16, 100, 1_000, 1_000, 3_000, 3, 20_240_607L, 2_048, 512);
  }

  /** Returns this plan with another name. */
  public Plan renamed(String newName) {
    return new Plan(
        newName,
        entries,
        keyBytes,
        valueBytes,
        putsPerCommit,
        warmUpMillis,
        measureMillis,
        repetitions,
        seed,
        heapMib,
        cacheMib);
  }

  /** Returns the cache that each store is given, in bytes. */
  public long cacheBytes() {
    return cacheMib * MIB;
  }

  /** Returns how much all keys and values take by themselves, in bytes. */
  public long dataBytes() {
    return entries * (keyBytes + valueBytes);
  }

  private static void check(String name, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", not " + value);
    }
  }
}
