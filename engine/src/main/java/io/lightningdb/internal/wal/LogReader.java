package io.lightningdb.internal.wal;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/*
 * Frames are read from the segments' files, the active one included: whoever wants to see a commit has
 * it written out first. How far a segment counts is known from where the next one starts, as in
 * recovery, so that frames which a recovery has dropped are never shown.
 */
/** Follows the log while it is written, commit by commit. For one thread at a time. */
public final class LogReader implements Closeable {

  private final Log log;
  private final LogHistory history;
  private final Disk disk;
  private final long claimedBytes;
  private final Runnable onSegmentLeft;

  /** The newest sequence that was read. Others read it when they decide what is kept. */
  private volatile long sequence;

  /** Up to which sequence everything is in its file that can be in the window of the frames. */
  private long written;

  private @Nullable HistorySegment segment;
  private @Nullable ReadableFile file;
  private @Nullable SegmentReader frames;
  private boolean closed;

  LogReader(
      Log log,
      LogHistory history,
      Disk disk,
      long sequence,
      long claimedBytes,
      Runnable onSegmentLeft)
      throws IOException {
    this.log = log;
    this.history = history;
    this.disk = disk;
    this.sequence = sequence;
    this.claimedBytes = claimedBytes;
    this.onSegmentLeft = onSegmentLeft;
    this.segment = history.enter(this);
  }

  /** Returns the newest sequence that was read or skipped. */
  public long sequence() {
    return sequence;
  }

  /** Returns how much of the log, from what was read last on, is kept for this reader. */
  long claimedBytes() {
    return claimedBytes;
  }

  /**
   * Returns the frame of the next sequence, or null if {@code upTo} has been read. What it has is
   * there until this is called again.
   *
   * @param upTo a sequence that was published
   * @throws HistoryGoneException if that is not in the log any more
   * @throws CorruptionException if it is damaged
   */
  public @Nullable LogRecord next(long upTo) throws IOException {
    if (sequence >= upTo) {
      return null;
    }
    if (written <= sequence) {
      // Not while there is more in the window, which would have to be read again for each commit.
      log.writeToRead(upTo);
      written = upTo;
      if (frames != null && segment != null) {
        frames.refresh(log.writtenEnd(segment.number()));
      }
    }
    while (true) {
      SegmentReader reader = frames();
      LogRecord record = reader.next();
      while (record != null && record.type() == FrameType.PART) {
        record = reader.next();
      }
      if (record != null && record.sequence() == sequence + 1) {
        sequence = record.sequence();
        return record;
      }
      HistorySegment current = segment;
      if (record != null || current == null || sequence < current.end) {
        throw damaged(reader, record);
      }
    }
  }

  private CorruptionException damaged(SegmentReader reader, @Nullable LogRecord found) {
    String name = segment == null ? "the log" : segment.fileName();
    return new CorruptionException(
        name
            + " is damaged before byte "
            + reader.position()
            + ": the commit with sequence "
            + (sequence + 1)
            + (found == null ? " is not intact" : " is missing before " + found.sequence()));
  }

  /** Returns the frames of the segment in which the next sequence is. */
  private SegmentReader frames() throws IOException {
    HistorySegment current = segment;
    if (current != null && sequence >= current.end) {
      leaveSegment();
      current = null;
    }
    SegmentReader reader = frames;
    if (current != null && reader != null) {
      return reader;
    }
    if (current == null) {
      current = history.pin(sequence);
      segment = current;
    }
    reader = open(current);
    frames = reader;
    return reader;
  }

  private SegmentReader open(HistorySegment current) throws IOException {
    ReadableFile opened = disk.openForReading(current.fileName());
    boolean isOpen = false;
    try {
      SegmentReader reader = new SegmentReader(current.fileName(), current.identity, opened);
      reader.refresh(log.writtenEnd(current.number()));
      reader.seek(FileHeader.BYTES + LogFrame.bytes(0));
      skipTo(reader, current);
      file = opened;
      isOpen = true;
      return reader;
    } finally {
      if (!isOpen) {
        opened.close();
      }
    }
  }

  /** Goes past the commits in a segment that were read before, or are not asked for. */
  private void skipTo(SegmentReader reader, HistorySegment current) throws IOException {
    for (long passed = current.startsAfter; passed < sequence; ) {
      LogRecord record = reader.next();
      if (record == null || record.sequence() != passed + 1) {
        throw damaged(reader, record);
      }
      passed += record.type() == FrameType.PART ? 0 : 1;
    }
  }

  /** Goes on after {@code newSequence}, which is greater than what was read. */
  public void skipTo(long newSequence) throws IOException {
    leaveSegment();
    sequence = newSequence;
  }

  private void leaveSegment() throws IOException {
    HistorySegment left = segment;
    segment = null;
    frames = null;
    try (ReadableFile closing = file) {
      file = null;
    }
    if (left != null && history.unpin(left)) {
      onSegmentLeft.run();
    }
  }

  /** Lets go of the log. A second call does nothing. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      history.leave(this);
      leaveSegment();
    }
  }
}
