package io.lightningdb.jcache.management;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/** Counts what is done with one cache. Counting costs little, and nothing while it is off. */
public final class CacheStatistics implements CacheStatisticsMXBean {

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder puts = new LongAdder();
  private final LongAdder removals = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder getNanos = new LongAdder();
  private final LongAdder putNanos = new LongAdder();
  private final LongAdder removeNanos = new LongAdder();

  private volatile boolean enabled;

  public CacheStatistics(boolean enabled) {
    this.enabled = enabled;
  }

  public boolean isEnabled() {
    return enabled;
  }

  public void enable(boolean enable) {
    enabled = enable;
  }

  /** Returns the time now, to be handed to one of the methods below; anything while off. */
  public long start() {
    return enabled ? System.nanoTime() : 0;
  }

  public void addHits(long count) {
    add(hits, count);
  }

  public void addMisses(long count) {
    add(misses, count);
  }

  public void addPuts(long count) {
    add(puts, count);
  }

  public void addRemovals(long count) {
    add(removals, count);
  }

  public void addEvictions(long count) {
    add(evictions, count);
  }

  /** Adds the time since {@code start} to what getting has taken. */
  public void addGetTime(long start) {
    addTime(getNanos, start);
  }

  /** Adds the time since {@code start} to what putting has taken. */
  public void addPutTime(long start) {
    addTime(putNanos, start);
  }

  /** Adds the time since {@code start} to what removing has taken. */
  public void addRemoveTime(long start) {
    addTime(removeNanos, start);
  }

  private void add(LongAdder counter, long count) {
    if (enabled && count != 0) {
      counter.add(count);
    }
  }

  private void addTime(LongAdder nanos, long start) {
    if (enabled && start != 0) {
      nanos.add(System.nanoTime() - start);
    }
  }

  @Override
  public void clear() {
    hits.reset();
    misses.reset();
    puts.reset();
    removals.reset();
    evictions.reset();
    getNanos.reset();
    putNanos.reset();
    removeNanos.reset();
  }

  @Override
  public long getCacheHits() {
    return hits.sum();
  }

  @Override
  public float getCacheHitPercentage() {
    return percentage(getCacheHits(), getCacheGets());
  }

  @Override
  public long getCacheMisses() {
    return misses.sum();
  }

  @Override
  public float getCacheMissPercentage() {
    return percentage(getCacheMisses(), getCacheGets());
  }

  @Override
  public long getCacheGets() {
    return getCacheHits() + getCacheMisses();
  }

  @Override
  public long getCachePuts() {
    return puts.sum();
  }

  @Override
  public long getCacheRemovals() {
    return removals.sum();
  }

  @Override
  public long getCacheEvictions() {
    return evictions.sum();
  }

  @Override
  public float getAverageGetTime() {
    return averageMicros(getNanos.sum(), getCacheGets());
  }

  @Override
  public float getAveragePutTime() {
    return averageMicros(putNanos.sum(), getCachePuts());
  }

  @Override
  public float getAverageRemoveTime() {
    return averageMicros(removeNanos.sum(), getCacheRemovals());
  }

  private static float percentage(long part, long whole) {
    return whole == 0 ? 0 : 100f * part / whole;
  }

  private static float averageMicros(long nanos, long count) {
    return count == 0 ? 0 : (float) nanos / count / TimeUnit.MICROSECONDS.toNanos(1);
  }
}
