package io.lightningdb.internal.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.internal.io.DiskFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps the next segment ready, so that a writer need not wait for it. */
final class SegmentSupply {

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final SegmentFiles files;

  @GuardedBy("lock")
  private @Nullable LogSegment ready;

  @GuardedBy("lock")
  private boolean closed;

  SegmentSupply(SegmentFiles files) {
    this.files = files;
  }

  /**
   * Returns a segment of at least {@code bytesMin}.
   *
   * @throws DiskFullException if there is no space for one now
   */
  LogSegment take(long bytesMin) throws IOException {
    lock.lock();
    try {
      LogSegment taken = ready;
      ready = null;
      if (taken != null && taken.capacity >= bytesMin) {
        return taken;
      }
      if (taken != null) {
        // Used later, it would have a lower number than the segment before it.
        files.release(taken);
      }
      return files.prepare(bytesMin);
    } finally {
      lock.unlock();
    }
  }

  /** Makes the next segment ready, unless it is. */
  void prepare() throws IOException {
    lock.lock();
    try {
      if (ready == null && !closed) {
        ready = files.prepare(0);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes back segments in which nothing is needed any more. */
  void release(List<LogSegment> segments) throws IOException {
    lock.lock();
    try {
      for (LogSegment segment : segments) {
        files.release(segment);
      }
    } catch (IOException e) {
      LogSegment.closeAll(segments, e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the length of the files that wait to be used, in bytes. */
  long bytes() {
    lock.lock();
    try {
      return files.freeBytes() + (ready == null ? 0 : ready.capacity);
    } finally {
      lock.unlock();
    }
  }

  /** Closes and deletes the files that wait to be used. */
  void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      List<LogSegment> unused = new ArrayList<>(files.takeFree());
      if (ready != null) {
        unused.add(ready);
        ready = null;
      }
      LogSegment.closeAll(unused);
      for (LogSegment segment : unused) {
        files.delete(segment);
      }
    } finally {
      lock.unlock();
    }
  }
}
