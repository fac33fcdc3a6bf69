package io.lightningdb.internal.wal;

import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.util.List;

/** A file of the log that is allocated whole, and is written or ready to be. */
final class LogSegment {

  final FileIdentity identity;
  final WritableFile file;
  final long capacity;

  /** The newest sequence in this segment, once it is full. */
  long lastSequence;

  /** Whether there may be parts of values here, which others than the log read. */
  boolean hasParts;

  LogSegment(FileIdentity identity, WritableFile file, long capacity) {
    this.identity = identity;
    this.file = file;
    this.capacity = capacity;
  }

  long number() {
    return identity.number();
  }

  String fileName() {
    return FileKind.LOG.fileName(number());
  }

  /** Closes segments because of {@code reason}, to which further failures are added. */
  static void closeAll(List<LogSegment> segments, Throwable reason) {
    try {
      closeAll(segments);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** Closes segments, all of them even if one cannot be closed. */
  static void closeAll(List<LogSegment> segments) throws IOException {
    IOException failure = null;
    for (LogSegment segment : segments) {
      try {
        segment.file.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
