package io.lightningdb.internal.db;

import io.lightningdb.MemoryStatistics;
import io.lightningdb.Options;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.IndexCache;
import io.lightningdb.internal.store.KeyspaceStore;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/*
 * Memtables have a part of the budget, which follows what is measured. Of the rest, inner pages and
 * filters take what they need, but for a part that is the cache's in any case; and the cache has
 * what is left.
 */
/** Divides a database's memory among what is in it. */
final class MemoryBudget {

  private static final System.Logger LOGGER = System.getLogger(MemoryBudget.class.getName());

  /** How often memory is divided anew. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** How many generations are in memory at most, but for those that somebody holds. */
  private static final int GENERATIONS = Backpressure.SEALED_MAX + 1;

  private static final long GENERATION_BYTES_MIN = 64 * 1024;
  private static final long GENERATION_BYTES_MAX = 1024 * 1024 * 1024;

  /** What a generation has at first, at most and as a part of the budget. */
  private static final long GENERATION_BYTES_FIRST = 64 * 1024 * 1024;

  private static final int GENERATION_PART_FIRST = 8;

  /** The part of what memtables leave that inner pages and filters do not get. */
  private static final int CACHE_PART_MIN = 8;

  /**
   * The part of the budget by which inner pages and filters may grow before all is divided anew.
   */
  private static final int GROWTH_PART = 64;

  private final Options options;
  private final BlockCache cache;
  private final IndexCache index;
  private final long bytes;
  private final WriteCosts writeCosts = new WriteCosts();

  private final ReentrantLock dividing = new ReentrantLock();
  private MemorySplit split;
  private long memtablesInUse;
  private long pinnedBytes;

  private long nearMissesBefore;
  private long missesBefore;
  private long missNanosBefore;
  private double writeNanosBefore;
  private boolean warned;

  private volatile long generationBytes;

  MemoryBudget(Options options, BlockCache cache) {
    this.options = options;
    this.cache = cache;
    this.index = cache.index();
    this.bytes = options.memoryBytes();
    long first = Math.min(GENERATION_BYTES_FIRST, bytes / GENERATION_PART_FIRST);
    long ofRest = (bytes - options.cacheBytes().orElse(0)) / (GENERATIONS + 1);
    this.split = MemorySplit.of(bytes, GENERATIONS * Math.min(first, ofRest));
    this.generationBytes = options.memtableBytes().orElseGet(this::generationBytesOfSplit);
    divide();
  }

  private long generationBytesOfSplit() {
    return Math.max(
        GENERATION_BYTES_MIN, Math.min(GENERATION_BYTES_MAX, split.memtableBytes() / GENERATIONS));
  }

  /** Returns how much a generation may hold, in bytes. */
  long generationBytes() {
    return generationBytes;
  }

  /** Returns where the costs of writing are noted. */
  WriteCosts writeCosts() {
    return writeCosts;
  }

  /** Divides memory anew, after what was measured since the last time. */
  void adapt(View view) {
    dividing.lock();
    try {
      MemorySplit.Measured measured = measure();
      if (options.memtableBytes().isEmpty() && options.cacheBytes().isEmpty()) {
        split = split.next(measured);
        generationBytes = generationBytesOfSplit();
      }
      memtablesInUse = memtableBytes(view);
      pinnedBytes = pinnedBytes(view);
      divide();
    } finally {
      dividing.unlock();
    }
    warnOfShortage();
  }

  private MemorySplit.Measured measure() {
    long nearMisses = cache.nearMisses();
    long misses = cache.misses();
    long missNanos = cache.missNanos();
    double writeNanos = writeCosts.savableNanos();
    long missed = Math.max(1, misses - missesBefore);
    double nanosPerMiss = (double) (missNanos - missNanosBefore) / missed;
    MemorySplit.Measured measured =
        new MemorySplit.Measured(
            (nearMisses - nearMissesBefore) * nanosPerMiss,
            writeNanos - writeNanosBefore,
            cache.bytesMax());
    nearMissesBefore = nearMisses;
    missesBefore = misses;
    missNanosBefore = missNanos;
    writeNanosBefore = writeNanos;
    return measured;
  }

  private static long memtableBytes(View view) {
    long bytes = 0;
    for (Generation generation : view.generations()) {
      bytes += generation.memoryBytes();
    }
    return bytes;
  }

  private static long pinnedBytes(View view) {
    return view.flushed().stores().values().stream().mapToLong(KeyspaceStore::pinnedBytes).sum();
  }

  /** Gives inner pages, filters and the cache what memtables leave. */
  private void divide() {
    long memtables = Math.max(GENERATIONS * generationBytes, memtablesInUse);
    long rest = Math.max(0, bytes - memtables - pinnedBytes);
    long cacheMin = options.cacheBytes().orElse(rest / CACHE_PART_MIN);
    long indexMax = Math.max(rest - cacheMin, rest / CACHE_PART_MIN);
    index.resize(indexMax, index.bytes() + bytes / GROWTH_PART, this::divideAfterGrowth);
    if (options.cacheBytes().isEmpty()) {
      cache.resize(rest - Math.min(indexMax, index.bytes()));
    }
  }

  private void divideAfterGrowth() {
    // Whoever divides already does it for all.
    if (dividing.tryLock()) {
      try {
        divide();
      } finally {
        dividing.unlock();
      }
    }
  }

  private void warnOfShortage() {
    if (!warned && index.shortages() > 0) {
      warned = true;
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the inner pages and filters do not all fit into memoryBytes="
              + bytes
              + ", so some are read again and again; give the database more memory, or larger pages");
    }
  }

  MemoryStatistics statistics(View view) {
    return new MemoryStatistics(
        bytes,
        memtableBytes(view),
        GENERATIONS * generationBytes,
        index.innerPageBytes() + pinnedBytes(view),
        index.filterBytes(),
        cache.bytes(),
        cache.bytesMax(),
        cache.hits(),
        cache.misses(),
        cache.nearMisses(),
        index.shortages());
  }
}
