package io.lightningdb.internal.wal;

import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/*
 * A sync of a file whose space is allocated and written writes the data and nothing else, which
 * takes two thirds of the time that a sync of a growing file does. So segments are filled with zeros
 * before they are used, and old ones are used again under a new name and number. What is left in
 * them from before is never taken for new: checksums depend on the number.
 */
/** Makes the files of log segments ready, and takes back those that are done. Not thread-safe. */
final class SegmentFiles {

  private static final int FIRST_SEGMENT_BYTES = 256 * 1024;
  private static final int ZEROS_BYTES = 1024 * 1024;
  private static final int FREE_MAX = 4;

  private final Disk disk;
  private final UUID database;
  private final LongSupplier fileNumbers;
  private final LongSupplier clockMicros;
  private final int segmentBytes;
  private final Deque<LogSegment> free = new ArrayDeque<>();
  private long nextBytes;

  SegmentFiles(
      Disk disk,
      UUID database,
      LongSupplier fileNumbers,
      LongSupplier clockMicros,
      int segmentBytes) {
    this.disk = disk;
    this.database = database;
    this.fileNumbers = fileNumbers;
    this.clockMicros = clockMicros;
    this.segmentBytes = segmentBytes;
    this.nextBytes = Math.min(FIRST_SEGMENT_BYTES, segmentBytes);
  }

  /**
   * Returns a segment of at least {@code bytesMin} that is on the device with its name, header and
   * space.
   */
  LogSegment prepare(long bytesMin) throws IOException {
    LogSegment old = free.peek();
    if (old != null && old.capacity >= bytesMin) {
      return recycle(free.remove());
    }
    LogSegment segment = create(Math.max(nextBytes, bytesMin));
    // A small database keeps a small log; a busy one soon has full segments.
    nextBytes = Math.min(segmentBytes, nextBytes * 2);
    return segment;
  }

  private LogSegment create(long bytes) throws IOException {
    FileIdentity identity = new FileIdentity(database, fileNumbers.getAsLong());
    String name = FileKind.LOG.fileName(identity.number());
    WritableFile file = disk.create(name);
    try {
      byte[] zeros = new byte[(int) Math.min(ZEROS_BYTES, bytes)];
      for (long at = 0; at < bytes; at += zeros.length) {
        file.write(at, zeros, 0, (int) Math.min(zeros.length, bytes - at));
      }
      return begin(identity, file, bytes);
    } catch (IOException e) {
      abandon(name, file, e);
      throw e;
    }
  }

  /** Closes and deletes a file that could not be made ready because of {@code reason}. */
  private void abandon(String name, WritableFile file, IOException reason) {
    try (WritableFile abandoned = file) {
      disk.delete(name);
    } catch (IOException secondary) {
      reason.addSuppressed(secondary);
    }
  }

  private LogSegment recycle(LogSegment old) throws IOException {
    FileIdentity identity = new FileIdentity(database, fileNumbers.getAsLong());
    String name = FileKind.LOG.fileName(identity.number());
    WritableFile file = disk.renameOpen(old.file, old.fileName(), name);
    try {
      return begin(identity, file, old.capacity);
    } catch (IOException e) {
      abandon(name, file, e);
      throw e;
    }
  }

  private LogSegment begin(FileIdentity identity, WritableFile file, long bytes)
      throws IOException {
    byte[] header = new FileHeader(FileKind.LOG, identity, clockMicros.getAsLong()).encode();
    file.write(0, header, 0, header.length);
    file.sync();
    disk.syncDirectory();
    file.expectOverwriting(bytes);
    return new LogSegment(identity, file, bytes);
  }

  /** Takes back a segment that nothing in it is needed of any more. */
  void release(LogSegment segment) throws IOException {
    if (segment.capacity == segmentBytes && free.size() < FREE_MAX) {
      free.add(segment);
    } else {
      segment.file.close();
      delete(segment);
    }
  }

  /** Deletes the file of a segment that is closed. */
  void delete(LogSegment segment) {
    disk.deleteUnneeded(segment.fileName());
  }

  /** Returns the length of the files that wait to be used again, in bytes. */
  long freeBytes() {
    return free.stream().mapToLong(segment -> segment.capacity).sum();
  }

  /** Returns the segments that wait to be used again, and forgets them. */
  List<LogSegment> takeFree() {
    List<LogSegment> taken = new ArrayList<>(free);
    free.clear();
    return taken;
  }
}
