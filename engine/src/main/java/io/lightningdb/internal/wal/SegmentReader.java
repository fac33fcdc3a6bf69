package io.lightningdb.internal.wal;

import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.ReadableFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one log segment, through a window that follows the position. */
final class SegmentReader {

  private static final int WINDOW_BYTES_MAX = 1024 * 1024;

  private final String source;
  private final FileIdentity identity;
  private final ReadableFile file;
  private final long size;
  private byte[] window;
  private long windowStart;
  private int windowLength;
  private long readAheadEnd;
  private long position = FileHeader.BYTES;

  SegmentReader(String source, FileIdentity identity, ReadableFile file) throws IOException {
    this.source = source;
    this.identity = identity;
    this.file = file;
    this.size = file.size();
    this.readAheadEnd = size;
    this.window = new byte[(int) Math.min(WINDOW_BYTES_MAX, size)];
  }

  /** Returns the length of the segment. */
  long size() {
    return size;
  }

  /**
   * Forgets what was read ahead, because more was written since.
   *
   * @param end up to where in the segment to read ahead from now on
   */
  void refresh(long end) {
    windowLength = 0;
    readAheadEnd = Math.min(end, size);
  }

  /** Goes to {@code newPosition}, where a frame may begin. */
  void seek(long newPosition) {
    position = newPosition;
  }

  /** Returns where in the segment the next frame should begin. */
  long position() {
    return position;
  }

  /** Reads the frame at the position and goes past it; null if there is no intact one. */
  @Nullable LogRecord next() throws IOException {
    if (!load(LogFrame.HEADER_BYTES)) {
      return null;
    }
    int length = LogFrame.payloadLength(window, at());
    if (!LogFrame.mayBegin(window, at())
        || position + LogFrame.bytes(length) > size
        || !load(LogFrame.HEADER_BYTES + length)
        || !LogFrame.isIntact(identity, position, window, at(), length)) {
      return null;
    }
    LogRecord record = LogFrame.decode(source + " at " + position, window, at(), length);
    position += LogFrame.bytes(length);
    return record;
  }

  /**
   * Looks for an intact frame behind a damaged one. Only frames that are newer than {@code after}
   * are tried, which leaves out those of an earlier life of the file.
   */
  @Nullable LogRecord nextBeyondDamage(long after) throws IOException {
    while (load(LogFrame.HEADER_BYTES)) {
      if (LogFrame.sequence(window, at()) > after) {
        LogRecord record = next();
        if (record != null) {
          return record;
        }
      }
      position += LogFrame.ALIGNMENT;
    }
    return null;
  }

  private int at() {
    return (int) (position - windowStart);
  }

  /** Sees to it that {@code length} bytes from the position on are in the window. */
  private boolean load(int length) throws IOException {
    if (position + length > size) {
      return false;
    }
    if (position < windowStart || position + length > windowStart + windowLength) {
      if (window.length < length) {
        window = new byte[length];
      }
      windowStart = position;
      windowLength = (int) Math.min(window.length, Math.max(length, readAheadEnd - position));
      file.read(windowStart, window, 0, windowLength);
    }
    return true;
  }
}
