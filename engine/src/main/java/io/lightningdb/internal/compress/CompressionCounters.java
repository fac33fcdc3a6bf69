package io.lightningdb.internal.compress;

import io.lightningdb.CompressionStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of blocks. Any number of threads may count. */
public final class CompressionCounters {

  final LongAdder lz4 = new LongAdder();
  final LongAdder snappy = new LongAdder();
  final LongAdder unwanted = new LongAdder();
  final LongAdder small = new LongAdder();
  final LongAdder random = new LongAdder();
  final LongAdder gainless = new LongAdder();
  final LongAdder rawBytes = new LongAdder();
  final LongAdder storedBytes = new LongAdder();

  /** Returns what has been counted so far. */
  public CompressionStatistics statistics() {
    return new CompressionStatistics(
        lz4.sum(),
        snappy.sum(),
        unwanted.sum(),
        small.sum(),
        random.sum(),
        gainless.sum(),
        rawBytes.sum(),
        storedBytes.sum());
  }
}
