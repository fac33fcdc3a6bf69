package io.lightningdb.internal.wal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.Disk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/*
 * Recovery needs the newest segments. Those before them are kept for as long as somebody may want to
 * read them: by their length, and for readers who claim what they have not come to yet. Recovery never
 * sees them, since the manifest tells it where to begin.
 *
 * They go in two steps. First it is decided where the history begins from now on, which a manifest
 * tells; once that is on the device, the files before go. So there is never a hole in what a manifest
 * says is there, and where one is found, something is damaged. A segment that somebody is reading goes
 * when it is left: a file that is open can neither be cut nor renamed, nor on some systems deleted.
 */
/** Knows which segments can be read by those who follow the log. Thread-safe. */
public final class LogHistory {

  /** A file counts as so many bytes at least, or short ones would be very many. */
  private static final long COUNTED_BYTES_MIN = 16 * 1024;

  private final Disk disk;
  private final long bytesKept;
  private final ReentrantLock lock = new ReentrantLock();

  /** The segments, oldest first: those of the log, and before them those that are kept. */
  @GuardedBy("lock")
  private final List<HistorySegment> segments = new ArrayList<>();

  /** Segments that are kept only because they are being read, by their numbers. */
  @GuardedBy("lock")
  private final Map<Long, HistorySegment> leaving = new HashMap<>();

  @GuardedBy("lock")
  private final Set<LogReader> claimants = new HashSet<>();

  /** The number of the segment with which the history begins; older ones are about to go. */
  @GuardedBy("lock")
  private long firstSegment;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * @param bytesKept how many bytes of segments to keep, at least, that the log does without
   * @param found the segments that are there already, oldest first
   */
  LogHistory(Disk disk, long bytesKept, List<HistorySegment> found) {
    this.disk = disk;
    this.bytesKept = bytesKept;
    int needed = found.size();
    while (needed > 0 && !found.get(needed - 1).givenUp) {
      needed--;
    }
    segments.addAll(found.subList(firstKept(found, 0, needed), found.size()));
  }

  /** Returns the segments that are there although the log does without: lengths by numbers. */
  public Map<Long, Long> kept() {
    lock.lock();
    try {
      Map<Long, Long> kept = new TreeMap<>();
      for (HistorySegment segment : segments) {
        if (segment.givenUp) {
          kept.put(segment.number(), segment.bytes);
        }
      }
      return kept;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the log goes on in a new segment. */
  void begin(FileIdentity identity, long bytes, long startsAfter) {
    HistorySegment segment = new HistorySegment(identity, bytes, startsAfter);
    lock.lock();
    try {
      if (!segments.isEmpty()) {
        segments.get(segments.size() - 1).end = startsAfter;
      }
      segments.add(segment);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Decides where the history begins from now on, if the log does without the segments before
   * {@code firstNeeded}.
   *
   * @return the number of the oldest segment that is kept for longer than this opening, or 0 if
   *     none is
   */
  long trim(long firstNeeded) {
    lock.lock();
    try {
      int needed = indexOf(firstNeeded);
      int from = firstKept(segments, indexOf(firstSegment), needed);
      for (LogReader claimant : claimants) {
        int claimed = Math.max(indexOf(firstSegment), indexAfter(claimant.sequence()));
        if (claimed < from && bytesFrom(claimed) <= claimant.claimedBytes()) {
          from = claimed;
        }
      }
      firstSegment = segments.get(from).number();
      return bytesKept == 0 ? 0 : firstSegment;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the index of the oldest segment to be kept of those between two. */
  private int firstKept(List<HistorySegment> list, int from, int to) {
    long bytes = 0;
    int index = to;
    while (index > from && bytes < bytesKept) {
      index--;
      bytes += Math.max(COUNTED_BYTES_MIN, list.get(index).bytes);
    }
    return index;
  }

  /** Returns the index of the oldest segment that has {@code number} or a greater one. */
  @GuardedBy("lock")
  private int indexOf(long number) {
    int index = 0;
    while (index < segments.size() - 1 && segments.get(index).number() < number) {
      index++;
    }
    return index;
  }

  /** Returns the index of the segment in which what follows {@code sequence} is, or -1. */
  @GuardedBy("lock")
  private int indexAfter(long sequence) {
    int index = segments.size() - 1;
    while (index >= 0 && segments.get(index).startsAfter > sequence) {
      index--;
    }
    return index;
  }

  @GuardedBy("lock")
  private long bytesFrom(int index) {
    return segments.subList(index, segments.size()).stream().mapToLong(each -> each.bytes).sum();
  }

  /**
   * Takes over a segment that the log does without, if it is to be read on.
   *
   * @return whether it is; if so, the log closes it and does nothing more with it
   */
  boolean takeOver(long number, boolean hasParts) {
    lock.lock();
    try {
      for (HistorySegment segment : segments) {
        if (segment.number() == number) {
          if (number < firstSegment && segment.pins == 0) {
            segments.remove(segment);
            return false;
          }
          segment.givenUp = true;
          segment.hasParts = hasParts;
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Deletes what is not kept any more, after that was decided and a manifest told it. */
  void deleteOld() {
    lock.lock();
    try {
      while (segments.get(0).number() < firstSegment && segments.get(0).givenUp) {
        HistorySegment oldest = segments.remove(0);
        if (oldest.pins > 0) {
          leaving.put(oldest.number(), oldest);
        } else if (!oldest.hasParts) {
          disk.deleteUnneeded(oldest.fileName());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens the history for a reader: pins the segment that follows its sequence, and keeps what it
   * claims.
   *
   * @throws HistoryGoneException if that segment is gone
   */
  HistorySegment enter(LogReader reader) throws HistoryGoneException {
    lock.lock();
    try {
      HistorySegment segment = pin(reader.sequence());
      if (reader.claimedBytes() > 0) {
        claimants.add(reader);
      }
      return segment;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what {@link #enter} did beside pinning. */
  void leave(LogReader reader) {
    lock.lock();
    try {
      claimants.remove(reader);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps the segment in which what follows {@code sequence} is or will be, until it is unpinned.
   *
   * @throws HistoryGoneException if it is gone
   */
  HistorySegment pin(long sequence) throws HistoryGoneException {
    lock.lock();
    try {
      int index = indexAfter(sequence);
      if (index < 0 || segments.get(index).number() < firstSegment) {
        throw new HistoryGoneException(sequence, readableAfter());
      }
      HistorySegment segment = segments.get(index);
      segment.pins++;
      return segment;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a segment go that {@link #pin} kept. It is closed already.
   *
   * @return whether others may delete it now
   */
  boolean unpin(HistorySegment segment) {
    lock.lock();
    try {
      segment.pins--;
      if (segment.pins > 0 || leaving.remove(segment.number()) == null) {
        return false;
      }
      if (!segment.hasParts && !closed) {
        disk.deleteUnneeded(segment.fileName());
      }
      return segment.hasParts;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether a segment that is not kept otherwise is being read. */
  boolean isLeaving(long number) {
    lock.lock();
    try {
      return leaving.containsKey(number);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of the oldest segment that is not to be deleted by others. */
  long oldestSegment() {
    lock.lock();
    try {
      return segments.get(0).number();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the least sequence that can be read after. */
  long readableAfter() {
    lock.lock();
    try {
      return segments.get(indexOf(firstSegment)).startsAfter;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the length of the segments that the log does without. */
  long keptBytes() {
    lock.lock();
    try {
      long bytes = leaving.values().stream().mapToLong(each -> each.bytes).sum();
      for (HistorySegment segment : segments) {
        bytes += segment.givenUp ? segment.bytes : 0;
      }
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Deletes nothing any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
