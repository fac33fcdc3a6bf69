package io.lightningdb.benchmarks.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;

/**
 * What the garbage collector has done since the JVM began.
 *
 * @param full the number of full collections
 * @param millis the time that all collections took, which is nearly all pauses with G1
 */
public record HeapCollections(long full, long millis) {

  /** Who counts full collections: in G1, the serial and the parallel collector. */
  private static final Set<String> FULL =
      Set.of("G1 Old Generation", "MarkSweepCompact", "PS MarkSweep");

  /** Returns what was done until now. */
  public static HeapCollections now() {
    long full = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (FULL.contains(collector.getName())) {
        full += collector.getCollectionCount();
      }
      millis += Math.max(0, collector.getCollectionTime());
    }
    return new HeapCollections(full, millis);
  }
}
