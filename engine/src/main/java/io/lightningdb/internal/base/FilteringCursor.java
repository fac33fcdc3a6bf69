package io.lightningdb.internal.base;

import java.io.IOException;

/** Shows some of the entries of another cursor. */
abstract class FilteringCursor extends ForwardingCursor {

  FilteringCursor(EntryCursor entries) {
    super(entries);
  }

  /**
   * Goes on from the entry that the cursor beneath came to, if that is not to be shown, to the next
   * one that is.
   *
   * @param on whether that cursor is on an entry
   * @return whether it is on one that is to be shown
   */
  abstract boolean forward(boolean on) throws IOException;

  /** Does the same in the other direction. */
  abstract boolean backward(boolean on) throws IOException;

  /** Called before the cursor goes to another place, wherever it was before. */
  void leave() {}

  @Override
  public final boolean first() throws IOException {
    leave();
    return forward(entries.first());
  }

  @Override
  public final boolean last() throws IOException {
    leave();
    return backward(entries.last());
  }

  @Override
  public final boolean seek(byte[] key) throws IOException {
    leave();
    return forward(entries.seek(key));
  }

  @Override
  public final boolean seekBefore(byte[] key) throws IOException {
    leave();
    return backward(entries.seekBefore(key));
  }

  @Override
  public final boolean next() throws IOException {
    return forward(entries.next());
  }

  @Override
  public final boolean previous() throws IOException {
    return backward(entries.previous());
  }
}
