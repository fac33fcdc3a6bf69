package io.lightningdb.benchmarks.measure;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/** Makes a {@link Plan}. Starts from the sizes for a first look, or from another plan. */
public final class PlanBuilder {

  private String name = "quick";
  private long entries = 100_000;
  private int keyBytes = 16;
  private int valueBytes = 100;
  private int putsPerCommit = 1_000;
  private long warmUpMillis = 300;
  private long measureMillis = 400;
  private long loadMillisMax = 3_000;
  private long overloadMillis = 5_000;
  private int servedMib = 64;
  private long servedMillis = 5_000;
  private int repetitions = 1;
  private int minutesMax = 6;
  private long seed = 20_240_607L;
  private int heapMib = 2_048;
  private int cacheMib = 512;
  private Compress compress = Compress.AS_USUAL;

  PlanBuilder() {}

  PlanBuilder(Plan plan) {
    name = plan.name();
    entries = plan.entries();
    keyBytes = plan.keyBytes();
    valueBytes = plan.valueBytes();
    putsPerCommit = plan.putsPerCommit();
    warmUpMillis = plan.warmUpMillis();
    measureMillis = plan.measureMillis();
    loadMillisMax = plan.loadMillisMax();
    overloadMillis = plan.overloadMillis();
    servedMib = plan.servedMib();
    servedMillis = plan.servedMillis();
    repetitions = plan.repetitions();
    minutesMax = plan.minutesMax();
    seed = plan.seed();
    heapMib = plan.heapMib();
    cacheMib = plan.cacheMib();
    compress = plan.compress();
  }

  /** Sets what the sizes are called in the report. */
  @CanIgnoreReturnValue
  public PlanBuilder name(String newName) {
    name = newName;
    return this;
  }

  /** Sets the number of entries that a load writes and that reads find. */
  @CanIgnoreReturnValue
  public PlanBuilder entries(long newEntries) {
    entries = newEntries;
    return this;
  }

  /** Sets the length of each key. */
  @CanIgnoreReturnValue
  public PlanBuilder keyBytes(int newKeyBytes) {
    keyBytes = newKeyBytes;
    return this;
  }

  /** Sets the length of each value. */
  @CanIgnoreReturnValue
  public PlanBuilder valueBytes(int newValueBytes) {
    valueBytes = newValueBytes;
    return this;
  }

  /** Sets the number of puts that a load makes in one commit. */
  @CanIgnoreReturnValue
  public PlanBuilder putsPerCommit(int newPutsPerCommit) {
    putsPerCommit = newPutsPerCommit;
    return this;
  }

  /** Sets how long a case runs at least before it is measured. */
  @CanIgnoreReturnValue
  public PlanBuilder warmUpMillis(long newWarmUpMillis) {
    warmUpMillis = newWarmUpMillis;
    return this;
  }

  /** Sets how long a case that is bounded by time is measured. */
  @CanIgnoreReturnValue
  public PlanBuilder measureMillis(long newMeasureMillis) {
    measureMillis = newMeasureMillis;
    return this;
  }

  /** Sets how long a measured load takes at most; a store that is slower is stopped. */
  @CanIgnoreReturnValue
  public PlanBuilder loadMillisMax(long newLoadMillisMax) {
    loadMillisMax = newLoadMillisMax;
    return this;
  }

  /** Sets how long writers are let loose to see how long they are stopped. */
  @CanIgnoreReturnValue
  public PlanBuilder overloadMillis(long newOverloadMillis) {
    overloadMillis = newOverloadMillis;
    return this;
  }

  /** Sets the size of the database that is served from a small heap, in MiB. */
  @CanIgnoreReturnValue
  public PlanBuilder servedMib(int newServedMib) {
    servedMib = newServedMib;
    return this;
  }

  /** Sets how long it is served. */
  @CanIgnoreReturnValue
  public PlanBuilder servedMillis(long newServedMillis) {
    servedMillis = newServedMillis;
    return this;
  }

  /** Sets how often each case is run. */
  @CanIgnoreReturnValue
  public PlanBuilder repetitions(int newRepetitions) {
    repetitions = newRepetitions;
    return this;
  }

  /** Sets how long a run takes at most; the repetitions after the first end with it. */
  @CanIgnoreReturnValue
  public PlanBuilder minutesMax(int newMinutesMax) {
    minutesMax = newMinutesMax;
    return this;
  }

  /** Sets what keys, values and the order of reads follow from. */
  @CanIgnoreReturnValue
  public PlanBuilder seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Sets the largest heap of each child JVM, in MiB. */
  @CanIgnoreReturnValue
  public PlanBuilder heapMib(int newHeapMib) {
    heapMib = newHeapMib;
    return this;
  }

  /** Sets the cache that each store with one of its own is given, in MiB. */
  @CanIgnoreReturnValue
  public PlanBuilder cacheMib(int newCacheMib) {
    cacheMib = newCacheMib;
    return this;
  }

  /** Sets whether stores compress. */
  @CanIgnoreReturnValue
  public PlanBuilder compress(Compress newCompress) {
    compress = newCompress;
    return this;
  }

  /**
   * Makes the plan.
   *
   * @throws IllegalArgumentException if a size makes no sense
   */
  public Plan build() {
    return new Plan(
        name,
        entries,
        keyBytes,
        valueBytes,
        putsPerCommit,
        warmUpMillis,
        measureMillis,
        loadMillisMax,
        overloadMillis,
        servedMib,
        servedMillis,
        repetitions,
        minutesMax,
        seed,
        heapMib,
        cacheMib,
        compress);
  }
}
