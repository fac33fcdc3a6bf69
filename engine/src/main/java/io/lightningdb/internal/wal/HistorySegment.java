package io.lightningdb.internal.wal;

import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;

/** A segment of the log, as those see it who read what was committed. */
final class HistorySegment {

  final FileIdentity identity;
  final long bytes;

  /** The sequence of the commit before the first one in here. */
  final long startsAfter;

  /** The last sequence that counts in here, once there is a segment after this one. */
  volatile long end = Long.MAX_VALUE;

  /** How many are reading it; guarded by the lock of the history. */
  int pins;

  /** Whether the log does without it, and has closed it; guarded by the lock of the history. */
  boolean givenUp;

  /** Whether it has values, so that others delete it; guarded by the lock of the history. */
  boolean hasParts;

  HistorySegment(FileIdentity identity, long bytes, long startsAfter) {
    this.identity = identity;
    this.bytes = bytes;
    this.startsAfter = startsAfter;
  }

  long number() {
    return identity.number();
  }

  String fileName() {
    return FileKind.LOG.fileName(number());
  }
}
