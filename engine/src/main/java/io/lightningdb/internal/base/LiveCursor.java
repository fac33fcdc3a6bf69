package io.lightningdb.internal.base;

import java.io.IOException;

/** Shows the entries of another cursor but for those that have expired. */
public final class LiveCursor extends FilteringCursor {

  private final ReadTime time;

  public LiveCursor(EntryCursor entries, ReadTime time) {
    super(entries);
    this.time = time;
  }

  @Override
  boolean forward(boolean on) throws IOException {
    boolean onEntry = on;
    while (onEntry && time.isPast(entries.expiresAt())) {
      onEntry = entries.next();
    }
    return onEntry;
  }

  @Override
  boolean backward(boolean on) throws IOException {
    boolean onEntry = on;
    while (onEntry && time.isPast(entries.expiresAt())) {
      onEntry = entries.previous();
    }
    return onEntry;
  }
}
