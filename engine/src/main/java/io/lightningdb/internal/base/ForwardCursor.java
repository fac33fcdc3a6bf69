package io.lightningdb.internal.base;

/** A cursor that goes from the first entry to the last, and no other way. */
public abstract class ForwardCursor implements EntryCursor {

  @Override
  public final boolean last() {
    throw forwardOnly();
  }

  @Override
  public final boolean seek(byte[] key) {
    throw forwardOnly();
  }

  @Override
  public final boolean seekBefore(byte[] key) {
    throw forwardOnly();
  }

  @Override
  public final boolean previous() {
    throw forwardOnly();
  }

  private UnsupportedOperationException forwardOnly() {
    return new UnsupportedOperationException(
        getClass().getSimpleName() + " goes from the first entry to the last");
  }
}
