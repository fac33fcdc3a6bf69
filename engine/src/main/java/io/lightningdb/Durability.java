package io.lightningdb;

/**
 * What a commit that returned has survived.
 *
 * <p>Whatever the durability, commits reach the disk in the order in which they were made: after a
 * crash there is never a later commit without an earlier one.
 */
public enum Durability {
  /** Power failure: the commit is on the device when it returns. The default. */
  SYNC,

  /**
   * The end of the process, {@code kill -9} included: the operating system has the commit when it
   * returns. A power failure can lose what was committed within {@link Options#syncInterval()}.
   */
  FLUSHED,

  /**
   * Nothing yet. The end of the process or a power failure can lose what was committed within
   * {@link Options#syncInterval()}.
   */
  ASYNC
}
