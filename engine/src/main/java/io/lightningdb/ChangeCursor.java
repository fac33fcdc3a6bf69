package io.lightningdb;

import org.jspecify.annotations.Nullable;

/**
 * Reads what was committed, commit by commit, from the log; see {@link LocalDatabase#changesAfter}.
 *
 * <p>A cursor sees what readers see: a commit is shown once it is visible, which is before it is
 * synced. A power failure can take the newest commits that were shown, and others get their
 * sequences then. Whoever keeps the sequence up to which it has come calls {@link Database#sync}
 * before it does.
 *
 * <p>A cursor keeps a file of the log from being deleted, and is to be closed. It serves one thread
 * at a time.
 */
public interface ChangeCursor extends AutoCloseable {

  /**
   * Returns the commit that follows the one returned before; null if there is none yet, and then it
   * can be asked again, as often as one likes.
   *
   * @throws LimitException if the commit is not in the log any more, because the cursor was too
   *     slow: {@link LocalDatabase#changesKeptAfter()} tells from where on there are some
   * @throws CorruptionException if it is damaged
   * @throws StorageException if the disk failed
   * @throws IllegalStateException if the cursor or the database is closed
   */
  @Nullable CommittedChanges next();

  /** Lets go of the log. A second call does nothing. */
  @Override
  void close();
}
