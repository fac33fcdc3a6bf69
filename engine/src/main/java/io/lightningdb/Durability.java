package io.lightningdb;

/**
 * What a commit that returned has survived.
 *
 * <p>Whatever the durability, commits reach the disk in the order in which they were made: after a
 * crash there is never a later commit without an earlier one. A commit can be seen by others as
 * soon as it is made, before it has survived anything; whoever commits something that depends on
 * what it saw is behind it in that order, and {@link Database#sync()} makes sure of what was only
 * read.
 */
public enum Durability {
  /** Power failure: the commit is on the device when it returns. The default. */
  SYNC,

  /**
   * The end of the process, {@code kill -9} included: the operating system has the commit when it
   * returns. A power failure can lose what was committed within {@link Options#syncInterval()} and
   * the time that a sync takes.
   */
  FLUSHED,

  /**
   * Nothing yet. The end of the process or a power failure can lose what was committed within
   * {@link Options#syncInterval()} and the time that a sync takes.
   */
  ASYNC
}
