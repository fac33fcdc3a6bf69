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
 * @param loadMillisMax how long a measured load takes at most; a store that is slower is stopped
 * @param overloadMillis how long writers are let loose to see how long they are stopped
 * @param servedMib the size of the database that is served from a small heap, in MiB
 * @param servedMillis how long it is served
 * @param repetitions how often each case is run
 * @param minutesMax how long a run takes at most; the repetitions after the first end with it
 * @param seed what keys, values and the order of reads follow from
 * @param heapMib the largest heap of each child JVM, in MiB
 * @param cacheMib the cache that each store with one of its own is given, in MiB
 * @param compress whether stores compress
 */
public record Plan(
    String name,
    long entries,
    int keyBytes,
    int valueBytes,
    int putsPerCommit,
    long warmUpMillis,
    long measureMillis,
    long loadMillisMax,
    long overloadMillis,
    int servedMib,
    long servedMillis,
    int repetitions,
    int minutesMax,
    long seed,
    int heapMib,
    int cacheMib,
    Compress compress) {

  /** The least length of a key: what tells entries apart has to fit. */
  private static final int KEY_BYTES_MIN = 16;

  /** The least length of a value: there is noise between its first 8 bytes and its middle. */
  private static final int VALUE_BYTES_MIN = 32;

  private static final long MIB = 1024 * 1024;

  public Plan {
    check("entries", entries, 1);
    check("keyBytes", keyBytes, KEY_BYTES_MIN);
    check("valueBytes", valueBytes, VALUE_BYTES_MIN);
    check("putsPerCommit", putsPerCommit, 1);
    check("warmUpMillis", warmUpMillis, 0);
    check("measureMillis", measureMillis, 1);
    check("loadMillisMax", loadMillisMax, 1);
    check("overloadMillis", overloadMillis, 1);
    check("servedMib", servedMib, 1);
    check("servedMillis", servedMillis, 1);
    check("repetitions", repetitions, 1);
    check("minutesMax", minutesMax, 1);
    check("heapMib", heapMib, 16);
    check("cacheMib", cacheMib, 1);
  }

  /** Returns the sizes for a first look, in a few minutes. */
  public static Plan quick() {
    return new PlanBuilder().build();
  }

  /** Returns the sizes for figures to publish. */
  public static Plan full() {
    return new PlanBuilder()
        .name("full")
        .entries(1_000_000)
        .warmUpMillis(1_000)
        .measureMillis(1_500)
        .loadMillisMax(8_000)
        .overloadMillis(180_000)
        .servedMib(1_024)
        .servedMillis(30_000)
        .repetitions(3)
        .minutesMax(45)
        .build();
  }

  /** Returns a builder that starts from this plan. */
  public PlanBuilder toBuilder() {
    return new PlanBuilder(this);
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
