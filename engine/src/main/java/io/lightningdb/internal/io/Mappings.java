package io.lightningdb.internal.io;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.MappedByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/*
 * A process may have so many mappings, 65,530 on most systems, and what needs one afterwards, a thread for
 * instance, fails. So files are mapped up to a quarter of that, and the others are read by system calls.
 * Mappings of files that were closed count until they are garbage and have been collected.
 */
/** Counts the mappings that files are read through. Any number of threads may use it. */
final class Mappings {

  private static final int PROCESS_MAX = 16_384;

  /** Those of this process. */
  static final Mappings OF_PROCESS = new Mappings(PROCESS_MAX);

  private final Set<Reference<?>> present = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<MappedByteBuffer> collected = new ReferenceQueue<>();
  private volatile int max;

  Mappings(int max) {
    this.max = max;
  }

  /** Returns whether there may be another one. */
  boolean hasRoom() {
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      present.remove(gone);
    }
    return present.size() < max;
  }

  /** Counts a mapping. */
  void add(MappedByteBuffer memory) {
    present.add(new PhantomReference<>(memory, collected));
  }

  /** Notes that the system gave no more, so that it is not asked again before one has gone. */
  void refused(Throwable reason) {
    max = Math.min(max, present.size());
    System.getLogger(Mappings.class.getName())
        .log(System.Logger.Level.DEBUG, "cannot map more than " + max + " files", reason);
  }
}
