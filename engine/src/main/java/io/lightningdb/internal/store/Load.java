package io.lightningdb.internal.store;

import io.lightningdb.internal.base.ReadTime;
import java.io.IOException;

/*
 * What is loaded goes into files of its own while the store goes on changing. A store with runs gets
 * another run in the end. A tree has to be merged with the load, which takes long; so that is done
 * while the tree goes on changing, and then what has changed is made up for, as often as it takes.
 */
/** Sorted entries that go straight into files, and then over a store. For one thread. */
public interface Load {

  /**
   * Appends an entry, whose key is after those of all before.
   *
   * @param key not to be changed any more
   * @param value not to be changed any more
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  void add(byte[] key, byte[] value, long expiresAt) throws IOException;

  /** Writes what still waits. There is one entry at least, and none can be added afterwards. */
  void finish() throws IOException;

  /**
   * Returns a store with the loaded entries over it. All that was written before is in files by
   * now: {@link BlockOutput#sync} was called.
   *
   * <p>This may be called again with what has become of the store by flushes and reclamation. Then
   * it is as if it had not been called before, but the work is in proportion to what has changed.
   * The files of all stores that were given must stay until the result is in use.
   *
   * @param out where new blocks go
   */
  KeyspaceStore over(KeyspaceStore present, BlockOutput out) throws IOException;
}
