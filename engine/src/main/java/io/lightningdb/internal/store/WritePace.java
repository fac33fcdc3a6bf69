package io.lightningdb.internal.store;

import java.util.function.BooleanSupplier;

/** Tells those who write in the background when to go on, so that others get their turn. */
public interface WritePace {

  /** Lets nobody wait. */
  WritePace NONE = (bytes, cancelled) -> {};

  /**
   * Waits until it is time to write.
   *
   * @param bytes how much is going to be written
   * @param cancelled ends the wait when it is true
   */
  void await(int bytes, BooleanSupplier cancelled);
}
