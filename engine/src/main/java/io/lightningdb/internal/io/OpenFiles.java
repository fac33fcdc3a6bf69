package io.lightningdb.internal.io;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/*
 * A process may have so many files open and no more, and a large database has more files than that. A
 * file whose channel is closed here opens it again when it is next read, just as after an interrupt.
 *
 * Which one to close is decided as by a clock's hand: the oldest that was not read since the hand last
 * came by (Corbato, "A Paging Experiment with the Multics System", 1968).
 */
/** Keeps the number of files that are open for reading within bounds. */
final class OpenFiles {

  private final int filesMax;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Queue<RealReadableFile> open = new ArrayDeque<>();

  OpenFiles(int filesMax) {
    this.filesMax = filesMax;
  }

  /** Notes that {@code file} has been opened, and closes another one if there are too many. */
  void opened(RealReadableFile file) throws IOException {
    RealReadableFile leaving = null;
    lock.lock();
    try {
      if (open.size() >= filesMax) {
        leaving = chooseLeaving();
      }
      open.add(file);
    } finally {
      lock.unlock();
    }
    if (file.isClosed()) {
      closed(file);
    }
    if (leaving != null) {
      leaving.release();
    }
  }

  @GuardedBy("lock")
  private RealReadableFile chooseLeaving() {
    RealReadableFile candidate = open.remove();
    for (int i = open.size(); i > 0 && candidate.wasRead(); i--) {
      open.add(candidate);
      candidate = open.remove();
    }
    return candidate;
  }

  /** Notes that {@code file} has been closed for good. */
  void closed(RealReadableFile file) {
    lock.lock();
    try {
      open.remove(file);
    } finally {
      lock.unlock();
    }
  }
}
