package io.lightningdb.internal.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/*
 * Nothing here belongs to a thread, since there may be any number of them, virtual ones too. A thread looks
 * in the place that its identity leads to; if another one uses what is there, it makes a new one, and
 * whoever comes back last stays.
 */
/** A few memories for leaves, which threads take and give back. */
final class LeafMemories {

  private static final int PLACES_MAX = 64;

  /** The distance of two places, so that they are in different lines of the processor's cache. */
  private static final int STRIDE = 16;

  private final AtomicReferenceArray<@Nullable LeafMemory> places;

  /**
   * @param threads how many threads are expected to run at once
   */
  LeafMemories(int threads) {
    int count = Integer.highestOneBit(Math.min(PLACES_MAX, 4 * threads));
    places = new AtomicReferenceArray<>(count * STRIDE);
  }

  private int place() {
    int hash = System.identityHashCode(Thread.currentThread());
    return hash * STRIDE & places.length() - 1;
  }

  LeafMemory take() {
    LeafMemory found = places.getAndSet(place(), null);
    return found == null ? new LeafMemory() : found;
  }

  void giveBack(LeafMemory memory) {
    places.setRelease(place(), memory);
  }
}
