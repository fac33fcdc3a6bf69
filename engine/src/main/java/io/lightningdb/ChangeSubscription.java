package io.lightningdb;

/**
 * A {@link ChangeListener} on its way through the commits. It ends when it is closed, when the
 * database is, or when the log cannot be read.
 */
public interface ChangeSubscription extends AutoCloseable {

  /**
   * Returns the sequence of the newest commit that the listener is done with, or was told to have
   * missed; that after which it began, if there was none yet. {@link ListenOptions#after} goes on
   * there.
   */
  long lastSequence();

  /** Returns whether it has not ended. */
  boolean isOpen();

  /**
   * Ends the subscription. When this returns, no call to the listener is under way, and none will
   * come. It waits for a call for a minute at most; and called by a listener, of this subscription
   * or another, it does not wait, so that listeners cannot wait for each other.
   */
  @Override
  void close();
}
