package io.lightningdb.internal.store;

import java.io.IOException;

/*
 * The store goes on changing while this runs: flushes add to it and reclamation moves its blocks. So
 * the result is not a store but a change to one, which is made in whatever has become of it.
 */
/**
 * Work that gives parts of a store a better shape: fewer of them, or without what is deleted. The
 * store that made it, and the files of that store, must stay until it is done.
 */
public interface Compaction {

  /** Returns how much there is to be gained: 1 is worth the work, and more is more urgent. */
  double urgency();

  /** Returns how many bytes of blocks are to be read, about; 0 if none are. */
  long bytes();

  /**
   * Writes the new blocks, which may take long.
   *
   * @return what is to be done to the store once the blocks are on the device
   */
  Change run(BlockOutput out) throws IOException;

  /** What becomes of a store. */
  interface Change {

    /**
     * Returns the store with the change made.
     *
     * @param present what has become, by flushes and reclamation, of the store that was compacted
     */
    KeyspaceStore applyTo(KeyspaceStore present);
  }
}
