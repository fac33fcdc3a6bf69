package io.lightningdb;

import java.io.InputStream;

/**
 * A value that a commit has set. A short one is in memory. A long one lies in a file, and is read
 * from there when it is asked for.
 *
 * <p>A long value can be read as long as its file is there. Values that the log has are there while
 * the cursor, or the listener, is at their commit. Values that were given as streams have files of
 * their own, which go soon after the value was replaced or deleted, or was moved to save space.
 */
public interface ChangedValue {

  /** Returns how many bytes the value has. */
  int length();

  /**
   * Returns the value, which is the caller's.
   *
   * @throws LimitException if it is a long value whose file has gone: the key's present value, if
   *     it has one, can be read from its keyspace
   * @throws CorruptionException if it is damaged
   * @throws StorageException if it cannot be read
   * @throws IllegalStateException if it is a long value, and the database is closed
   */
  byte[] bytes();

  /**
   * Opens the value to be read a part at a time, which the caller closes. Reading may throw what
   * {@link #bytes} throws. For one thread at a time.
   *
   * @throws LimitException if it is a long value whose file has gone
   */
  InputStream open();
}
