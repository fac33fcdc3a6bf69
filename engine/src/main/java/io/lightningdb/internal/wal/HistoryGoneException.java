package io.lightningdb.internal.wal;

import java.io.IOException;

/** What was to be read is not in the log any more. */
public final class HistoryGoneException extends IOException {

  private final long readableAfter;

  HistoryGoneException(long sequence, long readableAfter) {
    super("what follows " + sequence + " is gone; there is what follows " + readableAfter);
    this.readableAfter = readableAfter;
  }

  /** Returns the least sequence that can be read after. */
  public long readableAfter() {
    return readableAfter;
  }
}
